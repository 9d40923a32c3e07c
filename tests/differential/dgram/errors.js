// Errors: address in use, message too long, socket closed, wrong arguments.
const dgram = require('node:dgram');
const first = dgram.createSocket('udp4');
first.bind(0, '127.0.0.1', () => {
  const { port } = first.address();
  const second = dgram.createSocket('udp4');
  second.on('error', (error) => {
    console.log(error.code, error.syscall, error.message.replace(String(port), 'PORT'));
    second.close();
    first.send(Buffer.alloc(70000), port, '127.0.0.1', (error) => {
      console.log(error.code, error.syscall);
      first.close();
      for (const call of [() => first.address(), () => first.send('x', 1), () => first.close(), () => first.bind()]) {
        try {
          call();
        } catch (error) {
          console.log(error.code);
        }
      }
    });
  });
  second.bind(port, '127.0.0.1');
});
