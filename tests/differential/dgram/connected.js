// A connected socket has a default destination; the codes of its errors.
const dgram = require('node:dgram');
const receiver = dgram.createSocket('udp4');
receiver.on('message', (message, from) => receiver.send(`re: ${message}`, from.port, from.address));
receiver.bind(0, '127.0.0.1', () => {
  const { port } = receiver.address();
  const sender = dgram.createSocket('udp4');
  try {
    sender.remoteAddress();
  } catch (error) {
    console.log(error.code);
  }
  sender.connect(port, '127.0.0.1', (error) => {
    console.log(error, sender.remoteAddress().address, sender.remoteAddress().port === port);
    try {
      sender.connect(port);
    } catch (error) {
      console.log(error.code);
    }
    sender.on('message', (message) => {
      console.log(message.toString());
      sender.disconnect();
      try {
        sender.disconnect();
      } catch (error) {
        console.log(error.code);
      }
      sender.close();
      receiver.close();
    });
    sender.send('hello');
  });
});
