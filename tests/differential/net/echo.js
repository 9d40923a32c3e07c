// A connection carries bytes both ways and ends in order.
const net = require('node:net');
const server = net.createServer((socket) => {
  socket.setEncoding('utf8');
  socket.on('data', (text) => socket.write(text.toUpperCase()));
  socket.on('end', () => (console.log('server: end'), socket.end()));
  socket.on('close', (failed) => console.log('server: close', failed));
});
server.on('close', () => console.log('server closed'));
server.listen(0, '127.0.0.1', () => {
  const { address, family, port } = server.address();
  console.log(address, family, port > 0, server.listening);
  const client = net.connect(port, '127.0.0.1', () => {
    console.log('connected', client.remoteAddress, client.remoteFamily, client.remotePort === port);
    console.log(client.localAddress, client.connecting, client.pending, client.readyState);
    client.write('hello ');
    client.end('world');
  });
  let text = '';
  client.setEncoding('utf8').on('data', (part) => (text += part));
  client.on('end', () => console.log('client: end', text, client.readyState));
  client.on('close', (failed) => {
    console.log('client: close', failed, client.bytesRead, client.bytesWritten);
    server.close();
  });
});
