//! The system registers that instructions may read or write, beside NZCV.

/// A system register, by the manual's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum System {
    Fpcr,
    Fpsr,
    TpidrEl0,
    /// PSTATE.DIT, one bit
    Dit,
    Rndr,
    Rndrrs,
    CntvctEl0,
    MidrEl1,
    SpEl0,
    TpidrEl1,
    TpidrEl2,
}

use System::*;

impl System {
    /// Those whose values are part of the state; they come first, so that `as usize` is an index.
    pub const KEPT: [System; 4] = [Fpcr, Fpsr, TpidrEl0, Dit];

    /// Those that the world outside decides, read by read: no run and no proof may rely on them.
    pub const OUTSIDE: [System; 7] = [Rndr, Rndrrs, CntvctEl0, MidrEl1, SpEl0, TpidrEl1, TpidrEl2];

    /// The register of a name.
    pub fn named(name: &str) -> Option<System> {
        Self::KEPT.into_iter().chain(Self::OUTSIDE).find(|register| register.name() == name)
    }

    /// The manual's name.
    pub fn name(self) -> &'static str {
        match self {
            Fpcr => "FPCR",
            Fpsr => "FPSR",
            TpidrEl0 => "TPIDR_EL0",
            Dit => "DIT",
            Rndr => "RNDR",
            Rndrrs => "RNDRRS",
            CntvctEl0 => "CNTVCT_EL0",
            MidrEl1 => "MIDR_EL1",
            SpEl0 => "SP_EL0",
            TpidrEl1 => "TPIDR_EL1",
            TpidrEl2 => "TPIDR_EL2",
        }
    }

    /// Its width in bits. The upper halves of FPCR and FPSR are RES0.
    pub fn width(self) -> u8 {
        match self {
            Fpcr | Fpsr => 32,
            Dit => 1,
            _ => 64,
        }
    }

    /// Whether the state holds its value.
    pub fn is_kept(self) -> bool {
        Self::KEPT.contains(&self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_its_own_index() {
        for (n, register) in System::KEPT.into_iter().enumerate() {
            assert_eq!(register as usize, n);
            assert_eq!(System::named(register.name()), Some(register));
        }
    }
}
