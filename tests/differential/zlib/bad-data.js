// Bad data is refused in zlib's words, with its numbers and names.
const zlib = require('node:zlib');
const good = zlib.gzipSync('some good text');
const cases = [
  ['inflateSync', Buffer.from('not compressed')],
  ['gunzipSync', Buffer.from('not compressed')],
  ['unzipSync', Buffer.from('not compressed')],
  ['inflateRawSync', Buffer.from([0xff, 0xff, 0xff])],
  ['inflateRawSync', Buffer.from([0x01, 0x02, 0x00, 0x00, 0x00])],
  ['inflateRawSync', Buffer.from([0x03, 0x02])],
  ['inflateSync', Buffer.from('789ccb48cdc9c95728cf2fca49010000000000', 'hex')],
  ['inflateSync', Buffer.from('7801', 'hex')],
  ['inflateSync', Buffer.from('7801ed', 'hex')],
  ['inflateSync', Buffer.from('7f9c', 'hex')],
  ['inflateSync', Buffer.from('8899', 'hex')],
  ['gunzipSync', Buffer.from('1f8b0700000000000003', 'hex')],
  ['gunzipSync', Buffer.from('1f8b08e000000000000003', 'hex')],
];
const crc = Buffer.from(good);
crc[crc.length - 8] ^= 1;
const size = Buffer.from(good);
size[size.length - 1] ^= 1;
cases.push(['gunzipSync', crc], ['gunzipSync', size], ['gunzipSync', good.subarray(0, 15)], ['gunzipSync', good.subarray(0, 5)]);
for (const [name, data] of cases) {
  try {
    console.log(name, zlib[name](data).toString());
  } catch (error) {
    console.log(name, Object.keys(error).join(), error.errno, error.code, error.message);
  }
}
