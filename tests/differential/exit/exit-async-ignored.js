// Promise: nothing asynchronous runs after process.exit, nested exit calls keep the newest code.
setTimeout(() => console.log('never'), 0);
Promise.resolve().then(() => console.log('never micro'));
process.nextTick(() => console.log('never tick'));
process.on('exit', (c) => {
  console.log('exit', c);
  Promise.resolve().then(() => console.log('never micro 2'));
});
try {
  process.exit(21);
} finally {
  console.log('finally never');
}
