// Errors of connecting and listening: code, syscall, message.
const net = require('node:net');
const show = (error, port) => {
  const message = error.message.replaceAll(String(port), 'PORT');
  console.log(error.code, error.syscall, error.address, error.port === port, message);
};
const server = net.createServer().listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  const second = net.createServer();
  second.on('error', (error) => {
    show(error, port);
    server.close(() => {
      const client = net.connect(port, '127.0.0.1');
      client.on('error', (error) => show(error, port));
      client.on('close', (failed) => {
        console.log('close', failed, client.destroyed);
        try {
          net.connect(70000);
        } catch (error) {
          console.log(error.code, error.message);
        }
        try {
          server.address() === null && server.close((error) => console.log(error.code));
        } catch (error) {
          console.log(error.code);
        }
      });
    });
  });
  second.listen(port, '127.0.0.1');
});
