// X509Certificate: every property, what it shows, the older object.
const { X509Certificate } = require('node:crypto');
const certificates = require('./keys/certificates.js');
for (const name of ['leaf', 'authority', 'plain']) {
  const certificate = new X509Certificate(certificates[name]);
  console.log(certificate);
  console.log(certificate.toLegacyObject());
  console.log(
    certificate.ca,
    certificate.infoAccess,
    certificate.publicKey.asymmetricKeyType,
    certificate.raw.length,
    certificate.issuerCertificate,
  );
  console.log(
    certificate.toString() === certificates[name],
    JSON.stringify(certificate) === JSON.stringify(certificates[name]),
    certificate.validFromDate,
    certificate.validToDate,
  );
  console.log(new X509Certificate(certificate.raw).fingerprint256 === certificate.fingerprint256);
}
for (const wrong of ['junk', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', 1, undefined]) {
  try {
    new X509Certificate(wrong);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
