// Promise: util.inspect of a function with its hidden properties.
const { inspect } = require('util');
console.log(inspect(function f() {}, { showHidden: true }));
