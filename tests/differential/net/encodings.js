// Strings of every encoding arrive as their bytes.
const net = require('node:net');
const pieces = [['häß', 'utf8'], ['häß', 'latin1'], ['hi', 'utf16le'], ['00ff80', 'hex'], ['AAEC', 'base64'], ['plain', 'ascii']];
const server = net.createServer((socket) => {
  const parts = [];
  socket.on('data', (part) => parts.push(part));
  socket.on('end', () => {
    console.log(Buffer.concat(parts).toString('hex'));
    server.close();
  });
});
server.listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1', () => {
    client.cork();
    for (const [text, encoding] of pieces) client.write(text, encoding);
    client.uncork();
    client.end(Buffer.from([1, 2, 3]), () => console.log('ended', client.bytesWritten));
  });
});
