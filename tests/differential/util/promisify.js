// promisify, callbackify, deprecate, inherits, types of callbacks that fail.
const util = require('node:util');
const fs = require('node:fs');
const add = (a, b, done) => (a < 0 ? done(new RangeError('negative')) : done(null, a + b));
(async () => {
  console.log(await util.promisify(add)(1, 2), await util.promisify(add)(-1, 0).catch((error) => error.message));
  console.log((await util.promisify(fs.stat)('.')).isDirectory(), await util.promisify(setTimeout)(5, 'value'));
  add[util.promisify.custom] = () => Promise.resolve('custom');
  console.log(await util.promisify(add)(), util.promisify(util.promisify(add)) === util.promisify(add));
  util.callbackify(async (x) => x * 2)(21, (error, value) => console.log(error, value));
  util.callbackify(() => Promise.reject(null))((error) => console.log(error.code, error.reason));
  await new Promise(setImmediate);
  process.on('warning', ({ name, message, code }) => console.log(name, message, code));
  const old = util.deprecate(() => 'result', 'old is old', 'DEP9999');
  console.log(old(), old());
  function Parent() {}
  function Child() {}
  Parent.prototype.hello = () => 'hi';
  util.inherits(Child, Parent);
  console.log(new Child().hello(), Child.super_ === Parent);
  for (const run of [() => util.promisify(5), () => util.callbackify('x'), () => util.inherits(Child, null), () => util.callbackify(async () => {})()]) {
    try { run(); } catch (error) { console.log(error.code); }
  }
})();
