// Messages keep their boundaries and tell where they came from.
const dgram = require('node:dgram');
const receiver = dgram.createSocket('udp4');
const sender = dgram.createSocket('udp4');
const seen = [];
receiver.on('message', (message, { address, family, port, size }) => {
  seen.push(message.toString());
  console.log(message.toString(), address, family, port === sender.address().port, size);
  if (seen.length < 4) return;
  sender.close(() => console.log('sender closed'));
  receiver.close(() => console.log('receiver closed'));
});
receiver.bind(0, '127.0.0.1', () => {
  const { address, family, port } = receiver.address();
  console.log(address, family, port > 0);
  sender.send('one', port, '127.0.0.1', (error, bytes) => {
    console.log(error, bytes);
    sender.send([Buffer.from('t'), Buffer.from('wo')], port, '127.0.0.1', () => {
      sender.send(Buffer.from('xthreex'), 1, 5, port, '127.0.0.1', () => {
        sender.send('', port, '127.0.0.1');
      });
    });
  });
});
