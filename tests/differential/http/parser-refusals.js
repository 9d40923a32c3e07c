// Promise: what the server refuses is told to clientError with llhttp's code and reason, and answered.
const http = require('http');
const { Duplex } = require('stream');
const texts = [
  'GET / HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n',
  'GEX / HTTP/1.1\r\n\r\n',
  'GET / HTTP/9.9\r\n\r\n',
  'GET /\t HTTP/1.1\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n',
  'GET / HTTP/1.1\r\nHost: a\r\nX: ' + 'y'.repeat(20000) + '\r\n\r\n',
  'GET / HTTP/1.1\r\n\r\n',
];
const server = http.createServer((request, response) => {
  console.log('request', request.url);
  response.end();
});
server.on('clientError', (error, socket) => {
  console.log(error.code, error.reason, error.bytesParsed, error.rawPacket?.length);
  socket.destroy();
});
for (const text of texts) {
  const socket = new Duplex({ read() {}, write: (chunk, encoding, done) => (console.log(chunk.toString().split('\r\n')[0]), done()) });
  server.emit('connection', socket);
  socket.push(text);
}
