//! AES-GCM (NIST SP 800-38D): GHASH functions, and kernels that encrypt and hash at once.
//!
//! `row.with` names, in this order: the key schedule, the encryption of a block (or CTR), GHASH's `init(table, h)` and
//! `ghash(x, table, data, length)`, or `gmult(x, table)` for libraries without a `ghash`.

use super::aes::{BLOCK, schedule, single};
use super::cases::{Case, same};
use super::session::Session;
use super::table::Row;

/// Where the kernels of OpenSSL expect the table: behind the hash value and H, as in its `GCM128_CONTEXT`.
const TABLE: u64 = 32;
const TABLE_BYTES: usize = 256;

struct Gcm {
    schedule: u64,
    encrypt: &'static str,
    ghash: &'static str,
    /// The hash value, H, and the table.
    context: u64,
}

impl Gcm {
    fn new(session: &mut Session, functions: &[&'static str], key: &[u8]) -> Result<Gcm, String> {
        let [set_key, encrypt, init, ghash] = *functions else { panic!("four functions: {functions:?}") };
        let schedule = schedule(session, set_key, key)?;
        let context = session.output(TABLE as usize + TABLE_BYTES);
        let gcm = Gcm { schedule, encrypt, ghash, context };
        let h = gcm.cipher(session, &[0; BLOCK])?;
        // H is given as two words of the machine, the upper one first.
        let words: Vec<u8> = h.chunks(8).flat_map(|word| word.iter().rev().copied().collect::<Vec<u8>>()).collect();
        let words = session.input(&words);
        session.call(init, &[context + TABLE, words])?;
        Ok(gcm)
    }

    /// AES of a block; a CTR function gives it as the key stream of one block.
    fn cipher(&self, session: &mut Session, block: &[u8]) -> Result<Vec<u8>, String> {
        if !self.encrypt.contains("ctr32") {
            return single(session, self.encrypt, self.schedule, block);
        }
        let (zeros, to, counter) = (session.input(&[0; BLOCK]), session.output(BLOCK), session.inout(block));
        session.call(self.encrypt, &[zeros, to, 1, self.schedule, counter])?;
        Ok(session.read(to, BLOCK))
    }

    /// Continues the hash with this data, filled up with zeros.
    fn hash(&self, session: &mut Session, data: &[u8]) -> Result<(), String> {
        let mut data = data.to_vec();
        data.resize(data.len().next_multiple_of(BLOCK), 0);
        if data.is_empty() {
            return Ok(());
        }
        if !self.ghash.contains("gmult") {
            let from = session.input(&data);
            let arguments = [self.context, self.context + TABLE, from, data.len() as u64];
            return session.call(self.ghash, &arguments).map(|_| ());
        }
        for block in data.chunks(BLOCK) {
            let before = session.read(self.context, BLOCK);
            let mixed: Vec<u8> = before.iter().zip(block).map(|(a, b)| a ^ b).collect();
            session.write(self.context, &mixed);
            session.call(self.ghash, &[self.context, self.context + TABLE])?;
        }
        Ok(())
    }

    fn start(&self, session: &mut Session) {
        session.write(self.context, &[0; BLOCK]);
    }

    /// Ends the hash with the two lengths.
    fn end(&self, session: &mut Session, lengths: [usize; 2]) -> Result<Vec<u8>, String> {
        let block: Vec<u8> = lengths.iter().flat_map(|n| (*n as u64 * 8).to_be_bytes()).collect();
        self.hash(session, &block)?;
        Ok(session.read(self.context, BLOCK))
    }

    /// The first counter block: section 7.1, step 2.
    fn first_counter(&self, session: &mut Session, iv: &[u8]) -> Result<Vec<u8>, String> {
        if iv.len() == 12 {
            return Ok([iv, &[0, 0, 0, 1]].concat());
        }
        self.start(session);
        self.hash(session, iv)?;
        self.end(session, [0, iv.len()])
    }

    fn check_tag(&self, session: &mut Session, first: &[u8], case: &Case) -> Result<(), String> {
        let hash = self.end(session, [case.get("aad").len(), case.get("cipher").len()])?;
        let mask = self.cipher(session, first)?;
        let tag: Vec<u8> = hash.iter().zip(mask).map(|(a, b)| a ^ b).collect();
        same("the tag", &tag, case.get("tag"))
    }
}

/// The n-th counter block behind this one.
fn counter(first: &[u8], n: usize) -> Vec<u8> {
    let last = u32::from_be_bytes(first[12..].try_into().expect("four bytes"));
    [&first[..12], &last.wrapping_add(n as u32).to_be_bytes()].concat()
}

/// GHASH alone: the tag, from the published ciphertext. The row's symbol is one of the functions in `row.with`.
pub fn tag(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    let gcm = Gcm::new(session, row.with, case.get("key"))?;
    let first = gcm.first_counter(session, case.get("iv"))?;
    gcm.start(session);
    gcm.hash(session, case.get("aad"))?;
    gcm.hash(session, case.get("cipher"))?;
    gcm.check_tag(session, &first, case).map(|()| true)
}

/// `kernel(plain, bits, cipher, hash, counter, schedule, table)`; OpenSSL's finds the table behind the hash.
pub fn seal(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    kernel(session, row, case, ["plain", "cipher"])
}

/// `kernel(cipher, bits, plain, hash, counter, schedule, table)`
pub fn open(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    kernel(session, row, case, ["cipher", "plain"])
}

/// The kernel takes the whole blocks, as its callers in the libraries have it do; the rest is done here.
fn kernel(session: &mut Session, row: &Row, case: &Case, [from, to]: [&str; 2]) -> Result<bool, String> {
    let (source, right) = (case.get(from), case.get(to));
    let bulk = source.len() / BLOCK * BLOCK;
    if bulk == 0 {
        return Ok(false);
    }
    let gcm = Gcm::new(session, row.with, case.get("key"))?;
    let first = gcm.first_counter(session, case.get("iv"))?;
    gcm.start(session);
    gcm.hash(session, case.get("aad"))?;
    let (input, output) = (session.input(&source[..bulk]), session.output(bulk));
    let (next, bits) = (session.inout(&counter(&first, 1)), bulk as u64 * 8);
    session.call(row.symbol, &[input, bits, output, gcm.context, next, gcm.schedule, gcm.context + TABLE])?;
    same(&format!("the {to}text"), &session.read(output, bulk), &right[..bulk])?;
    gcm.hash(session, &case.get("cipher")[bulk..])?;
    gcm.check_tag(session, &first, case).map(|()| true)
}
