// Promise: a ReferenceError in an ES module is fatal, exit listeners run.
process.on('exit', (c) => console.log('exit', c));
console.log('first');
notDefinedAnywhere();
