// A JSON API: POST bodies are parsed, routed, refused with 400, 404 and 413, and answered over one kept-alive connection.
const http = require('http');
const items = new Map();
const server = http.createServer(async (request, response) => {
  const send = (status, body) => {
    const text = JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
  };
  const { pathname, searchParams } = new URL(request.url, 'http://x');
  let size = 0;
  const pieces = [];
  for await (const piece of request) {
    size += piece.length;
    if (size <= 100) pieces.push(piece);
  }
  if (size > 100) return send(413, { error: 'too large', size });
  if (pathname !== '/items') return send(404, { error: `no ${pathname}` });
  if (request.method === 'GET') return send(200, { items: [...items.values()].slice(0, searchParams.get('limit') ?? undefined) });
  try {
    const item = JSON.parse(Buffer.concat(pieces).toString());
    items.set(item.id, item);
    send(201, { stored: item.id, count: items.size });
  } catch (error) {
    send(400, { error: error.name });
  }
});
server.listen(0, '127.0.0.1', async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const call = (method, path, body) =>
    new Promise((resolve, reject) => {
      const request = http.request({ agent, port: server.address().port, host: '127.0.0.1', method, path, headers: body === undefined ? {} : { 'content-type': 'application/json' } }, async (response) => {
        let text = '';
        for await (const piece of response.setEncoding('utf8')) text += piece;
        resolve(console.log(method, path, response.statusCode, response.statusMessage, text, request.reusedSocket));
      });
      request.on('error', reject).end(body);
    });
  await call('POST', '/items', JSON.stringify({ id: 1, name: 'ünï' }));
  await call('POST', '/items', JSON.stringify({ id: 2, name: 'two' }));
  await call('POST', '/items', '{broken');
  await call('POST', '/items', JSON.stringify({ id: 3, text: 'x'.repeat(200) }));
  await call('GET', '/items?limit=1');
  await call('GET', '/nothing');
  const answer = await fetch(`http://127.0.0.1:${server.address().port}/items`, { method: 'POST', body: JSON.stringify({ id: 9 }) });
  console.log('fetch', answer.status, answer.ok, answer.headers.get('content-type'), await answer.json());
  agent.destroy();
  server.close(() => console.log('closed'));
  server.closeAllConnections();
});
