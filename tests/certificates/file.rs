//! Files of certificates: changed, cut, lengthened; and with the hash made right again.

use super::fixture::{LEMMA, LOOP, SMALL};
use sha2::{Digest, Sha256};
use vambrace::certificate::file::{FileError, read, write};

/// The bytes are refused, with words for people.
fn check(bytes: &[u8], what: impl Fn() -> String) {
    match read(bytes) {
        Ok(_) => panic!("{}: it is read", what()),
        Err(error) => assert!(error.to_string().len() > 20, "{}: {error}", what()),
    }
}

#[test]
fn every_bit_of_a_file() {
    for fixture in [SMALL.with(|f| *f), LEMMA.with(|f| *f)] {
        let bytes = write(&fixture.certificate);
        for at in 0..bytes.len() * 8 {
            let mut changed = bytes.clone();
            changed[at / 8] ^= 1 << (at % 8);
            check(&changed, || format!("bit {at}"));
        }
    }
}

#[test]
fn a_byte_of_a_larger_file() {
    let bytes = write(&LOOP.with(|f| *f).certificate);
    for at in (0..64).chain((64..bytes.len()).step_by(29)) {
        let mut changed = bytes.clone();
        changed[at] ^= 1 << (at % 8);
        check(&changed, || format!("byte {at}"));
    }
}

#[test]
fn cut_and_longer_files() {
    let bytes = write(&SMALL.with(|f| *f).certificate);
    (0..bytes.len()).for_each(|length| check(&bytes[..length], || format!("{length} bytes")));
    (0..=255).for_each(|more| check(&[&bytes[..], &[more]].concat(), || format!("{more} at the end")));
    (0..bytes.len()).for_each(|from| check(&bytes[from + 1..], || format!("from {from} on")));
}

/// With the right hash the decompressor sees what was changed. What it reads may be the same certificate: a bit of the
/// frame that says nothing.
#[test]
fn a_hash_made_right_again() {
    for (fixture, step) in [(SMALL.with(|f| *f), 1), (LOOP.with(|f| *f), 997)] {
        let bytes = write(&fixture.certificate);
        let mut read_as_something = 0;
        for at in (40 * 8..bytes.len() * 8).step_by(step) {
            let mut changed = bytes.clone();
            changed[at / 8] ^= 1 << (at % 8);
            let hash = Sha256::digest(&changed[40..]);
            changed[8..40].copy_from_slice(&hash);
            match read(&changed) {
                Err(FileError::Damaged | FileError::Mark) => panic!("the hash is right"),
                Err(_) => {}
                // What becomes of such a body is the subject of `body`.
                Ok(_) => read_as_something += 1,
            }
        }
        println!("{read_as_something} of {} flips are read as some certificate", bytes.len() * 8 / step);
    }
}

/// A file of a few bytes that is hundreds of megabytes.
#[test]
fn a_bomb_is_refused() {
    let bomb = ruzstd::encoding::compress_to_vec(Zeros(1 << 28), ruzstd::encoding::CompressionLevel::Fastest);
    let bytes = [&b"VAMBRAC\x05"[..], &Sha256::digest(&bomb), &bomb].concat();
    assert_eq!(read(&bytes).err(), Some(FileError::TooLong));
    assert!(bytes.len() < 1 << 16, "{}", bytes.len());
}

struct Zeros(usize);

impl std::io::Read for Zeros {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let count = into.len().min(self.0);
        into[..count].fill(0);
        self.0 -= count;
        Ok(count)
    }
}
