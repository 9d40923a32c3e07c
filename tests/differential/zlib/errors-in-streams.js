// A stream that meets bad data emits one error and closes; nothing follows.
const zlib = require('node:zlib');
const gunzip = zlib.createGunzip();
gunzip.on('data', (chunk) => console.log('data', chunk.length));
gunzip.on('end', () => console.log('end'));
gunzip.on('close', () => console.log('close', gunzip.destroyed, gunzip.errored.code));
gunzip.on('error', (error) => console.log('error', error.code, error.errno, error.message));
gunzip.write(zlib.gzipSync('good'), () => console.log('written'));
gunzip.write(Buffer.from('bad'), (error) => console.log('callback', error && error.code));
process.on('exit', () => console.log('exit'));
