// A client asks for a new handshake: TLS 1.2 has one and answers, TLS 1.3 has none, and a server can forbid it.
'use strict';
const fs = require('fs');
const path = require('path');
const tls = require('tls');
const [key, cert] = ['self.key', 'self.pem'].map((name) => fs.readFileSync(path.join(__dirname, name)));
async function meet(version) {
  const server = tls.createServer({ key, cert, minVersion: version, maxVersion: version }, (socket) => socket.on('error', () => {}).resume());
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = tls.connect({ port: server.address().port, host: '127.0.0.1', ca: cert, servername: 'localhost' });
  client.on('error', (error) => console.log(version, 'error', error.code));
  await new Promise((resolve) => client.once('secureConnect', resolve));
  await new Promise((resolve) => {
    const answer = client.renegotiate({ rejectUnauthorized: true }, (error) => {
      console.log(version, 'renegotiated', error?.code, client.authorized);
      resolve();
    });
    console.log(version, 'answer', answer);
  });
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
}
(async () => {
  await meet('TLSv1.2');
  await meet('TLSv1.3');
  console.log('done');
})();
