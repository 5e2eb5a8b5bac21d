//! What the harness says first: its machine, and where everything lies.

use super::{CASE, GROUP_HEAD, Nonsense, Reader, nonsense};

const MAGIC: &[u8] = b"VAMBRACE";
const VERSION: u64 = 1;
const HELLO_WORDS: usize = 14;
const NAME: usize = 65;
/// Bytes of a hello.
pub const HELLO: usize = 8 * HELLO_WORDS + 6 * NAME;

/// What the harness says of its machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hello {
    /// The code area: `filler` in each word but the slot.
    pub code: u64,
    pub code_size: usize,
    /// Where each case runs.
    pub slot: u64,
    /// The data page, with at least 1 MiB unmapped on both sides.
    pub data: u64,
    pub page_size: usize,
    pub hwcap: u64,
    pub hwcap2: u64,
    /// MIDR_EL1, 0 if it does not tell.
    pub midr: u64,
    /// There is a DIT bit; without it, it is 0.
    pub dit: bool,
    /// Limits of a batch.
    pub groups: usize,
    pub cases: usize,
    pub bytes: usize,
    /// From `uname`: system, release, machine.
    pub system: String,
    pub release: String,
    pub machine: String,
}

/// The word of the code area at an offset: `BRK` with a number that tells where it is.
pub fn filler(offset: usize) -> u32 {
    0xd420_0000 | ((0x1000 + offset / 4) as u32 & 0xffff) << 5
}

impl Hello {
    /// Reads a hello of `HELLO` bytes.
    pub fn decode(bytes: &[u8]) -> Result<Hello, Nonsense> {
        if !bytes.starts_with(MAGIC) {
            return nonsense(format!("it begins with `{}`", String::from_utf8_lossy(start(bytes))));
        }
        let mut reader = Reader(&bytes[MAGIC.len()..]);
        let version = reader.word()?;
        if version != VERSION {
            return nonsense(format!("the harness speaks version {version}, this program {VERSION}: build it again"));
        }
        let [code, code_size, slot, data, page_size, hwcap, hwcap2] = reader.words()?;
        let [midr, dit, groups, cases, bytes] = reader.words()?;
        if reader.0.len() != 6 * NAME {
            return nonsense("a hello is cut short".into());
        }
        let name = |n: usize| text(&reader.0[n * NAME..][..NAME]);
        let hello = Hello {
            code,
            code_size: code_size as usize,
            slot,
            data,
            page_size: page_size as usize,
            hwcap,
            hwcap2,
            midr,
            dit: dit != 0,
            groups: groups as usize,
            cases: cases as usize,
            bytes: bytes as usize,
            system: name(0),
            release: name(2),
            machine: name(4),
        };
        hello.check()
    }

    /// Nothing that follows needs to think about absurd numbers.
    fn check(self) -> Result<Hello, Nonsense> {
        let pages = [0x1000, 0x4000, 0x1_0000].contains(&self.page_size);
        let code = (4..=1 << 20).contains(&self.code_size)
            && self.slot.is_multiple_of(4)
            && self.slot.checked_sub(self.code).is_some_and(|offset| offset < self.code_size as u64)
            && self.code.checked_add(self.code_size as u64).is_some();
        let data = self.data.checked_add(self.page_size as u64).is_some();
        let counts = (1..=1 << 16).contains(&self.groups) && (1..1 << 16).contains(&self.cases);
        let bytes = (CASE + GROUP_HEAD..=1 << 28).contains(&self.bytes);
        match pages && code && data && counts && bytes {
            true => Ok(self),
            false => nonsense(format!("a hello with impossible numbers: {self:x?}")),
        }
    }

    /// The longest answer to a batch.
    pub fn answer_limit(&self) -> usize {
        self.cases * (32 + CASE)
    }
}

/// A text that a zero ends, without what cannot be printed.
fn text(bytes: &[u8]) -> String {
    let bytes = bytes.split(|&b| b == 0).next().unwrap_or_default();
    String::from_utf8_lossy(bytes).chars().filter(|c| !c.is_control()).collect()
}

/// As much as is shown to people.
fn start(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(60)]
}
