// Holds: https serves and asks over both versions of TLS; bytes, ends and what was agreed are as in Node.
'use strict';
const fs = require('fs');
const https = require('https');
const path = require('path');
const file = (name) => fs.readFileSync(path.join(__dirname, name));
const [key, cert] = [file('self.key'), file('self.pem')];

async function visit(version) {
  const server = https.createServer({ key, cert, maxVersion: version }, (request, response) => {
    let length = 0;
    request.on('data', (data) => (length += data.length));
    request.on('end', () => {
      response.setHeader('x-length', length);
      response.end(Buffer.alloc(300_000, 'abc'));
    });
  });
  await new Promise((resolve) => server.listen(0, resolve));
  await new Promise((resolve) => {
    const { port } = server.address();
    const options = { host: 'localhost', port, ca: cert, method: 'POST', agent: false };
    const request = https.request(options, (response) => {
      const { socket } = response;
      console.log(response.statusCode, response.headers['x-length'], socket.encrypted, socket.authorized);
      console.log(socket.getProtocol(), socket.getCipher(), socket.alpnProtocol, socket.servername);
      const peer = socket.getPeerCertificate();
      console.log(peer.subject, peer.subjectaltname, peer.bits, peer.asn1Curve, peer.raw.length > 300);
      console.log(socket.getPeerX509Certificate().subject, socket.getCertificate(), socket.isSessionReused());
      let length = 0;
      response.on('data', (data) => (length += data.length));
      response.on('end', () => {
        console.log('end', length);
        server.close(resolve);
      });
    });
    request.end(Buffer.alloc(200_000, 1));
  });
}

visit('TLSv1.3')
  .then(() => visit('TLSv1.2'))
  .then(() => console.log('done'));
