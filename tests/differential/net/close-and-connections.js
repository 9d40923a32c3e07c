// server.close waits for connections; getConnections counts them.
const net = require('node:net');
const sockets = [];
const server = net.createServer((socket) => {
  sockets.push(socket);
  socket.on('error', () => {});
  if (sockets.length < 3) return;
  server.getConnections((error, count) => {
    console.log(error, count);
    server.close(() => console.log('closed'));
    console.log(server.listening, server.address());
    for (const socket of sockets) socket.destroy();
  });
});
server.maxConnections = 3;
server.listen(0, '127.0.0.1', () => {
  for (let index = 0; index < 3; index++) {
    net.connect(server.address().port, '127.0.0.1').resume().on('error', () => {});
  }
});
