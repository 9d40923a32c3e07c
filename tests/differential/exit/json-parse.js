// Promise: an uncaught JSON.parse error is fatal and quotes the text as V8 does.
process.on('exit', (c) => console.log('exit', c));
JSON.parse('{"broken": }');
