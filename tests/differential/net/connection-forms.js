// createConnection in its forms, pause and resume, setTimeout, address, bytes counted, destroySoon.
const net = require('node:net');
const server = net.createServer((socket) => {
  socket.setEncoding('utf8');
  socket.on('data', (text) => socket.write(text.toUpperCase()));
  socket.on('end', () => socket.end());
});
server.listen(0, '127.0.0.1', () => {
  const { port, family, address } = server.address();
  console.log(family, address, server.listening);
  const client = net.createConnection({ port, host: '127.0.0.1' }, () => {
    console.log('connected', client.readyState, client.remoteAddress, client.remotePort === port, client.address().family);
    client.setNoDelay(true).setKeepAlive(true);
    client.pause();
    client.write('hello');
    setTimeout(() => client.resume(), 50);
  });
  client.setEncoding('utf8');
  client.once('data', (text) => {
    console.log(text, client.bytesWritten, client.bytesRead);
    client.setTimeout(40, () => {
      console.log('timeout', client.timeout);
      client.destroySoon();
    });
  });
  client.on('close', (hadError) => {
    console.log('closed', hadError, client.destroyed, client.readyState);
    server.close(() => console.log('server closed', server.listening, server.address()));
  });
});
