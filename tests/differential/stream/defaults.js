// Default high water marks, listeners added and removed through a stream, legacy Stream, event names.
const stream = require('node:stream');
console.log(stream.getDefaultHighWaterMark(false), stream.getDefaultHighWaterMark(true));
stream.setDefaultHighWaterMark(false, 1024);
stream.setDefaultHighWaterMark(true, 5);
console.log(new stream.Readable().readableHighWaterMark, new stream.Writable({ objectMode: true }).writableHighWaterMark);
for (const value of [-1, 'x', 1.5]) {
  try { stream.setDefaultHighWaterMark(false, value); } catch (error) { console.log(error.code); }
}
const readable = stream.Readable.from(['a']);
const listener = () => {};
readable.addListener('readable', listener);
console.log(readable.listenerCount('readable'), readable.readableFlowing, readable.eventNames());
readable.removeListener('readable', listener);
readable.on('data', listener).off('data', listener);
console.log(readable.listenerCount('readable'), readable instanceof stream.Stream, stream === stream.Stream);
const legacy = new stream.Stream();
legacy.on('error', (error) => console.log('legacy', error.message));
legacy.emit('error', new Error('told'));
const target = new stream.PassThrough();
legacy.pipe(target);
legacy.emit('data', 'through');
legacy.emit('end');
target.on('data', (piece) => console.log(String(piece))).on('end', () => console.log('end'));
