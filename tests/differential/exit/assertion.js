// Promise: an uncaught AssertionError prints its diff and exits 1.
process.on('exit', (c) => console.log('exit', c));
require('assert').deepStrictEqual({ a: 1, b: [1, 2] }, { a: 1, b: [1, 3] });
