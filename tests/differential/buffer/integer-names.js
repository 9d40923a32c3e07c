// Every integer reader and writer of Buffer, under both of its names, gives the same bytes and values at both byte orders.
const words = [0x00, 0x7f, 0x80, 0xff, 0x12, 0xfe, 0x34, 0x01, 0xdc];
const source = Buffer.from(words);
for (const order of ['LE', 'BE']) {
  for (const size of [16, 32]) {
    const row = [];
    for (let at = 0; at + size / 8 <= source.length; at++) {
      const values = [source[`readUInt${size}${order}`](at), source[`readUint${size}${order}`](at), source[`readInt${size}${order}`](at)];
      if (values[0] !== values[1]) console.log('the two names differ', size, order, at);
      row.push(values[0], values[2]);
    }
    console.log(size, order, row.join(' '));
  }
}
console.log(source.readUInt16LE === source.readUint16LE, source.readUInt32BE === source.readUint32BE, source.readUIntBE === source.readUintBE);
console.log(source.readUInt16BE.name, source.readUint16BE.name, source.writeUint8.name, source.writeUInt8.name);
console.log(source.readUint16LE(1), source.readUint16BE(1), source.readUint32LE(1), source.readUint32BE(1), source.readInt32LE(2), source.readInt32BE(2));
console.log(source.readInt16BE(2), source.readInt16LE(2), source.readUInt32LE(5), source.readUInt16LE(7), source.readUintBE(0, 6), source.readUintLE(0, 6));

const target = Buffer.alloc(12, 0xee);
const show = (label, end) => console.log(label.padEnd(16), end, target.toString('hex')) || target.fill(0xee);
show('writeUInt32LE', target.writeUInt32LE(0xdeadbeef, 1));
show('writeUint32LE', target.writeUint32LE(0x01020304, 1));
show('writeUInt32BE', target.writeUInt32BE(0xdeadbeef, 8));
show('writeUint32BE', target.writeUint32BE(0xffffffff));
show('writeUInt16LE', target.writeUInt16LE(0xabcd, 3));
show('writeUint16LE', target.writeUint16LE(0xabcd, 10));
show('writeUint16BE', target.writeUint16BE(0xabcd, 10));
show('writeInt16LE', target.writeInt16LE(-2, 0));
show('writeInt16BE', target.writeInt16BE(-32768, 0));
show('writeInt32LE', target.writeInt32LE(-2, 0));
show('writeUint8', target.writeUint8(255, 11));
show('writeUintLE', target.writeUintLE(0x123456, 2, 3));
show('writeUIntLE', target.writeUIntLE(0x1234567890ab, 2, 6));
show('writeUintBE', target.writeUintBE(0x123456, 2, 3));
show('writeIntBE', target.writeIntBE(-0x123456, 2, 3));

const attempts = {
  'past the end': () => source.readUint32LE(6),
  'negative': () => source.readInt16BE(-1),
  'a fraction': () => source.readUint16LE(1.5),
  'a string': () => source.readUInt16BE('1'),
  'too short': () => Buffer.alloc(1).readUint16BE(),
  'no such length': () => source.readUintBE(0, 7),
  'length missing': () => source.readUintLE(0),
  'value too large': () => target.writeUint16BE(65536, 0),
  'value negative': () => target.writeUint8(-1, 0),
  'signed too large': () => target.writeInt32LE(2 ** 31, 0),
  'six bytes': () => target.writeUintLE(2 ** 48, 0, 6),
};
for (const [label, attempt] of Object.entries(attempts)) {
  try {
    console.log(label, attempt());
  } catch (error) {
    console.log(label, '|', error.name, error.code, error.message);
  }
}
console.log(target.writeUint16LE('513', 0), target.writeInt16LE(1.9, 2), target.writeUint8(NaN, 4), target.writeUint16BE(undefined, 5), target);
