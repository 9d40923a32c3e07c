// Promise: --unhandled-rejections=warn-with-error-code goes on but exits 1.
process.on('exit', (c) => console.log('exit', c, process.exitCode));
Promise.reject(new Error('warned with code'));
setTimeout(() => console.log('timer runs'), 5);
