// Promise: broken JSON from a required file is fatal with the file in the message.
process.on('exit', (c) => console.log('exit', c)); JSON.parse('{"broken": }');
