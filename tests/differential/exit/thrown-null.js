// Promise: throwing null is still fatal with exit code 1.
process.on('exit', (c) => console.log('exit', c));
setTimeout(() => {
  throw null;
}, 1);
