// Contexts, protocol lists, servers and sockets before anybody connects: what they hold and which arguments they refuse.
'use strict';
const fs = require('fs');
const path = require('path');
const net = require('net');
const tls = require('tls');
const [key, cert] = ['self.key', 'self.pem'].map((name) => fs.readFileSync(path.join(__dirname, name)));
const attempt = (label, what) => {
  try {
    console.log(label, what());
  } catch (error) {
    console.log(label, '|', error.name, error.code, error.message);
  }
};
for (const list of [['h2', 'http/1.1'], Buffer.from([1, 97]), new Uint8Array([2, 98, 99]), 'h2', ['x'.repeat(300)], [], [5]]) {
  attempt('convertALPNProtocols', () => {
    const out = {};
    tls.convertALPNProtocols(list, out);
    return out;
  });
}
const context = tls.createSecureContext({ key, cert });
console.log(context instanceof tls.SecureContext, tls.SecureContext.length, Object.keys(context), typeof context.context);
attempt('minVersion', () => tls.createSecureContext({ minVersion: 'TLSv9' }));
attempt('maxVersion', () => tls.createSecureContext({ maxVersion: 'SSLv3' }));
attempt('both', () => tls.createSecureContext({ minVersion: 'TLSv1.2', secureProtocol: 'TLS_method' }));
attempt('cert', () => tls.createSecureContext({ cert: 5 }));
attempt('key', () => tls.createSecureContext({ key: true }));
attempt('ciphers', () => tls.createSecureContext({ ciphers: 5 }));
attempt('dhparam', () => tls.createSecureContext({ dhparam: 'nonsense' }));
const server = new tls.Server({ key, cert });
console.log(server instanceof net.Server, server.listening, server.getTicketKeys().length, tls.Server.length);
const keys = Buffer.from(Array.from({ length: 48 }, (_, at) => at));
attempt('setTicketKeys', () => server.setTicketKeys(keys));
console.log(server.getTicketKeys().equals(keys));
attempt('short ticket keys', () => server.setTicketKeys(Buffer.alloc(47)));
attempt('no ticket keys', () => server.setTicketKeys('x'.repeat(48)));
attempt('setSecureContext', () => server.setSecureContext({ key, cert }));
attempt('setSecureContext of nothing', () => server.setSecureContext());
attempt('setOptions', () => server.setOptions({ honorCipherOrder: true, sessionTimeout: 5 }));
attempt('addContext without a name', () => server.addContext());
for (const options of [5, 'x', { handshakeTimeout: 'x' }, { sessionTimeout: 'x' }, { ALPNCallback: 1 }, { SNICallback: 1 }, { ALPNCallback() {}, ALPNProtocols: ['a'] }, { pskCallback: 1 }]) {
  attempt('options', () => tls.createServer(options).listening);
}
const socket = new tls.TLSSocket(new net.Socket(), { secureContext: context });
console.log(socket.encrypted, socket.authorized, socket.authorizationError, socket.alpnProtocol, socket.servername, socket.secureConnecting);
attempt('getProtocol', () => socket.getProtocol());
attempt('getFinished', () => [socket.getFinished(), socket.getPeerFinished(), socket.getSession(), socket.getSharedSigalgs()]);
attempt('getTLSTicket', () => socket.getTLSTicket());
attempt('getPeerCertificate', () => [socket.getPeerCertificate(), socket.getPeerX509Certificate(), socket.getX509Certificate()?.subject]);
attempt('exportKeyingMaterial', () => socket.exportKeyingMaterial(10, 'label'));
attempt('setServername', () => socket.setServername('localhost'));
attempt('setKeyCert', () => socket.setKeyCert({ key, cert }));
attempt('setSession', () => socket.setSession('nonsense'));
socket.destroy();
attempt('createSecurePair', () => typeof tls.createSecurePair);
attempt('connect', () => tls.connect({ port: 1, host: 'localhost', minDHSize: 0 }));
attempt('connect by name', () => tls.connect({ port: 1, host: 'localhost', checkServerIdentity: 5 }));
const names = { subject: { CN: 'a.example' }, subjectaltname: 'DNS:b.example, DNS:*.c.example, IP Address:192.0.2.1' };
for (const host of ['a.example', 'b.example', 'x.c.example', 'x.y.c.example', '192.0.2.1', '192.0.2.2', 'B.EXAMPLE.']) {
  const error = tls.checkServerIdentity(host, names);
  console.log(host, error?.code, error?.reason);
}
console.log(tls.checkServerIdentity('a.example', { subject: { CN: 'a.example' } }), tls.checkServerIdentity('a.example', {}).reason);
console.log(tls.DEFAULT_MIN_VERSION, tls.DEFAULT_MAX_VERSION, tls.DEFAULT_ECDH_CURVE, tls.CLIENT_RENEG_LIMIT, tls.CLIENT_RENEG_WINDOW);
