//! Block functions of hashes in the manner of Merkle and Damgard: `f(state, data, blocks)`.

use super::cases::{Case, same};
use super::session::Session;
use super::table::Row;

struct Hash {
    initial: &'static [u64],
    /// Bytes of a word of the state.
    word: usize,
    /// Bytes of a block.
    block: usize,
    big_endian: bool,
}

/// FIPS 180-4 section 5.3.1.
const SHA1: Hash = Hash {
    initial: &[0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0],
    word: 4,
    block: 64,
    big_endian: true,
};

/// FIPS 180-4 section 5.3.3.
const SHA256: Hash = Hash {
    initial: &[0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19],
    word: 4,
    block: 64,
    big_endian: true,
};

/// FIPS 180-4 section 5.3.5.
const SHA512: Hash = Hash {
    initial: &[
        0x6a09_e667_f3bc_c908,
        0xbb67_ae85_84ca_a73b,
        0x3c6e_f372_fe94_f82b,
        0xa54f_f53a_5f1d_36f1,
        0x510e_527f_ade6_82d1,
        0x9b05_688c_2b3e_6c1f,
        0x1f83_d9ab_fb41_bd6b,
        0x5be0_cd19_137e_2179,
    ],
    word: 8,
    block: 128,
    big_endian: true,
};

/// RFC 1321 section 3.3.
const MD5: Hash =
    Hash { initial: &[0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476], word: 4, block: 64, big_endian: false };

/// GB/T 32905-2016 section 4.1.
const SM3: Hash = Hash {
    initial: &[0x7380_166f, 0x4914_b2b9, 0x1724_42d7, 0xda8a_0600, 0xa96f_30bc, 0x1631_38aa, 0xe38d_ee4d, 0xb0fb_0e4e],
    word: 4,
    block: 64,
    big_endian: true,
};

impl Hash {
    /// A one, zeros, and the length in bits, which takes two words of the state: FIPS 180-4 section 5.1.
    fn padded(&self, message: &[u8]) -> Vec<u8> {
        let mut all = message.to_vec();
        all.push(0x80);
        all.resize((all.len() + 2 * self.word).next_multiple_of(self.block) - 8, 0);
        let bits = message.len() as u64 * 8;
        all.extend(if self.big_endian { bits.to_be_bytes() } else { bits.to_le_bytes() });
        all
    }

    /// The words of the state as the digest has them; both ways, as a machine has them in memory.
    fn turned(&self, state: &[u8]) -> Vec<u8> {
        let word = |bytes: &[u8]| match self.big_endian {
            true => bytes.iter().rev().copied().collect::<Vec<u8>>(),
            false => bytes.to_vec(),
        };
        state.chunks(self.word).flat_map(word).collect()
    }

    fn drive(&self, session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
        let data = self.padded(case.get("message"));
        let initial: Vec<u8> = self.initial.iter().flat_map(|w| w.to_le_bytes()[..self.word].to_vec()).collect();
        let (state, blocks) = (session.inout(&initial), data.len() / self.block);
        let data = session.input(&data);
        session.call_steady(row.symbol, &[state, data, blocks as u64], blocks)?;
        let digest = session.read(state, initial.len());
        same("the digest", &self.turned(&digest), case.get("digest")).map(|()| true)
    }
}

pub fn sha1(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    SHA1.drive(session, row, case)
}

pub fn sha256(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    SHA256.drive(session, row, case)
}

pub fn sha512(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    SHA512.drive(session, row, case)
}

pub fn md5(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    MD5.drive(session, row, case)
}

pub fn sm3(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    SM3.drive(session, row, case)
}

#[test]
fn padding() {
    for (length, blocks) in [(0, 1), (55, 1), (56, 2), (63, 2), (64, 2), (119, 2), (120, 3)] {
        assert_eq!(SHA256.padded(&vec![7; length]).len(), blocks * 64, "{length} bytes");
    }
    for (length, blocks) in [(0, 1), (111, 1), (112, 2), (128, 2)] {
        assert_eq!(SHA512.padded(&vec![7; length]).len(), blocks * 128, "{length} bytes");
    }
}
