// What both ends of a connection say about it: certificates as X509Certificate, finished messages, key material, ephemeral keys, sessions; per version of TLS.
'use strict';
const fs = require('fs');
const path = require('path');
const tls = require('tls');
const [key, cert] = ['self.key', 'self.pem'].map((name) => fs.readFileSync(path.join(__dirname, name)));
const attempt = (label, what) => {
  try {
    console.log(label, what());
  } catch (error) {
    console.log(label, '|', error.name, error.code, error.message);
  }
};
async function meet(version) {
  console.log('---', version);
  const seen = {};
  const server = tls.createServer({ key, cert, minVersion: version, maxVersion: version });
  const accepted = new Promise((resolve) => server.once('secureConnection', resolve));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = tls.connect({ port: server.address().port, host: '127.0.0.1', ca: cert, servername: 'localhost' });
  const [peer] = await Promise.all([accepted, new Promise((resolve) => client.once('secureConnect', resolve))]);
  for (const [name, socket] of [['server', peer], ['client', client]]) {
    socket.on('error', (error) => console.log(name, 'error', error.code));
    console.log(name, socket instanceof tls.TLSSocket, socket.encrypted, socket.authorized, socket.getProtocol(), socket.isSessionReused());
    attempt(`${name} getX509Certificate`, () => socket.getX509Certificate()?.subject);
    attempt(`${name} getPeerX509Certificate`, () => socket.getPeerX509Certificate()?.subject);
    attempt(`${name} getCertificate`, () => socket.getCertificate()?.subject.CN);
    attempt(`${name} getEphemeralKeyInfo`, () => socket.getEphemeralKeyInfo());
    attempt(`${name} setMaxSendFragment`, () => [socket.setMaxSendFragment(1024), socket.setMaxSendFragment(511), socket.setMaxSendFragment(16385), socket.setMaxSendFragment(16384)]);
    attempt(`${name} fragment of a string`, () => socket.setMaxSendFragment('1024'));
    attempt(`${name} material without a label`, () => socket.exportKeyingMaterial(10));
    attempt(`${name} material without a length`, () => socket.exportKeyingMaterial('x', 'y'));
  }
  const label = 'EXPERIMENTAL-one';
  const both = (what) => [what(peer), what(client)];
  const [a, b] = both((socket) => socket.exportKeyingMaterial(32, label, Buffer.from('context')));
  const [c, d] = both((socket) => socket.exportKeyingMaterial(32, label));
  console.log('material', a.equals(b), c.equals(d), a.length, a.equals(c));
  attempt('renegotiate of nothing', () => client.renegotiate());
  attempt('renegotiate callback', () => client.renegotiate({}, 'x'));
  console.log(typeof client.enableTrace, client.enableTrace.length);
  attempt('disableRenegotiation', () => peer.disableRenegotiation());
  attempt('setServername of a server', () => peer.setServername('x'));
  attempt('setServername of a number', () => client.setServername(5));
  await new Promise((resolve) => {
    client.on('close', resolve).resume();
    peer.resume();
    peer.end();
  });
  attempt('after close', () => [client.getProtocol(), client.getCipher(), client.getPeerX509Certificate(), client.getSession(), client.isSessionReused()]);
  attempt('material after close', () => client.exportKeyingMaterial(8, 'x'));
  await new Promise((resolve) => server.close(resolve));
}
(async () => {
  await meet('TLSv1.3');
  await meet('TLSv1.2');
  console.log('done');
})();
