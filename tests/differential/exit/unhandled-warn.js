// Promise: --unhandled-rejections=warn keeps going, exit 0.
process.on('exit', (c) => console.log('exit', c));
process.on('warning', (w) => console.log(w.name, w.message.split('\n')[0].slice(0, 40)));
Promise.reject(new Error('only warned'));
setTimeout(() => console.log('timer still runs'), 5);
