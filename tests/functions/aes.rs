//! Block ciphers, AES and SM4: key schedules, single blocks and the modes ECB, CBC, CTR and XTS.
//!
//! `row.with` names the functions that make the key schedules: first for encryption, then for decryption.

use super::cases::{Case, same};
use super::session::Session;
use super::table::Row;

/// 60 words and the number of rounds.
const SCHEDULE: usize = 244;
pub const BLOCK: usize = 16;

/// The schedule of a key, made by the library: `f(key, bits, schedule)`, which returns 0; SM4's has no bits.
pub fn schedule(session: &mut Session, symbol: &str, key: &[u8]) -> Result<u64, String> {
    let (key, bits) = (session.input(key), key.len() as u64 * 8);
    let schedule = session.output(SCHEDULE);
    if symbol.contains("sm4") {
        session.call(symbol, &[key, schedule])?;
        return Ok(schedule);
    }
    // An `int`: the upper half of X0 means nothing.
    match session.call(symbol, &[key, bits, schedule])? as u32 {
        0 => Ok(schedule),
        wrong => Err(format!("{symbol} returns {wrong:#x}")),
    }
}

/// Each block alone: `f(from, to, schedule)`.
pub fn single(session: &mut Session, symbol: &str, schedule: u64, data: &[u8]) -> Result<Vec<u8>, String> {
    let mut all = Vec::new();
    for block in data.chunks(BLOCK) {
        let (from, to) = (session.input(block), session.output(BLOCK));
        session.call(symbol, &[from, to, schedule])?;
        all.extend(session.read(to, BLOCK));
    }
    Ok(all)
}

/// `f(from, to, schedule)`
pub fn encrypt(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    let schedule = schedule(session, row.with[0], case.get("key"))?;
    let found = single(session, row.symbol, schedule, case.get("plain"))?;
    same("the ciphertext", &found, case.get("cipher")).map(|()| true)
}

/// `f(from, to, schedule)`
pub fn decrypt(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    let schedule = schedule(session, row.with[0], case.get("key"))?;
    let found = single(session, row.symbol, schedule, case.get("cipher"))?;
    same("the plaintext", &found, case.get("plain")).map(|()| true)
}

/// `f(key, bits, schedule)`, seen through the encryption with it.
pub fn encrypt_key(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    let schedule = schedule(session, row.symbol, case.get("key"))?;
    let found = single(session, row.with[0], schedule, case.get("plain"))?;
    same("the ciphertext", &found, case.get("cipher")).map(|()| true)
}

/// `f(key, bits, schedule)`, seen through the decryption with it.
pub fn decrypt_key(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    let schedule = schedule(session, row.symbol, case.get("key"))?;
    let found = single(session, row.with[0], schedule, case.get("cipher"))?;
    same("the plaintext", &found, case.get("plain")).map(|()| true)
}

/// `f(from, to, length, schedule, encrypt)`, both ways.
pub fn ecb(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    let (plain, cipher) = (case.get("plain"), case.get("cipher"));
    for (n, (from, right)) in [(plain, cipher), (cipher, plain)].into_iter().enumerate() {
        let schedule = schedule(session, row.with[n], case.get("key"))?;
        let (from, to) = (session.input(from), session.output(right.len()));
        session.call(row.symbol, &[from, to, right.len() as u64, schedule, 1 - n as u64])?;
        same(["the ciphertext", "the plaintext"][n], &session.read(to, right.len()), right)?;
    }
    Ok(true)
}

/// `f(from, to, length, schedule)`, one way.
pub fn ecb_encrypt(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    one_way(session, row, case, ["plain", "cipher"], None)
}

/// The same back, and of even numbers of blocks only: OpenSSL's `vpaes_ecb_decrypt`, which OpenSSL itself never calls,
/// begins an odd number with a block that it encrypts.
pub fn ecb_decrypt_pairs(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    match case.get("plain").len() % (2 * BLOCK) {
        0 => one_way(session, row, case, ["cipher", "plain"], None),
        _ => Ok(false),
    }
}

/// `f(from, to, length, schedule, iv, encrypt)`, both ways.
pub fn cbc(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    one_way(session, row, case, ["plain", "cipher"], Some(1))?;
    let back = Row { with: &row.with[1..], ..*row };
    one_way(session, &back, case, ["cipher", "plain"], Some(0))
}

/// The same of a function that only decrypts, and that takes eight blocks or more.
pub fn cbc_decrypt_long(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    match case.get("plain").len() < 8 * BLOCK {
        true => Ok(false),
        false => one_way(session, row, case, ["cipher", "plain"], Some(0)),
    }
}

/// One direction; CBC has an IV and says which. The IV becomes the last block of the ciphertext.
fn one_way(
    session: &mut Session,
    row: &Row,
    case: &Case,
    [from, to]: [&str; 2],
    encrypt: Option<u64>,
) -> Result<bool, String> {
    let schedule = schedule(session, row.with[0], case.get("key"))?;
    let (source, right) = (session.input(case.get(from)), case.get(to));
    let (output, length) = (session.output(right.len()), right.len());
    let mut arguments = vec![source, output, length as u64, schedule];
    let iv = encrypt.map(|encrypt| (session.inout(case.get("iv")), encrypt));
    arguments.extend(iv.iter().flat_map(|(iv, encrypt)| [*iv, *encrypt]));
    session.call(row.symbol, &arguments)?;
    same(&format!("the {to}text"), &session.read(output, length), right)?;
    if let Some((iv, _)) = iv {
        same("the next IV", &session.read(iv, BLOCK), &case.get("cipher")[length - BLOCK..])?;
    }
    Ok(true)
}

/// `f(from, to, blocks, schedule, counter)`: the counter's last 32 bits count.
pub fn ctr(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    ctr_with(session, [row.with[0], row.symbol], case)
}

/// `f(key, bits, schedule)` of a library without a function for single blocks, seen through CTR.
pub fn ctr_key(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    ctr_with(session, [row.symbol, row.with[0]], case)
}

fn ctr_with(session: &mut Session, [set_key, function]: [&str; 2], case: &Case) -> Result<bool, String> {
    let schedule = schedule(session, set_key, case.get("key"))?;
    let (plain, right) = (case.get("plain"), case.get("cipher"));
    let (from, to, iv) = (session.input(plain), session.output(right.len()), session.inout(case.get("iv")));
    session.call(function, &[from, to, (right.len() / BLOCK) as u64, schedule, iv])?;
    same("the ciphertext", &session.read(to, right.len()), right).map(|()| true)
}

/// `f(from, to, length, schedule, schedule of the tweak, tweak)`
pub fn xts_encrypt(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    xts(session, row, case, ["plain", "cipher"])
}

/// `f(from, to, length, schedule, schedule of the tweak, tweak)`
pub fn xts_decrypt(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    xts(session, row, case, ["cipher", "plain"])
}

/// The last function of `row.with` makes the schedule of the tweak.
fn xts(session: &mut Session, row: &Row, case: &Case, [from, to]: [&str; 2]) -> Result<bool, String> {
    let (key, tweak_key) = case.get("key").split_at(case.get("key").len() / 2);
    let key = schedule(session, row.with[0], key)?;
    let tweak_key = schedule(session, row.with[1], tweak_key)?;
    let (source, right) = (session.input(case.get(from)), case.get(to));
    let (output, tweak) = (session.output(right.len()), session.inout(case.get("iv")));
    session.call(row.symbol, &[source, output, right.len() as u64, key, tweak_key, tweak])?;
    same(&format!("the {to}text"), &session.read(output, right.len()), right).map(|()| true)
}
