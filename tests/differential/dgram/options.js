// Options of datagram sockets before and after binding.
const dgram = require('node:dgram');
const attempt = (name, call) => {
  try {
    console.log(name, call());
  } catch (error) {
    console.log(name, error.code, error.name);
  }
};
const socket = dgram.createSocket({ type: 'udp4', reuseAddr: true });
attempt('address', () => socket.address());
attempt('setTTL', () => socket.setTTL(64));
attempt('getRecvBufferSize', () => socket.getRecvBufferSize());
socket.bind(0, '127.0.0.1', () => {
  attempt('setTTL', () => socket.setTTL(64));
  attempt('setTTL', () => socket.setTTL(256));
  attempt('setTTL', () => socket.setTTL('x'));
  attempt('setMulticastTTL', () => socket.setMulticastTTL(16));
  attempt('setMulticastTTL', () => socket.setMulticastTTL(1000));
  attempt('setMulticastLoopback', () => socket.setMulticastLoopback(true));
  attempt('setBroadcast', () => socket.setBroadcast(true));
  attempt('queue', () => [socket.getSendQueueSize(), socket.getSendQueueCount()]);
  attempt('ref', () => socket.ref() === socket && socket.unref() === socket);
  attempt('dropMembership', () => socket.dropMembership('224.0.0.114'));
  attempt('addMembership', () => socket.addMembership('256.0.0.1'));
  socket.close();
});
