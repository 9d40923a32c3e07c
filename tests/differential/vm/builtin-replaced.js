// A script may replace a built-in of its context; the sandbox and later scripts see it, others do not.
const vm = require('vm');
const sandbox = vm.createContext({});
vm.runInContext('Math = { two: 2 }; Array.prototype.extra = 1; JSON.stringify = () => "mine"', sandbox);
console.log(sandbox.Math, vm.runInContext('Math.two', sandbox), Math.two, [].extra, JSON.stringify({}));
console.log(vm.runInContext('[].extra + JSON.stringify(1)', sandbox), 'JSON' in sandbox);
sandbox.Date = class Fake {};
console.log(vm.runInContext('new Date().constructor.name', sandbox));
delete sandbox.Date;
console.log(vm.runInContext('typeof Date.now', sandbox));
sandbox.undefinedLater = undefined;
console.log(vm.runInContext('"undefinedLater" in globalThis', sandbox));
vm.runInContext('function later() { return fromOutside } ', sandbox);
sandbox.fromOutside = 'set after the function was made';
console.log(sandbox.later());
sandbox.fromOutside = 'changed';
console.log(sandbox.later());
