// A socket closes by signal; a message sent by name finds localhost.
const dgram = require('node:dgram');
const controller = new AbortController();
const socket = dgram.createSocket({ type: 'udp4', signal: controller.signal });
socket.on('close', () => console.log('closed'));
socket.on('message', (message) => {
  console.log(message.toString());
  controller.abort();
});
socket.bind(0, '127.0.0.1', () => socket.send('by name', socket.address().port, 'localhost'));
