// Holds: what is no certificate, key or rule is refused when the context is made, with the codes of Node and OpenSSL.
'use strict';
const fs = require('fs');
const path = require('path');
const tls = require('tls');
const file = (name) => fs.readFileSync(path.join(__dirname, name));
const [cert, key] = [file('self.pem'), file('self.key')];

function refused(name, options) {
  try {
    tls.createSecureContext(options);
    console.log(name, 'taken');
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
  }
}

refused('both', { cert, key });
refused('key of another', { cert, key: file('leaf.key') });
refused('no certificate', { cert: 'nothing' });
refused('a number', { cert: 5 });
refused('version', { minVersion: 'TLSv9' });
refused('conflict', { secureProtocol: 'TLS_method', minVersion: 'TLSv1.2' });
refused('method', { secureProtocol: 'nothing' });
refused('suites', { ciphers: 'nothing' });
refused('array of certificates', { cert: [cert], key: [key] });
refused('authorities', { ca: [cert, String(cert)] });
const roots = tls.rootCertificates;
console.log(roots.length > 100, roots[0].startsWith('-----BEGIN CERTIFICATE-----'), Object.isFrozen(roots));
console.log(tls.getCiphers().includes('ecdhe-rsa-aes128-gcm-sha256'), tls.DEFAULT_MIN_VERSION, tls.DEFAULT_MAX_VERSION);
