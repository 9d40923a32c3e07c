// Options of datagram sockets: buffer sizes, ttl, broadcast, multicast errors, queue, ref and states.
const dgram = require('node:dgram');
const socket = dgram.createSocket({ type: 'udp4', reuseAddr: true });
console.log(socket instanceof dgram.Socket, socket.getSendQueueSize(), socket.getSendQueueCount());
for (const run of [() => socket.address(), () => socket.setTTL(5), () => socket.remoteAddress(), () => dgram.createSocket('udp5'), () => socket.send('x', 99999), () => socket.send(5, 1)]) {
  try { run(); console.log('fine'); } catch (error) { console.log(error.name, error.code); }
}
socket.bind(0, '127.0.0.1', () => {
  console.log(socket.address().family, socket.setTTL(12), socket.setBroadcast(true), socket.unref() === socket, socket.ref() === socket);
  for (const run of [() => socket.setTTL(0), () => socket.setTTL('x'), () => socket.bind(1), () => socket.addMembership(), () => socket.setMulticastInterface(5), () => socket.connect(0)]) {
    try { run(); console.log('fine'); } catch (error) { console.log(error.name, error.code); }
  }
  socket.connect(socket.address().port, '127.0.0.1', () => {
    console.log(socket.remoteAddress().address);
    socket.on('message', (message, { size, family }) => {
      console.log(String(message), size, family);
      socket.disconnect();
      try { socket.disconnect(); } catch (error) { console.log(error.code); }
      socket.close(() => console.log('closed'));
    });
    socket.send(['to ', Buffer.from('myself')]);
  });
});
