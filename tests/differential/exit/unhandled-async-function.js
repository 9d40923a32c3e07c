// Promise: an async main that throws is fatal with its own error.
process.on('exit', (c) => console.log('exit', c));
(async function main() {
  await null;
  console.log('in main');
  throw Object.assign(new Error('main failed'), { code: 'E_MAIN' });
})();
