// An Agent's own methods: which sockets it makes, keeps, hands out again and removes, seen by a class that overrides them.
const http = require('http');
class Loud extends http.Agent {
  addRequest(request, options, ...rest) {
    console.log('addRequest', request.method, request.path, options.keepAlive);
    return super.addRequest(request, options, ...rest);
  }
  createSocket(request, options, callback) {
    console.log('createSocket', request.path, typeof callback);
    return super.createSocket(request, options, callback);
  }
  createConnection(options, callback) {
    console.log('createConnection', options.host, options.keepAlive, options.noDelay);
    return super.createConnection(options, callback);
  }
  keepSocketAlive(socket) {
    const kept = super.keepSocketAlive(socket);
    console.log('keepSocketAlive', kept, socket.destroyed);
    return kept;
  }
  reuseSocket(socket, request) {
    console.log('reuseSocket', request.path);
    super.reuseSocket(socket, request);
    console.log('reused', request.reusedSocket);
  }
  removeSocket(socket, options) {
    console.log('removeSocket', socket.destroyed);
    return super.removeSocket(socket, options);
  }
}
const server = http.createServer((request, response) => response.end(request.url));
server.listen(0, '127.0.0.1', async () => {
  const agent = new Loud({ keepAlive: true, maxSockets: 1, maxFreeSockets: 1 });
  const port = server.address().port;
  const counts = () => [agent.sockets, agent.freeSockets, agent.requests].map((list) => Object.values(list).flat().length).join('/');
  console.log(agent.getName({ host: 'h', port: 1, localAddress: 'l', family: 4 }), agent.getName({}), agent.getName({ socketPath: '/s' }), agent.maxTotalSockets);
  const get = (path) =>
    new Promise((resolve) => {
      const request = new http.ClientRequest({ port, host: '127.0.0.1', path, agent }, (response) => {
        response.setEncoding('utf8');
        response.on('data', (body) => console.log('body', body, response.headers.connection, counts()));
        response.on('end', () => setTimeout(() => resolve(console.log('after', path, counts(), request.reusedSocket)), 30));
      });
      request.end();
    });
  await get('/one');
  await get('/two');
  await Promise.all([get('/three'), get('/four')]);
  agent.destroy();
  setTimeout(() => {
    console.log('destroyed', counts());
    server.close(() => console.log('closed'));
  }, 30);
});
