// EventEmitter.init is what the constructor runs; it gives an object its own listeners and maximum.
const EventEmitter = require('events');
const plain = Object.create(EventEmitter.prototype);
EventEmitter.init.call(plain);
console.log(Object.keys(plain), plain.getMaxListeners(), plain.eventNames());
plain.setMaxListeners(3).once('x', (value) => console.log('heard', value));
console.log(plain.emit('x', 1), plain.emit('x', 2), plain.listenerCount('x'));
const child = Object.create(plain);
EventEmitter.init.call(child, { captureRejections: true });
child.on('error', (error) => console.log('captured', error.message));
child.on('work', async () => {
  throw new Error('in async');
});
child.emit('work');
console.log(plain.listenerCount('error'), child._maxListeners, EventEmitter.init.length);
try {
  EventEmitter.init.call({}, { captureRejections: 'x' });
} catch (error) {
  console.log(error.name, error.code, error.message);
}
