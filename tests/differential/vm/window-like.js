// A sandbox that refers to itself behaves like a browser's window.
const vm = require('vm');
const window = { name: 'win', document: { title: 't' } };
window.window = window; window.self = window; window.top = window;
vm.createContext(window);
console.log(vm.runInContext('window === globalThis, self === this, window.window.window === window', window));
console.log(vm.runInContext('window === this', window), vm.runInContext('top.document.title', window));
vm.runInContext('window.added = 1; self.other = 2; function declared() {} var v = 3; document.title = "changed"', window);
console.log(window.added, window.other, typeof window.declared, window.v, window.document.title);
console.log(vm.runInContext('typeof added + typeof window.v + window.declared.name', window));
console.log(vm.runInContext('Object.keys(window).includes("added")', window), 'added' in window);
console.log(vm.runInContext('(() => { "use strict"; window.strict = 5; return strict })()', window), window.strict);
