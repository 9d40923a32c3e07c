// Holds: names choose contexts (SNI), protocols are agreed (ALPN), and versions and suites are bounded.
'use strict';
const fs = require('fs');
const path = require('path');
const tls = require('tls');
const file = (name) => fs.readFileSync(path.join(__dirname, name));
const self = { key: file('self.key'), cert: file('self.pem') };
const other = { key: file('other.key'), cert: file('other.pem') };

function meet(name, serverOptions, clientOptions, prepare) {
  return new Promise((resolve) => {
    const server = tls.createServer({ ...self, ...serverOptions }, (socket) => {
      console.log(name, 'server:', socket.servername, socket.alpnProtocol, socket.getProtocol());
      socket.on('error', () => {});
      socket.end();
    });
    prepare?.(server);
    server.on('tlsClientError', (error) => console.log(name, 'server:', error.code));
    server.listen(0, () => {
      const options = { port: server.address().port, host: 'localhost', rejectUnauthorized: false };
      const socket = tls.connect({ ...options, ...clientOptions }, () => {
        const peer = socket.getPeerCertificate().subject.CN;
        console.log(name, 'client:', peer, socket.alpnProtocol, socket.getProtocol(), socket.getCipher().name);
      });
      socket.on('error', (error) => console.log(name, 'client:', error.code));
      socket.on('close', () => server.close(resolve));
      socket.resume();
    });
  });
}

(async () => {
  const add = (server) => server.addContext('other.test', other);
  await meet('default', {}, {}, add);
  await meet('by name', {}, { servername: 'other.test' }, add);
  const SNICallback = (name, done) => setImmediate(done, null, name === 'x.test' ? tls.createSecureContext(other) : null);
  await meet('asked', { SNICallback }, { servername: 'x.test' });
  await meet('asked in vain', { SNICallback }, { servername: 'y.test' });
  await meet('protocol', { ALPNProtocols: ['b', 'a'] }, { ALPNProtocols: ['a', 'b'] });
  await meet('no protocol asked', { ALPNProtocols: ['b', 'a'] }, {});
  await meet('chosen', { ALPNCallback: ({ protocols }) => protocols[1] }, { ALPNProtocols: ['a', 'b'] });
  await meet('old', { maxVersion: 'TLSv1.2' }, {});
  await meet('suite', {}, { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-CHACHA20-POLY1305' });
  await meet('new suite', {}, { ciphers: 'TLS_CHACHA20_POLY1305_SHA256' });
  console.log('done');
})();
