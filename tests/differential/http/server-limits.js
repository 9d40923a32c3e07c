// A server's settings, raw requests that are wrong, closing of idle and all connections.
const http = require('node:http');
const net = require('node:net');
const server = http.createServer({ maxHeaderSize: 300, requestTimeout: 5000 }, (request, response) => response.end(request.url));
console.log(server.headersTimeout, server.requestTimeout, server.keepAliveTimeout, server.maxHeadersCount, server.timeout, server.maxRequestsPerSocket);
const raw = (text) =>
  new Promise((resolve) => {
    const socket = net.connect(server.address().port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.setEncoding('latin1').on('data', (piece) => (answer += piece)).on('close', () => resolve(answer.split('\r\n')[0]));
  });
server.listen(0, '127.0.0.1', async () => {
  console.log(await raw('GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'));
  console.log(await raw('GET /a HTTP/1.1\r\nConnection: close\r\n\r\n'));
  console.log(await raw('NONSENSE\r\n\r\n'));
  console.log(await raw(`GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(400)}\r\n\r\n`));
  console.log(await raw('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n'));
  console.log(await raw('GET / HTTP/1.0\r\n\r\n'));
  const idle = net.connect(server.address().port, '127.0.0.1');
  idle.on('close', () => console.log('idle closed'));
  idle.on('connect', () => setTimeout(() => {
    server.closeIdleConnections();
    server.closeAllConnections();
    server.close(() => console.log('closed'));
  }, 30));
});
