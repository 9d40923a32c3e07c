// Promise: an unhandled DOMException rejection is fatal and named AbortError.
process.on('exit', (c) => console.log('exit', c));
const ac = new AbortController();
require('timers/promises').setTimeout(100, 0, { signal: ac.signal });
ac.abort();
