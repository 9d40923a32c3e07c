// Messages over IPv6 loopback.
const dgram = require('node:dgram');
const receiver = dgram.createSocket('udp6');
receiver.on('message', (message, { address, family }) => {
  console.log(message.toString(), address, family);
  receiver.close();
});
receiver.bind({ port: 0, address: '::1' }, () => {
  const sender = dgram.createSocket('udp6');
  sender.send('six', receiver.address().port, '::1', () => sender.close());
});
