//! Byte memory: a few mapped regions, each with its permissions.

use super::elf::{Image, Segment};
use super::stop::Stop;

/// A mapped range of addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    pub name: String,
    pub base: u64,
    pub bytes: Vec<u8>,
    pub writable: bool,
}

/// What is mapped. An access lies in one region.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    regions: Vec<Region>,
    /// The region that the last access was in.
    last: usize,
}

impl Memory {
    /// Maps a region; one that would overlap another, or wrap around, is refused with the other's name.
    pub fn map(&mut self, name: &str, base: u64, bytes: Vec<u8>, writable: bool) -> Result<(), String> {
        let end =
            base.checked_add(bytes.len() as u64).ok_or_else(|| format!("{name} wraps around the address space"))?;
        let overlaps = |r: &&Region| base < r.base + r.bytes.len() as u64 && r.base < end;
        if let Some(other) = self.regions.iter().find(overlaps) {
            return Err(format!("{name} at {base:#x} overlaps {} at {:#x}", other.name, other.base));
        }
        self.regions.push(Region { name: name.to_string(), base, bytes, writable });
        Ok(())
    }

    /// Maps what an image lets be read, without the places whose bytes the file does not know, so that a load of one
    /// is stopped.
    pub fn map_image(&mut self, image: &Image) -> Result<(), String> {
        image.segments.iter().filter(|s| s.readable).try_for_each(|segment| self.map_segment(image, segment))
    }

    fn map_segment(&mut self, image: &Image, segment: &Segment) -> Result<(), String> {
        let end = segment.address + segment.bytes.len() as u64;
        let mut from = segment.address;
        let mut piece = |from: u64, to: u64| match image.raw_at(from, to.saturating_sub(from) as usize) {
            Some(bytes) if from < to => self.map(&segment.name, from, bytes.to_vec(), segment.writable),
            _ => Ok(()),
        };
        for place in image.unresolved.iter().filter(|place| (segment.address..end).contains(&place.address)) {
            piece(from, place.address)?;
            from = place.address + place.size;
        }
        piece(from, end)
    }

    /// All regions.
    pub fn regions(&self) -> &[Region] {
        &self.regions
    }

    /// The bytes of the region that begins at an address.
    pub fn bytes_mut(&mut self, base: u64) -> Option<&mut [u8]> {
        self.regions.iter_mut().find(|r| r.base == base).map(|r| r.bytes.as_mut_slice())
    }

    /// The bytes of a region by name.
    pub fn region(&self, name: &str) -> Option<&Region> {
        self.regions.iter().find(|r| r.name == name)
    }

    #[inline(always)]
    fn offset(region: &Region, address: u64, bytes: usize) -> Option<usize> {
        let offset = address.wrapping_sub(region.base);
        let length = region.bytes.len() as u64;
        (offset < length && length - offset >= bytes as u64).then_some(offset as usize)
    }

    #[inline(always)]
    fn find(&mut self, address: u64, bytes: usize) -> Option<usize> {
        if let Some(region) = self.regions.get(self.last)
            && let Some(offset) = Memory::offset(region, address, bytes)
        {
            return Some(offset);
        }
        let at = self.regions.iter().position(|r| Memory::offset(r, address, bytes).is_some())?;
        self.last = at;
        Memory::offset(&self.regions[at], address, bytes)
    }

    /// Up to 16 bytes, little-endian.
    #[inline(always)]
    pub fn load(&mut self, address: u64, bytes: usize) -> Result<u128, Stop> {
        match self.find(address, bytes) {
            Some(offset) => Ok(read(&self.regions[self.last].bytes[offset..offset + bytes])),
            None => Err(Stop::Unmapped { address, bytes: bytes as u8, write: false }),
        }
    }

    /// Up to 16 bytes, little-endian.
    #[inline(always)]
    pub fn store(&mut self, address: u64, bytes: usize, value: u128) -> Result<(), Stop> {
        match self.find(address, bytes) {
            Some(offset) if self.regions[self.last].writable => {
                let to = &mut self.regions[self.last].bytes[offset..offset + bytes];
                to.copy_from_slice(&value.to_le_bytes()[..bytes]);
                Ok(())
            }
            Some(_) => {
                Err(Stop::ReadOnly { address, bytes: bytes as u8, region: self.regions[self.last].name.clone() })
            }
            None => Err(Stop::Unmapped { address, bytes: bytes as u8, write: true }),
        }
    }
}

#[inline(always)]
fn read(bytes: &[u8]) -> u128 {
    match bytes.len() {
        4 => u32::from_le_bytes(bytes.try_into().expect("four bytes")) as u128,
        8 => u64::from_le_bytes(bytes.try_into().expect("eight bytes")) as u128,
        16 => u128::from_le_bytes(bytes.try_into().expect("sixteen bytes")),
        _ => bytes.iter().rev().fold(0, |value, &byte| value << 8 | byte as u128),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accesses_stay_inside_one_region() {
        let mut memory = Memory::default();
        memory.map("a", 0x1000, vec![1, 2, 3, 4], true).unwrap();
        memory.map("b", 0x1004, vec![5; 4], false).unwrap();
        assert_eq!(memory.load(0x1000, 4), Ok(0x0403_0201));
        assert_eq!(memory.load(0x1001, 3), Ok(0x04_0302));
        assert!(memory.load(0x1002, 4).is_err(), "across the edge");
        assert!(memory.load(u64::MAX, 4).is_err());
        assert!(memory.store(0x1004, 1, 0).is_err(), "read-only");
        assert!(memory.map("c", 0x1003, vec![0; 2], true).is_err(), "overlap");
        assert!(memory.map("d", u64::MAX, vec![0; 2], true).is_err(), "wraps");
    }
}
