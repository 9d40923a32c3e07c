// Aborting a server by signal; connections that are destroyed early.
const net = require('node:net');
const controller = new AbortController();
const server = net.createServer((socket) => socket.end());
server.on('close', () => console.log('closed by signal'));
server.listen({ port: 0, host: '127.0.0.1', signal: controller.signal }, () => {
  const { port } = server.address();
  const early = net.connect(port, '127.0.0.1', () => console.log('never'));
  early.on('close', (failed) => console.log('early close', failed, early.destroyed));
  early.destroy();
  const client = net.connect(port, '127.0.0.1');
  client.resume().on('close', () => controller.abort());
});
