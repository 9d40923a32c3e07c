// Writing after the end, and to a socket that was closed by the other side.
const net = require('node:net');
const server = net.createServer((socket) => socket.end('bye')).listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1', () => {
    client.end('first');
    client.write('second', (error) => console.log('callback', error.code));
  });
  client.on('error', (error) => console.log('error', error.code, error.message));
  client.on('close', (failed) => (console.log('close', failed), server.close()));
  client.resume();
});
