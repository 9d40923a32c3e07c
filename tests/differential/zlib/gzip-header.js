// The gzip header as Node writes it, headers with names and comments as others write them.
const zlib = require('node:zlib');
const packed = zlib.gzipSync('header');
console.log(packed.subarray(0, 10).toString('hex'), packed.subarray(-8).toString('hex'));
for (const level of [0, 1, 6, 9]) console.log(level, zlib.gzipSync('header', { level }).subarray(0, 10).toString('hex'));
const body = packed.subarray(10);
const named = Buffer.concat([Buffer.from('1f8b081800000000ff03', 'hex'), Buffer.from('name\0comment\0'), body]);
const extra = Buffer.concat([Buffer.from('1f8b080400000000ff03', 'hex'), Buffer.from([3, 0, 1, 2, 3]), body]);
console.log(zlib.gunzipSync(named).toString(), zlib.gunzipSync(extra).toString(), zlib.unzipSync(named).toString());
