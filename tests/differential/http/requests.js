// Requests and responses over the loopback: methods, bodies, chunks, trailers, early hints, keep-alive, abort.
const http = require('node:http');
const server = http.createServer((request, response) => {
  const pieces = [];
  request.on('data', (piece) => pieces.push(piece));
  request.on('end', () => {
    if (request.url === '/trailers') {
      response.writeHead(200, 'Fine', { Trailer: 'X-Sum', 'X-List': ['a', 'b'] });
      response.write('one ');
      response.addTrailers({ 'X-Sum': '42' });
      return response.end('two');
    }
    if (request.url === '/hints') response.writeEarlyHints({ link: '</a.css>; rel=preload' });
    response.statusCode = request.method === 'DELETE' ? 204 : 201;
    response.setHeader('X-Method', request.method);
    response.end(request.method === 'DELETE' ? undefined : Buffer.concat(pieces));
  });
});
server.on('clientError', (error, socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
const agent = new http.Agent({ keepAlive: true });
const send = (method, path, body) =>
  new Promise((resolve, reject) => {
    const request = http.request({ port: server.address().port, host: '127.0.0.1', method, path, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece) => (text += piece));
      response.on('end', () => resolve([response.statusCode, response.statusMessage, response.headers['x-method'] ?? response.headersDistinct['x-list'], response.trailers, text, request.reusedSocket]));
    });
    request.on('information', ({ statusCode, headers }) => console.log('information', statusCode, headers));
    request.on('error', reject);
    for (const piece of body ?? []) request.write(piece);
    request.end();
  });
server.listen(0, '127.0.0.1', async () => {
  console.log(await send('POST', '/', ['a', 'bc']));
  console.log(await send('GET', '/trailers'));
  console.log(await send('DELETE', '/'));
  console.log(await send('PUT', '/hints', ['x']));
  const aborted = http.get({ port: server.address().port, host: '127.0.0.1', agent });
  aborted.on('error', (error) => {
    console.log(error.code, aborted.destroyed);
    agent.destroy();
    server.close(() => console.log('closed'));
  });
  aborted.destroy();
});
