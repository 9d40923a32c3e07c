// allowHalfOpen keeps the other direction; without it the end is answered.
const net = require('node:net');
function run(allowHalfOpen, done) {
  const server = net.createServer({ allowHalfOpen }, (socket) => {
    socket.on('end', () => {
      console.log(allowHalfOpen, 'server end', socket.writable, socket.readable);
      if (allowHalfOpen) setTimeout(() => socket.end('late answer'), 20);
    });
    socket.resume();
  });
  server.listen(0, '127.0.0.1', () => {
    const client = net.connect({ port: server.address().port, host: '127.0.0.1', allowHalfOpen });
    client.end('request');
    let text = '';
    client.on('data', (part) => (text += part));
    client.on('end', () => console.log(allowHalfOpen, 'client end', JSON.stringify(text)));
    client.on('close', () => server.close(done));
  });
}
run(true, () => run(false, () => console.log('done')));
