// Objects go between contexts by reference: identity, prototypes, iteration, JSON, classes.
const vm = require('vm');
const a = vm.createContext({}), b = vm.createContext({});
vm.runInContext('class Base { constructor() { this.base = true } greet() { return "base" } static s = 1 } var object = { list: [1, 2], map: new Map([["k", 1]]) }; var Class = Base', a);
b.Base = a.Class; b.object = a.object;
console.log(vm.runInContext('class Derived extends Base { greet() { return "derived " + super.greet() } } const d = new Derived(); [d.greet(), d.base, d instanceof Base, Derived.s].join()', b));
console.log(vm.runInContext('object.list.push(3); [...object.map].join()', b), vm.runInContext('object.list.length', a), a.object === b.object);
console.log(JSON.stringify(vm.runInContext('JSON.parse("{\\"x\\":[1,{\\"y\\":2}]}")', a)), vm.runInContext('JSON.stringify(object)', b));
console.log(vm.runInContext('Symbol.iterator', a) === Symbol.iterator, vm.runInContext('Symbol.for("s")', a) === Symbol.for('s'), vm.runInContext('Symbol("s")', a) === Symbol('s'));
console.log(vm.runInContext('[1, [2, [3]]]', a).flat(Infinity), Array.from(vm.runInContext('new Set([1, 2])', a)), Object.entries(vm.runInContext('({ p: 1 })', a)));
const f = vm.runInContext('(function () { return this })', a);
console.log(f() === vm.runInContext('globalThis', a), f.call(5) instanceof Number, typeof f.call(5), f.call('x').constructor === vm.runInContext('String', a));
console.log(vm.runInContext('new Proxy({}, { get: (t, k) => k })', a).anything, Object.getPrototypeOf(vm.runInContext('async () => {}', a)) === Object.getPrototypeOf(async () => {}));
