// Promise: a syntax error in the main file: nothing runs, exit code 1.
console.log('never printed');
const x = ;
