// IPv6 loopback, and an IPv6 server that takes IPv4.
const net = require('node:net');
const server = net.createServer((socket) => {
  console.log(socket.remoteAddress, socket.remoteFamily, socket.localAddress);
  socket.end();
});
server.listen({ port: 0, host: '::' }, () => {
  const { port, family } = server.address();
  console.log(family);
  net.connect(port, '127.0.0.1').resume().on('close', () => {
    net.connect(port, '::1').resume().on('close', () => {
      server.close();
      const only = net.createServer().listen({ port: 0, host: '::', ipv6Only: true }, () => {
        const { port } = only.address();
        net.connect(port, '127.0.0.1').on('error', (error) => (console.log(error.code), only.close()));
      });
    });
  });
});
