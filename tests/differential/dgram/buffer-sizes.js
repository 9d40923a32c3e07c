// Buffer sizes of a datagram socket are set and read on the bound socket only, and source-specific membership checks its arguments.
const dgram = require('dgram');
const report = (label, attempt) => {
  try {
    console.log(label, attempt());
  } catch (error) {
    console.log(label, '|', error.name, error.code, error.syscall, error.message);
  }
};
const socket = dgram.createSocket({ type: 'udp4', recvBufferSize: 20000, sendBufferSize: 30000 });
for (const method of ['getRecvBufferSize', 'getSendBufferSize']) report(`${method} before bind`, () => socket[method]());
report('setRecvBufferSize before bind', () => socket.setRecvBufferSize(1000));
report('setSendBufferSize before bind', () => socket.setSendBufferSize(1000));
report('membership without addresses', () => socket.addSourceSpecificMembership());
report('membership without a group', () => socket.addSourceSpecificMembership('127.0.0.1'));
report('source is no string', () => socket.dropSourceSpecificMembership(1, '232.1.1.1'));
report('group is no string', () => socket.dropSourceSpecificMembership('127.0.0.1', {}));
report('sendto without an offset', () => socket.sendto(Buffer.from('x')));
report('sendto without a length', () => socket.sendto(Buffer.from('x'), 0));
report('sendto without a port', () => socket.sendto(Buffer.from('x'), 0, 1));
report('sendto without an address', () => socket.sendto(Buffer.from('x'), 0, 1, 5));
socket.on('message', (message, from) => {
  console.log('message', String(message), from.size, from.family);
  socket.close(() => {
    for (const method of ['getRecvBufferSize', 'setRecvBufferSize', 'setSendBufferSize']) report(`${method} after close`, () => socket[method](5));
    console.log('end');
  });
});
socket.bind(0, '127.0.0.1', () => {
  const [receive, send] = [socket.getRecvBufferSize(), socket.getSendBufferSize()];
  console.log(receive >= 20000, send >= 30000);
  console.log(socket.setRecvBufferSize(50000), socket.getRecvBufferSize() >= 50000, socket.setSendBufferSize(60000), socket.getSendBufferSize() >= 60000);
  for (const value of [0, -1, '5', 1.5, NaN, undefined]) {
    report(`receive ${value}`, () => socket.setRecvBufferSize(value));
    report(`send ${value}`, () => socket.setSendBufferSize(value));
  }
  console.log(socket.getSendQueueSize(), socket.getSendQueueCount());
  socket.sendto(Buffer.from('-hello-'), 1, 5, socket.address().port, '127.0.0.1', (error, bytes) => console.log('sent', error, bytes));
});
