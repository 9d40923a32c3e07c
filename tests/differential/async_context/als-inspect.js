// Promise: what an AsyncLocalStorage shows when it is printed.
const { AsyncLocalStorage } = require('async_hooks');
console.log(new AsyncLocalStorage({ onPropagate: 5 }));
