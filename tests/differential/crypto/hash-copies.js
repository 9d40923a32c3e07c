// Hashes: copy, output lengths, streams, one-shot, many updates, encodings of input.
const crypto = require('node:crypto');
const first = crypto.createHash('sha256').update('abc');
const second = first.copy();
console.log(first.digest('hex') === second.digest('hex'), crypto.createHash('shake256', { outputLength: 5 }).update('x').digest('hex'));
console.log(crypto.hash('sha1', 'abc'), crypto.hash('md5', Buffer.from('abc'), 'base64url'), crypto.createHash('sha512-256').update('abc').digest('hex').length);
console.log(crypto.createHash('sha1').update('616263', 'hex').digest('hex') === crypto.createHash('sha1').update('abc', 'latin1').digest('hex'));
const stream = crypto.createHash('sha384');
stream.on('readable', () => { const data = stream.read(); if (data) console.log(data.length, data.toString('hex').slice(0, 16)); });
stream.write('some');
stream.end('thing');
try { crypto.createHash('sha1').copy().digest().copy(); } catch (error) { console.log(error.name); }
const finished = crypto.createHash('sha1');
finished.digest();
try { finished.copy(); } catch (error) { console.log(error.code, error.message); }
