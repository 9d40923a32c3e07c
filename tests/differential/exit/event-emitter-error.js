// Promise: an 'error' event without listener is fatal and says so.
process.on('exit', (c) => console.log('exit', c));
const E = require('events');
class Conn extends E {}
new Conn().emit('error', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
