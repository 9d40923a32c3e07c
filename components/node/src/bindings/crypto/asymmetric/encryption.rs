//! Keys under a passphrase: PBES2 of PKCS #8 (RFC 8018), and the older way in PEM headers.

use zeroize::Zeroizing;

use super::{
    super::{
        cipher::{
            catalog::{self, Cipher, Mode},
            engine::Direction,
            machine::Machine,
        },
        digest::Algorithm,
        kdf, random,
    },
    asn1::{Reader, integer, null, object, octets, sequence, tag},
    oid,
};
use crate::codecs::hex;

/// OpenSSL's number of rounds for new files.
const ROUNDS: u32 = 2048;
/// More would keep the process busy for minutes.
const MOST_ROUNDS: u32 = 50_000_000;
/// Bytes of the salt in new files.
const SALT: usize = 16;
/// Bytes of the salt in PEM headers: the start of the vector.
const HEADER_SALT: usize = 8;

fn run(cipher: Cipher, way: Direction, key: &[u8], vector: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    let mut machine = Machine::new(cipher, way, key, vector, 0)?;
    let mut output = machine.update(data).ok()?;
    output.extend(machine.finish().ok()?.0);
    Some(output)
}

/// An `EncryptedPrivateKeyInfo` under AES-CBC; `None` for other ciphers and without randomness.
pub fn encrypt(cipher: Cipher, passphrase: &[u8], info: &[u8]) -> Option<Vec<u8>> {
    let identifier = oid::aes_cbc(cipher.key_length).filter(|_| cipher.mode == Mode::Cbc)?;
    let (mut salt, mut vector) = ([0; SALT], [0; 16]);
    if !random::fill(&mut salt) || !random::fill(&mut vector) {
        return None;
    }
    let length = cipher.key_length;
    let key = Zeroizing::new(kdf::pbkdf2(Algorithm::Sha256, passphrase, &salt, ROUNDS, length)?);
    let data = run(cipher, Direction::Encrypt, &key, &vector, info)?;
    let function = sequence(&[&object(oid::HMAC_SHA256), &null()]);
    let derivation = sequence(&[&octets(&salt), &integer(&ROUNDS.to_be_bytes()), &function]);
    let derivation = sequence(&[&object(oid::PBKDF2), &derivation]);
    let scheme = sequence(&[&object(identifier), &octets(&vector)]);
    let parameters = sequence(&[&derivation, &scheme]);
    Some(sequence(&[&sequence(&[&object(oid::PBES2), &parameters]), &octets(&data)]))
}

/// Why an encrypted key stays closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClosedKey {
    /// It is not what this module can read.
    Unsupported,
    /// The passphrase is wrong.
    WrongPassphrase,
}

/// What is in an `EncryptedPrivateKeyInfo`.
pub fn decrypt(der: &[u8], passphrase: &[u8]) -> Result<Zeroizing<Vec<u8>>, ClosedKey> {
    let parsed = parse(der).ok_or(ClosedKey::Unsupported)?;
    let key = kdf::pbkdf2(
        parsed.function,
        passphrase,
        parsed.salt,
        parsed.rounds,
        parsed.cipher.key_length,
    );
    let key = Zeroizing::new(key.ok_or(ClosedKey::Unsupported)?);
    run(parsed.cipher, Direction::Decrypt, &key, parsed.vector, parsed.data)
        .map(Zeroizing::new)
        .ok_or(ClosedKey::WrongPassphrase)
}

struct Parsed<'a> {
    function: Algorithm,
    salt: &'a [u8],
    rounds: u32,
    cipher: Cipher,
    vector: &'a [u8],
    data: &'a [u8],
}

fn parse(der: &[u8]) -> Option<Parsed<'_>> {
    let mut outer = Reader::new(der).inside(tag::SEQUENCE)?;
    let mut algorithm = outer.inside(tag::SEQUENCE)?;
    let data = outer.take(tag::OCTET_STRING)?;
    if algorithm.take(tag::OBJECT)? != oid::PBES2 {
        return None;
    }
    let mut parameters = algorithm.inside(tag::SEQUENCE)?;
    let mut derivation = parameters.inside(tag::SEQUENCE)?;
    if derivation.take(tag::OBJECT)? != oid::PBKDF2 {
        return None;
    }
    let mut derivation = derivation.inside(tag::SEQUENCE)?;
    let salt = derivation.take(tag::OCTET_STRING)?;
    let rounds = derivation.unsigned()?;
    let rounds = rounds
        .iter()
        .try_fold(0u32, |rounds, byte| rounds.checked_mul(256)?.checked_add(u32::from(*byte)))?;
    if rounds > MOST_ROUNDS {
        return None;
    }
    derivation.optional(tag::INTEGER);
    let function = match derivation.optional(tag::SEQUENCE) {
        Some(function) => oid::mac_of(Reader::new(function).take(tag::OBJECT)?)?,
        None => Algorithm::Sha1,
    };
    let mut scheme = parameters.inside(tag::SEQUENCE)?;
    let length = oid::aes_cbc_key_length(scheme.take(tag::OBJECT)?)?;
    let cipher = catalog::from_name(&format!("aes-{}-cbc", length * 8))?;
    Some(Parsed { function, salt, rounds, cipher, vector: scheme.take(tag::OCTET_STRING)?, data })
}

/// OpenSSL's `EVP_BytesToKey` with MD5 and one round.
fn header_key(passphrase: &[u8], salt: &[u8], length: usize) -> Zeroizing<Vec<u8>> {
    let mut key: Zeroizing<Vec<u8>> = Zeroizing::default();
    let mut last = Vec::new();
    while key.len() < length {
        let mut hasher = Algorithm::Md5.start();
        hasher.update(&last);
        hasher.update(passphrase);
        hasher.update(salt);
        last = hasher.finish(Algorithm::Md5.output_size());
        key.extend_from_slice(&last);
    }
    key.truncate(length);
    key
}

/// Encrypts the content of a PEM block; answers the value of its `DEK-Info` header as well.
pub fn encrypt_block(
    cipher: Cipher,
    passphrase: &[u8],
    content: &[u8],
) -> Option<(String, Vec<u8>)> {
    let mut vector = [0; 16];
    if cipher.mode != Mode::Cbc || !random::fill(&mut vector) {
        return None;
    }
    let key = header_key(passphrase, &vector[..HEADER_SALT], cipher.key_length);
    let data = run(cipher, Direction::Encrypt, &key, &vector, content)?;
    let vector = String::from_utf8_lossy(&hex::encode(&vector)).to_ascii_uppercase();
    Some((format!("{},{vector}", cipher.name.to_ascii_uppercase()), data))
}

/// Decrypts the content of a PEM block with this `DEK-Info` header.
pub fn decrypt_block(
    header: &str,
    passphrase: &[u8],
    content: &[u8],
) -> Result<Zeroizing<Vec<u8>>, ClosedKey> {
    let open = || {
        let (name, vector) = header.split_once(',')?;
        let cipher = catalog::from_name(name).filter(|cipher| cipher.mode == Mode::Cbc)?;
        let digits = vector.trim().as_bytes();
        let vector: Vec<u8> = digits
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
            .collect::<Option<_>>()?;
        Some((cipher, vector))
    };
    let (cipher, vector) = open().ok_or(ClosedKey::Unsupported)?;
    let salt = vector.get(..HEADER_SALT).ok_or(ClosedKey::Unsupported)?;
    let key = header_key(passphrase, salt, cipher.key_length);
    run(cipher, Direction::Decrypt, &key, &vector, content)
        .map(Zeroizing::new)
        .ok_or(ClosedKey::WrongPassphrase)
}
