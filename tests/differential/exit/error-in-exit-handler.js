// Promise: an error thrown in an exit listener is fatal with exit code 1 and skips the later listeners.
process.exitCode = 4; process.on('exit', (c) => { console.log('first', c); throw new Error('in exit listener'); }); process.on('exit', () => console.log('second never'));
