// Promise: promisify and callbackify keep this, arguments, custom symbols, error rules and the tick of the callback.
const util = require('util');
const { promisify, callbackify } = util;
const t = (f) => {
  try {
    return f();
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
for (const b of [undefined, null, 1, 'x', {}]) {
  t(() => promisify(b));
  t(() => callbackify(b));
}
function orig(a, b, cb) {
  cb(null, this && this.id, a + b, 'ignored');
}
orig.prop = 'kept';
Object.defineProperty(orig, 'hid', { value: 1, enumerable: false });
const pz = promisify(orig);
console.log(
  pz.name,
  pz.length,
  pz.prop,
  pz.hid,
  Object.getPrototypeOf(pz) === Function.prototype,
  promisify(pz) === pz,
  typeof pz[promisify.custom],
  promisify.custom === Symbol.for('nodejs.util.promisify.custom'),
);
const cust = (cb) => {};
cust[promisify.custom] = async () => 'custom';
console.log(promisify(cust) === cust[promisify.custom]);
const badc = () => {};
badc[promisify.custom] = 5;
t(() => promisify(badc));
(async () => {
  console.log(await pz.call({ id: 7 }, 1, 2));
  for (const err of [new Error('E'), 'str', 0, undefined, null, false])
    try {
      console.log('ok', await promisify((cb) => cb(err, 'v'))());
    } catch (e) {
      console.log('rejected', e instanceof Error ? e.message : e);
    }
  try {
    await promisify(() => {
      throw new Error('sync throw');
    })();
  } catch (e) {
    console.log(e.message);
  }
  console.log(
    await promisify((cb) => {
      cb(null, 1);
      cb(new Error('second'));
    })(),
  );
  class K {
    constructor() {
      this.v = 3;
    }
    m(cb) {
      cb(null, this.v);
    }
  }
  K.prototype.mp = promisify(K.prototype.m);
  console.log(await new K().mp(), await promisify(fsExists)('/'), await promisify(require('fs').exists)('/no/such'));
  const cbz = callbackify(async function named(a) {
    return [a, this && this.x];
  });
  console.log(cbz.name, cbz.length);
  cbz.call({ x: 1 }, 'A', (e, r) => console.log(e, r));
  callbackify(async () => {
    throw new Error('rej');
  })((e) => console.log(e.message));
  callbackify(() => Promise.reject(null))((e) => console.log(e.name, e.code, e.message, e.reason));
  callbackify(() => Promise.reject(0))((e, ...r) => console.log(e.code, e.reason, r));
  callbackify(async () => undefined)((...a) => console.log(a));
  t(() => cbz('no callback'));
  console.log('after calls');
  process.once('uncaughtException', (e) => console.log('uncaught from callback', e.message));
  callbackify(async () => 1)(() => {
    throw new Error('cb threw');
  });
})();
function fsExists(p, cb) {
  cb(null, p === '/');
}
