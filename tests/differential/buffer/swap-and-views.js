// swap16, swap32, swap64, subarray, slice, and that views share memory.
const buffer = Buffer.from('0102030405060708', 'hex');
console.log(buffer.swap16().toString('hex'), buffer.swap32().toString('hex'), buffer.swap64().toString('hex'));
for (const [name, length] of [['swap16', 3], ['swap32', 6], ['swap64', 12]]) {
  try { Buffer.alloc(length)[name](); } catch (error) { console.log(error.code, error.message); }
}
const part = buffer.subarray(2, -2);
part[0] = 255;
console.log(buffer[2], part.length, part.buffer === buffer.buffer, buffer.slice(-3, -1).length, buffer.subarray(5, 2).length, part.parent === buffer.parent);
console.log(Buffer.from(buffer.buffer, buffer.byteOffset + 1, 2), Buffer.from(new Uint16Array([1, 256, 65535])), Buffer.copyBytesFrom(new Uint16Array([1, 2, 3]), 1, 1));
console.log(buffer.equals(Buffer.from(buffer)), buffer.equals(new Uint8Array(8)), Buffer.compare(Buffer.from('a'), Buffer.from('b')));
