// Idle timeouts, setNoDelay and setKeepAlive are chainable; ref and unref.
const net = require('node:net');
const server = net.createServer((socket) => socket.resume());
server.listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1', () => {
    console.log(client.setNoDelay(true) === client, client.setKeepAlive(true, 1000) === client);
    console.log(client.setTimeout(40) === client, client.timeout);
    console.log(client.unref() === client, client.ref() === client);
  });
  client.on('timeout', () => {
    console.log('timeout');
    client.end();
  });
  client.on('close', () => server.close(() => console.log('closed')));
});
const idle = net.createServer().listen(0, '127.0.0.1');
idle.unref();
