//! Variables of the program that a script names: what they hold is any value, the same whenever it is read.

use super::env::Param;
use super::session::{Session, Trouble};
use crate::symbolic::region::Global;

impl Session<'_> {
    /// Each variable at its address. A routine stores into regions alone, never into the image, so that what a variable
    /// holds does not change while it runs; that no one else writes to it is assumed.
    pub(super) fn make_globals(&mut self) -> Result<(), Trouble> {
        for (param, &value) in self.env.params.iter().zip(&self.values) {
            let Param::Global { symbol, width, .. } = param else { continue };
            let bytes = width / 8;
            let address = self.data(symbol, bytes).map_err(Trouble::Unusable)?;
            self.regions.globals.push(Global { address, bytes, value });
        }
        Ok(())
    }

    /// The address of a variable that can be written.
    fn data(&self, symbol: &str, bytes: u8) -> Result<u64, String> {
        let image = self.program.image;
        let mut addresses: Vec<u64> = image.symbols.iter().filter(|s| s.name == symbol).map(|s| s.address).collect();
        addresses.dedup();
        let [address] = addresses[..] else {
            return Err(format!("the object has {} variables named `{symbol}`, expected one", addresses.len()));
        };
        let inside = |s: &&crate::machine::elf::Segment| address.wrapping_sub(s.address) < s.bytes.len() as u64;
        let writable = image.segments.iter().find(inside).is_some_and(|segment| segment.writable);
        if !writable || image.bytes_at(address, bytes.into()).is_none() {
            return Err(format!("`{symbol}` is no variable of {bytes} bytes that can be written"));
        }
        Ok(address)
    }
}
