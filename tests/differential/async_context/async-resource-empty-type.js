// Promise: a store that was used makes AsyncResource look at its type.
const { AsyncResource, AsyncLocalStorage } = require('async_hooks');
new AsyncLocalStorage().run('x', () => {});
try {
  console.log(typeof new AsyncResource('').asyncId());
} catch (e) {
  console.log(e.name, e.code, e.message);
}
