// net.Socket and net.Stream are one class; Server and Socket can be made without `new`, and read() on a fresh one answers null.
const net = require('net');
console.log(net.Stream === net.Socket, net.Socket.length, net.Server.length, net.Socket.name, net.Server.name);
const socket = net.Socket();
console.log(socket instanceof net.Socket, socket.read(), socket.readyState, socket.connecting, socket.pending, socket.destroyed, socket.bytesRead, socket.bytesWritten);
console.log(socket.address(), socket.remoteAddress, socket.localPort, socket.timeout, socket.bufferSize);
const server = net.Server({ allowHalfOpen: true }, () => {});
console.log(server instanceof net.Server, server.listening, server.address(), server.allowHalfOpen, server.pauseOnConnect, server.noDelay, server.maxConnections);
for (const options of [{ fd: -1 }, { fd: 'x' }, { objectMode: true }, { readableObjectMode: true }, { handle: null }]) {
  try {
    console.log(options, new net.Socket(options).readyState);
  } catch (error) {
    console.log(options, '|', error.name, error.code, error.message);
  }
}
for (const options of [5, 'x', null]) {
  try {
    console.log(options, net.createServer(options).listening);
  } catch (error) {
    console.log(options, '|', error.name, error.code, error.message);
  }
}
const autoSelect = net.getDefaultAutoSelectFamily();
const timeout = net.getDefaultAutoSelectFamilyAttemptTimeout();
console.log(autoSelect, timeout);
net.setDefaultAutoSelectFamily(false);
net.setDefaultAutoSelectFamilyAttemptTimeout(3);
console.log(net.getDefaultAutoSelectFamily(), net.getDefaultAutoSelectFamilyAttemptTimeout());
net.setDefaultAutoSelectFamilyAttemptTimeout(400);
console.log(net.getDefaultAutoSelectFamilyAttemptTimeout());
for (const attempt of [
  () => net.setDefaultAutoSelectFamily('yes'),
  () => net.setDefaultAutoSelectFamilyAttemptTimeout(0),
  () => net.setDefaultAutoSelectFamilyAttemptTimeout(1.5),
  () => net.setDefaultAutoSelectFamilyAttemptTimeout('1'),
]) {
  try {
    console.log(attempt());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
socket.destroy();
socket.once('close', (hadError) => console.log('closed', hadError, socket.destroyed, socket.read()));
