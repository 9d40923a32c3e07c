// Promise: an unsettled top-level await ends with exit code 13 and a warning.
process.on('exit', (c) => console.log('exit', c));
console.log('waiting');
await new Promise(() => {});
console.log('never');
