//! Fractions of 128 bits: what has no room is `None`, and the search for a proof ends.

/// A fraction in lowest terms, with a positive denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction {
    pub top: i128,
    pub bottom: i128,
}

pub const ZERO: Fraction = Fraction { top: 0, bottom: 1 };
pub const ONE: Fraction = Fraction { top: 1, bottom: 1 };

impl Fraction {
    pub fn of(top: i128) -> Fraction {
        Fraction { top, bottom: 1 }
    }

    fn reduced(top: i128, bottom: i128) -> Option<Fraction> {
        let divisor = i128::try_from(gcd(top.unsigned_abs(), bottom.unsigned_abs())).ok()?;
        let sign = if bottom < 0 { -1 } else { 1 };
        Some(Fraction { top: (top / divisor).checked_mul(sign)?, bottom: (bottom / divisor).checked_mul(sign)? })
    }

    pub fn times(self, other: Fraction) -> Option<Fraction> {
        if self == ONE || other == ZERO {
            return Some(other);
        }
        if other == ONE || self == ZERO {
            return Some(self);
        }
        Fraction::reduced(self.top.checked_mul(other.top)?, self.bottom.checked_mul(other.bottom)?)
    }

    pub fn plus(self, other: Fraction) -> Option<Fraction> {
        if self.bottom == 1 && other.bottom == 1 {
            return self.top.checked_add(other.top).map(Fraction::of);
        }
        let left = self.top.checked_mul(other.bottom)?;
        let right = other.top.checked_mul(self.bottom)?;
        Fraction::reduced(left.checked_add(right)?, self.bottom.checked_mul(other.bottom)?)
    }

    pub fn negated(self) -> Option<Fraction> {
        Some(Fraction { top: self.top.checked_neg()?, bottom: self.bottom })
    }

    /// One divided by it, which is not 0.
    pub fn inverted(self) -> Option<Fraction> {
        Fraction::reduced(self.bottom, self.top)
    }
}

/// The greatest number that divides both.
pub fn gcd(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_in_lowest_terms() {
        let (half, third) = (Fraction { top: 1, bottom: 2 }, Fraction { top: -1, bottom: 3 });
        assert_eq!(half.plus(third), Some(Fraction { top: 1, bottom: 6 }));
        assert_eq!(half.times(Fraction::of(4)), Some(Fraction::of(2)));
        assert_eq!(third.inverted(), Some(Fraction::of(-3)));
        assert_eq!(Fraction::of(i128::MAX).plus(ONE), None);
    }
}
