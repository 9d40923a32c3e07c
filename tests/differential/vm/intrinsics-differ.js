// Every context has intrinsics of its own: instanceof is false across them, Array.isArray is not.
const vm = require('vm');
const util = require('util');
const context = vm.createContext({});
const foreign = vm.runInContext('({ a: [1, 2], e: new TypeError("inside"), m: new Map([[1, 2]]), f: function named() {}, d: new Date(0), r: /x/g })', context);
console.log(foreign.a instanceof Array, Array.isArray(foreign.a));
console.log(foreign.e instanceof TypeError, foreign.e instanceof Error, util.types.isNativeError(foreign.e), foreign.e.name);
console.log(foreign.m instanceof Map, util.types.isMap(foreign.m));
console.log(util.inspect(foreign.a), util.inspect(foreign.m), util.inspect(foreign.f), util.inspect(foreign.d), util.inspect(foreign.r));
console.log(Object.getPrototypeOf(foreign) === Object.prototype, foreign.constructor.name);
console.log(vm.runInContext('Array', context) === Array, vm.runInContext('Array', context) === vm.runInContext('[].constructor', context));
console.log(util.isDeepStrictEqual(foreign.a, [1, 2]), util.isDeepStrictEqual([...foreign.a], [1, 2]));
console.log(vm.runInThisContext('Array') === Array);
console.log(structuredClone(foreign.a) instanceof Array);
console.log(vm.runInContext('(function () { return this })()', context) === vm.runInContext('globalThis', context));
