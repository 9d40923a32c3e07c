// Promise: promise reaction order across many promises, late handlers, subclass and species equal V8's.
const log = console.log;
const p = Promise.resolve('p');
p.then(() => log('1'));
p.then(() => log('2'));
queueMicrotask(() => log('3'));
p.then(() => log('4'));
const late = new Promise((r) => {
  log('executor');
  r('x');
  r('y');
});
late.then((v) => log('late', v));
class P2 extends Promise {
  static get [Symbol.species]() {
    return Promise;
  }
  then(...a) {
    log('P2.then');
    return super.then(...a);
  }
}
(async () => {
  log(await P2.resolve('await sub'));
})();
log(P2.resolve(1) instanceof P2, P2.resolve(1).then(() => {}) instanceof P2, Promise.resolve(P2.resolve(1)) instanceof P2);
const thenable = {
  get then() {
    log('get then');
    return (r) => {
      log('call then');
      r('tv');
      r('again');
      throw new Error('ignored');
    };
  },
};
Promise.resolve(thenable).then((v) => log('thenable', v));
new Promise((r) =>
  r(
    Object.defineProperty({}, 'then', {
      get() {
        throw new Error('getter');
      },
    }),
  ),
).catch((e) => log('caught', e.message));
const self = new Promise((r) => setTimeout(() => r(self), 1));
self.catch((e) => log(e.name, e.message));
Promise.resolve()
  .finally(() => 'ignored')
  .then((v) => log('finally keeps', v));
Promise.reject(new Error('orig'))
  .finally(() => {
    throw new Error('replaced');
  })
  .catch((e) => log(e.message));
Promise.all([]).then((v) => log('all empty', v));
Promise.any([]).catch((e) => log(e.name, e.message, e.errors));
Promise.race([]).then(() => log('never'));
(async () => {
  const r = await Promise.all([1, Promise.reject(new Error('one')), Promise.reject(new Error('two'))]).catch((e) => e.message);
  log('all rejects with', r);
})();
const { promise, reject } = Promise.withResolvers();
promise.catch((e) => log('wr', e));
reject('no');
reject('again');
