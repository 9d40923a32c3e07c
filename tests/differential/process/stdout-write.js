// Promise: process.stdout.write: callbacks, return value, encodings, types, order with console.log, end refused, errors.
const o = process.stdout;
console.log(
  o.write(''),
  o.write(Buffer.from('buf\n')),
  o.write(new Uint8Array([117, 56, 10])),
  o.write('6869210a', 'hex'),
  o.write('aGkK', 'base64'),
  o.write('é\n', 'latin1'),
);
o.write('cb1\n', (e) => console.log('callback 1', e));
o.write('cb2\n', 'utf8', () => console.log('callback 2'));
process.nextTick(() => console.log('tick'));
console.log('after');
const t = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
for (const b of [5, null, undefined, {}, true]) t(() => o.write(b));
t(() => o.write('x', 'bogus'));
console.log(
  o.writableLength,
  o.writableHighWaterMark,
  o.writableObjectMode,
  o._type,
  o.fd,
  o.listenerCount('error'),
  o.constructor.name.length > 0,
);
o.cork();
o.write('corked ');
o.write('together\n');
o.uncork();
const orig = o.write;
const got = [];
o.write = (s, ...r) => {
  got.push(s);
  return true;
};
console.log('captured %d', 1);
o.write = orig;
console.log(JSON.stringify(got));
setTimeout(() => {
  t(() => {
    o.end('ending\n');
    return 'end did not throw';
  });
  o.on('error', (e) => process.stderr.write('E ' + e.code + '\n'));
  setImmediate(() => o.write('after end\n'));
}, 5);
process.on('exit', (c) => process.stderr.write('exit ' + c + '\n'));
