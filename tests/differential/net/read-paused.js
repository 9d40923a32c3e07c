// A socket that is read by hand: read(n) gives exactly what is asked for, null until there is enough, the rest at the end.
const net = require('net');
const server = net.createServer((peer) => {
  peer.write('abc');
  setTimeout(() => peer.write('defgh'), 30);
  setTimeout(() => peer.end('ij'), 60);
});
server.listen(0, '127.0.0.1', () => {
  const socket = net.connect(server.address().port, '127.0.0.1');
  const pieces = [];
  socket.setEncoding('latin1');
  socket.on('readable', () => {
    for (let piece; (piece = socket.read(4)) !== null; ) pieces.push(piece);
  });
  socket.on('end', () => {
    console.log(pieces, socket.read(), socket.bytesRead, socket.readableEnded);
    server.close(() => console.log('closed'));
  });
});
