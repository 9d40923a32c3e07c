// X509Certificate: hosts, addresses, mailboxes, issuers, keys, signatures.
const crypto = require('node:crypto');
const { leaf, authority, plain, leafKey } = require('./keys/certificates.js');
const [certificate, issuer, self] = [leaf, authority, plain].map((pem) => new crypto.X509Certificate(pem));
for (const host of [
  'example.com',
  'EXAMPLE.COM',
  'a.wild.example.com',
  'a.b.wild.example.com',
  'wild.example.com',
  'other.com',
  '',
  '.example.com',
]) {
  console.log(
    host,
    certificate.checkHost(host),
    certificate.checkHost(host, { wildcards: false }),
    certificate.checkHost(host, { multiLabelWildcards: true }),
    certificate.checkHost(host, { subject: 'always' }),
  );
}
for (const address of ['127.0.0.1', '127.0.0.2', '::1', '0:0:0:0:0:0:0:1']) console.log(address, certificate.checkIP(address));
for (const mail of ['someone@example.com', 'SOMEONE@example.com', 'someone@EXAMPLE.com', 'x@y'])
  console.log(mail, certificate.checkEmail(mail), certificate.checkEmail(mail, { subject: 'never' }));
console.log(self.checkHost('plain.example.org'), self.checkHost('plain.example.org', { subject: 'never' }));
console.log(certificate.checkIssued(issuer), issuer.checkIssued(issuer), certificate.checkIssued(self), self.checkIssued(self));
console.log(
  certificate.verify(issuer.publicKey),
  certificate.verify(self.publicKey),
  issuer.verify(issuer.publicKey),
  self.verify(self.publicKey),
);
const key = crypto.createPrivateKey(leafKey);
console.log(
  certificate.checkPrivateKey(key),
  self.checkPrivateKey(key),
  crypto.createPublicKey(leaf).equals(certificate.publicKey),
  crypto.createPublicKey(key).equals(certificate.publicKey),
);
console.log(crypto.verify('sha256', Buffer.from('x'), leaf, crypto.sign('sha256', Buffer.from('x'), leafKey)));
for (const action of [
  () => certificate.checkIP('nope'),
  () => certificate.checkHost(1),
  () => certificate.checkHost('x', { subject: 'nope' }),
  () => certificate.checkIssued({}),
  () => certificate.verify(key),
  () => certificate.checkPrivateKey(certificate.publicKey),
]) {
  try {
    console.log(action());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
