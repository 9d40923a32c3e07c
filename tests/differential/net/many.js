// Many connections at once, each with its own answer.
const net = require('node:net');
const server = net.createServer((socket) => socket.pipe(socket));
server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, index) => new Promise((resolve, reject) => {
      const client = net.connect(port, '127.0.0.1');
      let text = '';
      client.on('data', (part) => (text += part)).on('error', reject);
      client.on('end', () => resolve(text));
      client.end(`number ${index}`);
    })),
  );
  console.log(answers.join(','));
  server.close(() => console.log('closed'));
});
