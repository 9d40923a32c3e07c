// An HTTP server on loopback answers fetch with a body, a plain get and a keep-alive agent on one connection.
const http = require('node:http');

const server = http.createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (piece) => (body += piece));
  request.on('end', () => {
    response.setHeader('content-type', 'application/json');
    response.setHeader('x-method', request.method);
    response.end(JSON.stringify({ method: request.method, url: request.url, body }));
  });
});

function get(options) {
  return new Promise((resolve, reject) => {
    const request = http.get(options, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (piece) => (body += piece));
      response.on('end', () => resolve([response.statusCode, response.headers['x-method'], body, request.reusedSocket]));
    });
    request.on('error', reject);
  });
}

server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  const answer = await fetch(`http://127.0.0.1:${port}/x?y=1`, { method: 'POST', body: 'h\u00e9llo' });
  console.log(answer.status, answer.statusText, answer.headers.get('x-method'), await answer.json());
  const many = await Promise.all([1, 2, 3].map((n) => fetch(`http://127.0.0.1:${port}/${n}`).then((r) => r.text())));
  console.log(many.join('\n'));
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  for (const path of ['/a', '/b']) console.log(await get({ port, host: '127.0.0.1', path, agent }));
  agent.destroy();
  await get({ port: 1, host: '127.0.0.1', path: '/' }).catch((error) => console.log(error.code, error.syscall));
  await fetch('http://127.0.0.1:1/').catch((error) => console.log(error.message, error.cause.message));
  server.closeAllConnections();
  server.close(() => console.log('closed'));
});
