// Promise: Error.captureStackTrace and Error.stackTraceLimit act as in V8.
function outer() { return inner(); }
function inner() { const o = { name: 'Obj', message: 'msg' }; Error.captureStackTrace(o); return o; }
const fn = (s) => s.split('\n').slice(1).map((l) => (/at (?:new )?([\w.<>]+) \(/.exec(l) || [, '?'])[1]);
let o = outer();
console.log(o.stack.split('\n')[0], fn(o.stack).slice(0, 2), Object.getOwnPropertyDescriptor(o, 'stack').enumerable);
function hide() { const x = {}; Error.captureStackTrace(x, hide); return x; }
function caller() { return hide(); }
console.log(caller().stack.split('\n')[0], fn(caller().stack)[0]);
const saved = Error.stackTraceLimit; console.log(saved);
for (const lim of [0, 1, 3]) { Error.stackTraceLimit = lim; console.log(lim, outer().stack.split('\n').length - 1, new Error('x').stack.split('\n').length - 1); }
Error.stackTraceLimit = undefined; console.log(String(new Error('undef limit').stack).split('\n').length);
Error.stackTraceLimit = 'str'; console.log(String(new Error('str limit').stack).split('\n').length);
Error.stackTraceLimit = 100;
(function rec(n) { if (n) return rec(n - 1); console.log(fn(new Error('deep').stack).filter((x) => x === 'rec').length); })(40);
Error.stackTraceLimit = saved;
console.log(Error.captureStackTrace({}), Error.captureStackTrace.length);
for (const bad of [undefined, null, 1, 'x']) try { Error.captureStackTrace(bad); console.log('ok'); } catch (e) { console.log(e.name, e.message); }
try { Error.captureStackTrace(Object.freeze({})); console.log('ok'); } catch (e) { console.log(e.name, e.message); }
