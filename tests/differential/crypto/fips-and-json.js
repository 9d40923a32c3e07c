// A certificate's JSON is its PEM, and FIPS mode is off and answers what it is set to.
const crypto = require('crypto');
const certificates = require('./keys/certificates.js');
const [pem] = Object.values(certificates).flatMap((value) => (typeof value === 'string' ? [value] : Object.values(value))).filter((text) => String(text).includes('BEGIN CERTIFICATE'));
const certificate = new crypto.X509Certificate(pem);
console.log(certificate.toJSON() === certificate.toString(), JSON.stringify({ certificate }).slice(0, 60), certificate.toJSON().trim() === pem.trim());
console.log(crypto.getFips(), crypto.fips);
crypto.setFips(false);
crypto.fips = 0;
console.log(crypto.getFips());
