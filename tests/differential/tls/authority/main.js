// Holds: who is trusted, by chain, host and purpose; the codes are OpenSSL's; both sides may ask for a certificate.
'use strict';
const fs = require('fs');
const path = require('path');
const tls = require('tls');
const file = (name) => fs.readFileSync(path.join(__dirname, name));
const [ca, self] = [file('ca.pem'), file('self.pem')];
const leaf = { key: file('leaf.key'), cert: file('leaf.pem') };
const own = { key: file('self.key'), cert: self };
const client = { key: file('client.key'), cert: file('client.pem') };

function meet(name, serverOptions, clientOptions) {
  return new Promise((resolve) => {
    const server = tls.createServer({ ...serverOptions, rejectUnauthorized: false }, (socket) => {
      const peer = socket.getPeerCertificate();
      console.log(name, 'server:', socket.authorized, socket.authorizationError, peer && peer.subject?.CN);
      socket.end('hello');
    });
    server.on('tlsClientError', () => {});
    server.listen(0, () => {
      const socket = tls.connect({ port: server.address().port, host: 'localhost', ...clientOptions }, () => {
        console.log(name, 'client:', socket.authorized, socket.authorizationError);
        const chain = [];
        let one = socket.getPeerCertificate(true);
        while (one && !chain.includes(one.fingerprint)) {
          chain.push(one.fingerprint);
          one = one.issuerCertificate;
        }
        console.log(name, 'chain of', chain.length);
      });
      socket.on('data', (data) => console.log(name, String(data)));
      socket.on('error', (error) => console.log(name, error.code, error.message));
      socket.on('close', () => server.close(resolve));
    });
  });
}

(async () => {
  await meet('trusted', leaf, { ca });
  await meet('unknown authority', leaf, {});
  await meet('self-signed', own, {});
  await meet('self-signed and known', own, { ca: self });
  await meet('accepted all the same', own, { rejectUnauthorized: false });
  await meet('wrong host', leaf, { ca, servername: 'other.test' });
  await meet('wrong purpose', client, { ca });
  await meet('own check', leaf, { ca, checkServerIdentity: () => new Error('never') });
  await meet('client without', { ...leaf, ca, requestCert: true }, { ca });
  await meet('client with', { ...leaf, ca, requestCert: true }, { ca, ...client });
  await meet('client of nobody', { ...leaf, ca, requestCert: true }, { ca, ...own });
  console.log('done');
})();
