// Promise: EventEmitter: order, once, prepend, removal during emit, names, counts, this, return values, newListener.
const EventEmitter = require('events');
const e = new EventEmitter();
const s = Symbol('sym');
const log = (n) =>
  function (...a) {
    console.log(n, a, this === e);
  };
const a = log('a'),
  b = log('b');
console.log(e.on('x', a) === e, e.emit('none'), e.emit('x', 1, 2, 3, 4));
e.prependListener('x', b);
e.once('x', log('once'));
e.prependOnceListener('x', log('pre once'));
e.addListener(s, log('sym'));
e.on(5, log('num'));
e.emit('x');
e.emit('x', 'again');
e.emit(s);
e.emit('5', 'as string');
console.log(
  e.eventNames(),
  e.listenerCount('x'),
  e.listenerCount('nope'),
  e.listenerCount('x', a),
  e.listeners('x').length,
  e.rawListeners('x')[0] === b,
  EventEmitter.listenerCount(e, 'x'),
);
e.on('x', a);
console.log(e.listenerCount('x', a));
e.off('x', a);
console.log(e.listenerCount('x', a), e.removeListener('x', () => {}) === e);
e.removeAllListeners('x');
console.log(e.eventNames());
const o = new EventEmitter();
o.once('q', function f() {
  console.log('once f', o.listenerCount('q'));
});
console.log(o.rawListeners('q')[0].listener.name, o.listeners('q')[0].name, o.rawListeners('q')[0].name);
o.emit('q');
console.log(o.emit('q'));
const r = new EventEmitter();
const second = () => console.log('second still runs');
r.on('z', () => {
  r.off('z', second);
  r.on('z', () => console.log('added later'));
});
r.on('z', second);
r.emit('z');
r.emit('z');
const m = new EventEmitter();
m.on('newListener', (n, l) => console.log('new', n, typeof l, m.listenerCount(n)));
m.on('removeListener', (n, l) => console.log('removed', n, l.name));
m.once('k', function kk() {});
m.on('k', function k2() {});
m.emit('k');
m.removeAllListeners();
console.log(m.eventNames());
const all = new EventEmitter();
for (const x of [1, 2]) all.on('removeListener', () => {});
all.on('p', () => {});
all.removeAllListeners('p');
console.log(all.eventNames());
const t = (f) => {
  try {
    console.log(f());
  } catch (x) {
    console.log(x.name, x.code, x.message, x.context);
  }
};
t(() => e.on('x'));
t(() => e.once('x', 'y'));
t(() => e.off('x', null));
t(() => e.emit('error'));
t(() => e.emit('error', 'str'));
t(() => e.emit('error', null));
t(() => e.emit('error', { a: 1 }));
t(() => e.emit('error', new RangeError('mine')));
t(() => e.emit('error', undefined, 2));
e.on('error', (x) => console.log('handled', x));
t(() => e.emit('error', 'ok'));
t(() => {
  const q = new EventEmitter();
  q.on(EventEmitter.errorMonitor, (x) => console.log('monitor', x.message));
  q.emit('error', new Error('still thrown'));
});
t(() => {
  const q = new EventEmitter();
  q.on('t', () => {
    throw new Error('listener');
  });
  q.on('t', () => console.log('never'));
  q.emit('t');
});
function Old() {
  EventEmitter.call(this);
}
require('util').inherits(Old, EventEmitter);
t(() => new Old().on('x', () => {}).listenerCount('x'));
t(() => {
  const q = Object.create(EventEmitter.prototype);
  q.on('x', () => {});
  return q.eventNames();
});
t(() => Object.keys(e));
t(() => EventEmitter.EventEmitter === EventEmitter);
t(() => EventEmitter().on);
console.log(
  Object.keys(EventEmitter).sort().join(),
  e.listeners('__proto__'),
  e.on('__proto__', a).listenerCount('__proto__'),
  e.on('toString', a).emit('toString'),
);
