// Connecting by name goes through lookup, and tries each address.
const net = require('node:net');
const server = net.createServer((socket) => socket.end('found')).listen(0, '127.0.0.1', () => {
  const client = net.connect({ port: server.address().port, host: 'localhost', family: 4 });
  client.on('lookup', (error, address, family, host) => console.log(error, address, family, host));
  client.setEncoding('utf8').on('data', (text) => console.log(text));
  client.on('close', () => {
    const again = net.connect({ port: server.address().port, host: 'localhost', autoSelectFamily: true });
    again.on('connect', () => console.log('connected', again.remoteAddress));
    again.resume().on('close', () => server.close());
  });
});
