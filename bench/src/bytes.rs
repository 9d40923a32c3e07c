//! Heavy work on bytes: compression, hashes, ciphers, keys from passwords.

use anyhow::Result;

use crate::report::Report;
use crate::script;

/// Prints `name milliseconds` lines. The 10 MB are text of a kind: words in a fixed random order.
const SCRIPT: &str = r#"
const crypto = require('crypto'), zlib = require('zlib');
const words = 'the of and to in is you that it he was for on are as with his they at be this have from or one'.split(' ');
let seed = 1;
const next = () => (seed = (seed * 48271) % 2147483647);
const parts = [];
for (let length = 0; length < 10e6; ) {
  const word = words[next() % words.length] + (next() % 7 ? ' ' : next() % 1000 + '\n');
  parts.push(word);
  length += word.length;
}
const data = Buffer.from(parts.join('')).subarray(0, 10e6);
function time(name, work) {
  const start = process.hrtime.bigint();
  const answer = work();
  console.log(name, Number(process.hrtime.bigint() - start) / 1e6);
  return answer;
}
const { BROTLI_PARAM_QUALITY } = zlib.constants;
time('SHA-256 of 10 MB', () => crypto.createHash('sha256').update(data).digest());
time('SHA-512 of 10 MB', () => crypto.createHash('sha512').update(data).digest());
time('MD5 of 10 MB', () => crypto.createHash('md5').update(data).digest());
const gzip = time('gzip of 10 MB', () => zlib.gzipSync(data));
time('gunzip to 10 MB', () => zlib.gunzipSync(gzip));
time('gzip level 1 of 10 MB', () => zlib.gzipSync(data, { level: 1 }));
const brotli = time('brotli quality 5 of 10 MB', () => zlib.brotliCompressSync(data, { params: { [BROTLI_PARAM_QUALITY]: 5 } }));
time('brotli back to 10 MB', () => zlib.brotliDecompressSync(brotli));
const cipher = (name, key, iv) => () => {
  const cipher = crypto.createCipheriv(name, Buffer.alloc(key), Buffer.alloc(iv));
  cipher.update(data);
  cipher.final();
};
time('AES-256-CTR of 10 MB', cipher('aes-256-ctr', 32, 16));
time('AES-256-GCM of 10 MB', cipher('aes-256-gcm', 32, 12));
time('ChaCha20-Poly1305 of 10 MB', cipher('chacha20-poly1305', 32, 12));
time('PBKDF2 SHA-256, 100 000 rounds', () => crypto.pbkdf2Sync('password', 'salt', 100000, 32, 'sha256'));
time('scrypt, default cost', () => crypto.scryptSync('password', 'salt', 32));
const rsa = time('RSA 2048 key pair', () => crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }));
time('RSA 2048 signature', () => crypto.sign('sha256', data.subarray(0, 100), rsa.privateKey));
const ec = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
time('ECDSA P-256, 10 signatures', () => { for (let i = 0; i < 10; i++) crypto.sign('sha256', data.subarray(0, 100), ec.privateKey); });
const ed = crypto.generateKeyPairSync('ed25519');
time('Ed25519, 10 signatures', () => { for (let i = 0; i < 10; i++) crypto.sign(null, data.subarray(0, 100), ed.privateKey); });
"#;

const RUNS: usize = 5;

/// Runs the script in a VM and under node, in turn.
pub fn measure(report: &mut Report) -> Result<()> {
    report.section("Compression and cryptography", "Milliseconds.");
    script::compare(report, &tokio::runtime::Runtime::new()?, SCRIPT, RUNS)
}
