// Promise: the script's own frames carry function names and line numbers as V8 prints them.
const path = require('path');
const own = (st) => st.split('\n').filter((l) => l.includes(path.basename(__filename))).map((l) => l.trim().replace(/\(?[^ ]*[\\/]([^\\/]+?):(\d+):\d+\)?$/, '$1:$2'));
function plain() { return new Error('x'); }
const arrow = () => new Error('x');
const obj = { meth() { return new Error('x'); }, get g() { return new Error('x'); }, ['comp' + 1]: function () { return new Error('x'); } };
class C { constructor() { this.e = new Error('x'); } m() { return new Error('x'); } static s() { return new Error('x'); } #p() { return new Error('x'); } p() { return this.#p(); } }
const show = (l, e) => console.log(l, own(e.stack));
show('plain', plain());
show('arrow', arrow());
show('method', obj.meth());
show('getter', obj.g);
show('computed', obj.comp1());
show('ctor', new C().e);
show('class method', new C().m());
show('static', C.s());
show('private', new C().p());
show('anonymous', (function () { return new Error('x'); })());
show('iife arrow', (() => new Error('x'))());
show('array callback', [1].map(() => new Error('x'))[0]);
show('toplevel', new Error('x'));
Promise.resolve().then(function later() { show('then', new Error('x')); });
(async function af() { await null; show('async', new Error('x')); })();
setTimeout(function tick() { show('timer', new Error('x')); }, 1);
