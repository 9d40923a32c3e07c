// Promise: util.inspect of an error with its hidden properties.
const { inspect } = require('util');
const e = new Error('hidden');
e.stack = 'Error: hidden\n    at h';
console.log(inspect(e, { showHidden: true }));
