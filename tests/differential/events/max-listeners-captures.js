// Promise: leak warnings with their wording, setMaxListeners in all forms, captureRejections and its symbol.
const EventEmitter = require('events');
process.on('warning', (w) => console.log(w.name, w.message, w.count, String(w.type), w.emitter?.constructor.name));
const fn = () => {};
const e = new EventEmitter();
for (let i = 0; i < 12; i++) e.on('leak', fn);
const s = new EventEmitter();
s.setMaxListeners(1);
s.on('a', fn).on('a', fn);
s.on(Symbol('sy'), fn);
const z = new EventEmitter();
z.setMaxListeners(0);
for (let i = 0; i < 20; i++) z.on('x', fn);
class Named extends EventEmitter {
  constructor() {
    super();
    this.setMaxListeners(1);
  }
}
new Named().on('b', fn).on('b', fn);
console.log(e.getMaxListeners(), s.getMaxListeners(), EventEmitter.defaultMaxListeners, EventEmitter.getMaxListeners(s));
const et = new EventTarget();
EventEmitter.setMaxListeners(1, et, s);
for (let i = 0; i < 3; i++) et.addEventListener('foo', () => {});
const t = (f) => {
  try {
    console.log(f());
  } catch (x) {
    console.log(x.name, x.code, x.message);
  }
};
for (const v of [-1, '5', NaN, null, {}, 1.5]) {
  t(() => e.setMaxListeners(v) === e);
  t(() => EventEmitter.setMaxListeners(v));
  t(() => {
    EventEmitter.defaultMaxListeners = v;
    return EventEmitter.defaultMaxListeners;
  });
}
EventEmitter.defaultMaxListeners = 10;
t(() => EventEmitter.setMaxListeners(1, {}));
t(() => EventEmitter.getMaxListeners({}));
const c = new EventEmitter({ captureRejections: true });
c.on('ev', async (x) => {
  throw new Error('async ' + x);
});
c.on('error', (x) => console.log('captured', x.message));
c.emit('ev', 1);
class H extends EventEmitter {
  [Symbol.for('nodejs.rejection')](err, ev, ...args) {
    console.log('symbol handler', err.message, ev, args);
  }
}
const h = new H({ captureRejections: true });
h.on('q', async () => {
  throw new Error('H');
});
h.emit('q', 1, 2);
t(() => new EventEmitter({ captureRejections: 'x' }));
t(() => {
  EventEmitter.captureRejections = 5;
});
console.log(EventEmitter.captureRejections, EventEmitter.captureRejectionSymbol === Symbol.for('nodejs.rejection'));
EventEmitter.captureRejections = true;
const g = new EventEmitter();
EventEmitter.captureRejections = false;
g.on('x', () => ({
  then(a, b) {
    b(new Error('thenable'));
  },
}));
g.on('error', (x) => console.log('global capture', x.message));
g.emit('x');
const loop = new EventEmitter({ captureRejections: true });
loop.on('error', async () => {
  throw new Error('error in error');
});
process.once('unhandledRejection', (r) => console.log('unhandled', r.message));
process.on('uncaughtException', (r) => console.log('uncaught', r.message));
loop.emit('error', new Error('first'));
