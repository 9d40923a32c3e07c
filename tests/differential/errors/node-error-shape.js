// Promise: errors made by Node's library have code, bracketed stack header, plain name, and inspect like Node's.
const util = require('util');
const get = (f) => {
  try {
    f();
  } catch (e) {
    return e;
  }
};
const e = get(() => Buffer.alloc('x'));
console.log(e.name, e.code, e.message, e instanceof TypeError, e.constructor === TypeError, e.toString());
console.log(e.stack.split('\n')[0], Object.keys(e), Object.getOwnPropertyNames(e).sort(), JSON.stringify(e));
console.log(Object.getOwnPropertyDescriptor(e, 'code'), Object.getOwnPropertyDescriptor(e, 'message').enumerable);
console.log(util.inspect(e).split('\n')[0], util.inspect(e).split('\n').at(-1));
const s = get(() => require('fs').readFileSync('/no/such'));
console.log(s.name, s.code, s.errno, s.syscall, s.path, s.message, s.stack.split('\n')[0], Object.keys(s));
const r = get(() => Buffer.alloc(-1));
console.log(r.name, r.code, r.message, r.stack.split('\n')[0]);
const a = new AbortController();
a.abort();
console.log(
  a.signal.reason.name,
  a.signal.reason.code,
  a.signal.reason.message,
  a.signal.reason instanceof DOMException,
  a.signal.reason instanceof Error,
);
const types = [
  () => new URL('x'),
  () => structuredClone(() => 1),
  () => process.chdir(1),
  () => setTimeout('x'),
  () => require(1),
  () => require(''),
  () => new (require('events'))().emit('error', new Error('E')),
  () => new (require('events'))().emit('error', { a: 1 }),
  () => process.kill('x'),
  () => queueMicrotask(1),
  () => util.promisify(1),
  () => new TextDecoder('nope'),
  () => atob('*'),
  () => btoa('é€'),
  () => new AbortSignal(),
  () => new EventTarget().dispatchEvent(1),
  () => util.inherits(1, 2),
  () => process.emitWarning(1),
  () => performance.mark(),
  () => Buffer.from(5),
  () => Buffer.from([]).readInt8(1),
  () => process.hrtime(1),
  () => process.setUncaughtExceptionCaptureCallback(1),
];
for (const f of types) {
  const x = get(f);
  console.log(x.name, x.code, x.message);
}
