// Promise: a syntax error in a main ES module: nothing runs, exit code 1.
console.log('never printed');
function (
