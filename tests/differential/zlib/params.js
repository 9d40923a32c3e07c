// params() changes level and strategy on the way; wrong values throw; equal ones call back.
const zlib = require('node:zlib');
const { constants: c } = zlib;
const deflate = zlib.createDeflate({ level: 9 });
const chunks = [];
deflate.on('data', (chunk) => chunks.push(chunk));
deflate.write('a'.repeat(200), () => {
  deflate.params(0, c.Z_DEFAULT_STRATEGY, (error) => {
    console.log('params', error, deflate._level, deflate._strategy);
    deflate.params(0, c.Z_DEFAULT_STRATEGY, () => {
      deflate.end('a'.repeat(200));
    });
  });
});
deflate.on('end', () => {
  const all = Buffer.concat(chunks);
  console.log(all.length > 200, zlib.inflateSync(all).toString() === 'a'.repeat(400));
});
for (const [level, strategy] of [
  [10, 0],
  [-2, 0],
  [1, 5],
  ['x', 0],
  [NaN, NaN],
]) {
  try {
    deflate.params(level, strategy, () => {});
    console.log('accepted', level, strategy);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
