//! ChaCha20, Poly1305 and both together (RFC 8439).

use super::cases::{Case, same};
use super::session::Session;
use super::table::Row;

/// `f(to, from, length, key, counter)`
pub fn chacha20(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    let (plain, right) = (case.get("plain"), case.get("cipher"));
    let (from, to) = (session.input(plain), session.output(right.len()));
    let (key, counter) = (session.input(case.get("key")), session.input(case.get("iv")));
    session.call_steady(row.symbol, &[to, from, right.len() as u64, key, counter], right.len())?;
    same("the ciphertext", &session.read(to, right.len()), right).map(|()| true)
}

/// The same of a function for 512 bytes and more.
pub fn chacha20_long(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    if case.get("plain").len() < 512 { Ok(false) } else { chacha20(session, row, case) }
}

/// More than any library's state.
const STATE: usize = 1024;

/// `init(state, key, functions)`, `blocks(state, data, length, whole)`, `emit(tag, state, nonce)`: `row.with` in this
/// order.
pub fn poly1305(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    let [init, blocks, emit] = *row.with else { panic!("three functions: {:?}", row.with) };
    let (key, nonce) = case.get("key").split_at(16);
    let (state, key, nonce) = (session.inout(&[0; STATE]), session.input(key), session.input(nonce));
    let functions = session.output(16);
    session.call(init, &[state, key, functions])?;
    let (whole, rest) = case.get("message").split_at(case.get("message").len() / 16 * 16);
    if !whole.is_empty() {
        let data = session.input(whole);
        session.call(blocks, &[state, data, whole.len() as u64, 1])?;
    }
    if !rest.is_empty() {
        let mut last = [rest, &[1]].concat();
        last.resize(16, 0);
        let data = session.input(&last);
        session.call(blocks, &[state, data, 16, 0])?;
    }
    let tag = session.output(16);
    session.call(emit, &[state, tag, nonce])?;
    same("the tag", &session.read(tag, 16), case.get("tag")).map(|()| true)
}

/// `init(state, key)`, `update(state, data, length)`, `finish(state, tag)`: `row.with` in this order. The message comes
/// in pieces.
pub fn poly1305_whole(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    let [init, update, finish] = *row.with else { panic!("three functions: {:?}", row.with) };
    session.capabilities(row.capabilities);
    let (state, key) = (session.inout(&[0; STATE]), session.input(case.get("key")));
    session.call(init, &[state, key])?;
    let message = case.get("message");
    for piece in [&message[..message.len() / 3], &message[message.len() / 3..]] {
        let data = session.input(piece);
        session.call(update, &[state, data, piece.len() as u64])?;
    }
    let tag = session.output(16);
    session.call(finish, &[state, tag])?;
    same("the tag", &session.read(tag, 16), case.get("tag")).map(|()| true)
}

/// `seal(cipher, plain, length, aad, its length, data)`: data is the key, the counter and the nonce, and a further
/// plaintext, here empty; the tag takes its place.
pub fn seal(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    aead(session, row, case, ["plain", "cipher"])
}

/// `open(plain, cipher, length, aad, its length, data)`
pub fn open(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    aead(session, row, case, ["cipher", "plain"])
}

fn aead(session: &mut Session, row: &Row, case: &Case, [from, to]: [&str; 2]) -> Result<bool, String> {
    let (source, right, aad) = (session.input(case.get(from)), case.get(to), case.get("aad"));
    let data = session.inout(&[case.get("key"), &[0; 4], case.get("iv"), &[0; 16]].concat());
    let (output, additional) = (session.output(right.len()), session.input(aad));
    session.call(row.symbol, &[output, source, right.len() as u64, additional, aad.len() as u64, data])?;
    same(&format!("the {to}text"), &session.read(output, right.len()), right)?;
    same("the tag", &session.read(data, 16), case.get("tag")).map(|()| true)
}
