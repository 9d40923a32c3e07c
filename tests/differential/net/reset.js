// resetAndDestroy resets the connection: the other side sees ECONNRESET.
const net = require('node:net');
const server = net.createServer((socket) => {
  socket.on('error', (error) => console.log('server', error.code, error.syscall));
  socket.on('close', (failed) => {
    console.log('server close', failed);
    server.close(() => console.log('closed'));
  });
  socket.resume();
});
server.listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1', () => {
    setTimeout(() => client.resetAndDestroy(), 20);
  });
  client.on('error', (error) => console.log('client', error.code));
  client.on('close', (failed) => console.log('client close', failed));
});
