// A reader that pauses holds the writer back; nothing is lost.
const net = require('node:net');
const size = 8 << 20;
const server = net.createServer((socket) => {
  let seen = 0;
  socket.pause();
  setTimeout(() => socket.resume(), 50);
  socket.on('data', (part) => (seen += part.length));
  socket.on('end', () => (console.log('received', seen === size), socket.end()));
});
server.listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1');
  let written = 0;
  let waited = false;
  const piece = Buffer.alloc(1 << 16, 'x');
  const more = () => {
    while (written < size) {
      written += piece.length;
      if (!client.write(piece)) {
        waited = true;
        return client.once('drain', more);
      }
    }
    client.end();
  };
  client.on('connect', more);
  client.on('finish', () => console.log('finish', client.bytesWritten === size, waited));
  client.resume().on('close', () => server.close(() => console.log('closed')));
});
