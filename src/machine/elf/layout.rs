//! Placing segments: never more than the cap, never beyond the address space, always on pages of their own.

use super::error::ElfError;
use super::{MAX_MAPPED, Segment};

/// Permissions are per page, so that sections with different permissions must not share one.
const PAGE: u64 = 4096;

/// A larger alignment is a corrupt header; linkers use at most 2 MiB.
const MAX_ALIGN: u64 = 1 << 24;

/// The segments of an image in the making.
pub(super) struct Layout {
    pub segments: Vec<Segment>,
    next: u64,
    left: u64,
}

impl Layout {
    pub fn new(base: u64) -> Self {
        Layout { segments: Vec::new(), next: base, left: MAX_MAPPED }
    }

    /// Places a segment of `size` bytes behind all others and returns its address; `contents` come first, then zeros.
    pub fn append(&mut self, segment: Segment, size: u64, align: u64, contents: &[u8]) -> Result<u64, ElfError> {
        let align = align.max(1);
        if !align.is_power_of_two() || align > MAX_ALIGN {
            let reason = format!("expected an alignment that is a power of two up to {MAX_ALIGN}, found {align}");
            return Err(ElfError::malformed(segment.name, reason));
        }
        let address = self.next.checked_next_multiple_of(align.max(PAGE));
        let address = address.ok_or_else(|| past_end(&segment.name))?;
        self.map(Segment { address, ..segment }, size, contents)?;
        Ok(address)
    }

    /// Maps a segment at its own address; an empty one only keeps its address free.
    pub fn map(&mut self, mut segment: Segment, size: u64, contents: &[u8]) -> Result<(), ElfError> {
        let end = segment.address.checked_add(size).ok_or_else(|| past_end(&segment.name))?;
        let Some(left) = self.left.checked_sub(size) else {
            let what = format!("bytes to map up to {}", segment.name);
            return Err(ElfError::TooLarge {
                what,
                size: (MAX_MAPPED - self.left).saturating_add(size),
                limit: MAX_MAPPED,
            });
        };
        self.left = left;
        // An empty section still takes an address, so that a symbol in it does not name its neighbour.
        self.next = self.next.max(end.max(segment.address.saturating_add(1)));
        let length = usize::try_from(size).map_err(|_| past_end(&segment.name))?;
        segment.bytes = vec![0; length];
        match segment.bytes.get_mut(..contents.len()) {
            Some(start) => start.copy_from_slice(contents),
            None => return Err(ElfError::malformed(segment.name, "has more bytes in the file than in memory")),
        }
        if size > 0 {
            self.segments.push(segment);
        }
        Ok(())
    }

    /// Where the next small segment will be placed.
    pub fn next_page(&self) -> Result<u64, ElfError> {
        self.next.checked_next_multiple_of(PAGE).ok_or_else(|| past_end("the next segment"))
    }

    /// Sorts the segments and refuses overlaps: two of them would give one address two values.
    pub fn sort(&mut self) -> Result<(), ElfError> {
        self.segments.sort_by_key(|segment| segment.address);
        for pair in self.segments.windows(2) {
            if let [low, high] = pair
                && low.end() > high.address
            {
                return Err(ElfError::malformed(&high.name, format!("overlaps {} at {:#x}", low.name, high.address)));
            }
        }
        Ok(())
    }

    /// The bytes of a place inside one segment, to be patched.
    pub fn place(&mut self, address: u64, size: u64) -> Option<&mut [u8]> {
        let (index, range) = locate(&self.segments, address, size)?;
        self.segments.get_mut(index)?.bytes.get_mut(range)
    }
}

/// The segment that holds a whole range, and the range inside it; the segments are sorted.
pub(super) fn locate(segments: &[Segment], address: u64, size: u64) -> Option<(usize, std::ops::Range<usize>)> {
    let index = segments.partition_point(|segment| segment.address <= address).checked_sub(1)?;
    let segment = segments.get(index)?;
    let start = usize::try_from(address.checked_sub(segment.address)?).ok()?;
    let end = start.checked_add(usize::try_from(size).ok()?)?;
    (start < segment.bytes.len() && end <= segment.bytes.len()).then_some((index, start..end))
}

fn past_end(name: &str) -> ElfError {
    ElfError::malformed(name, "reaches beyond the end of the address space")
}

impl Segment {
    /// The first address behind the segment; `Layout::map` checked that it exists.
    pub(super) fn end(&self) -> u64 {
        self.address.saturating_add(self.bytes.len() as u64)
    }

    /// A segment without bytes and address, for `Layout` to fill in.
    pub(super) fn blank(name: impl Into<String>, writable: bool, executable: bool) -> Self {
        Segment { name: name.into(), address: 0, bytes: Vec::new(), readable: true, writable, executable }
    }
}
