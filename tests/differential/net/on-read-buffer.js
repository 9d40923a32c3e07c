// The onread option reads into one buffer again and again.
const net = require('node:net');
const server = net.createServer((socket) => socket.end('x'.repeat(10))).listen(0, '127.0.0.1', () => {
  const buffer = Buffer.alloc(4);
  const seen = [];
  const client = net.connect({
    port: server.address().port,
    host: '127.0.0.1',
    onread: {
      buffer,
      callback(count, view) {
        seen.push(view.toString('latin1', 0, count));
        return view === buffer;
      },
    },
  });
  client.on('end', () => console.log(seen.join('').length, seen.every((part) => part.length <= 4)));
  client.on('close', () => server.close());
});
