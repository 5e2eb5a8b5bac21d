//! Functions of one byte as vectors of 256 bits, and which of them are sums of others.

/// The bits that a function of a byte has at each of its values.
pub type Plane = [u64; 4];

/// The values of a function of a byte, of 8 bits at most.
pub type Values = [u8; 256];

/// A bit of a function as a sum: which of the bits that span the space are added.
type Sum = [u64; 5];

/// Bits of functions, and the space that they span.
pub struct Space<T> {
    /// What the bits in sums are: a bit of a term. The first one is the constant 1.
    names: Vec<(T, u8)>,
    /// In echelon form by the first place that is set, each with the sum that it is.
    rows: Vec<(Plane, Sum)>,
}

/// Bit `bit` of a function.
fn plane(values: &Values, bit: u8) -> Plane {
    let mut plane = [0; 4];
    for (n, value) in values.iter().enumerate() {
        plane[n / 64] |= u64::from(value >> bit & 1) << (n % 64);
    }
    plane
}

fn add<const N: usize>(a: &mut [u64; N], b: &[u64; N]) {
    a.iter_mut().zip(b).for_each(|(a, b)| *a ^= b);
}

fn first(plane: &Plane) -> Option<usize> {
    let word = plane.iter().position(|&word| word != 0)?;
    Some(64 * word + plane[word].trailing_zeros() as usize)
}

/// What is left of a bit, and the sum that was taken from it.
fn reduce(rows: &[(Plane, Sum)], mut plane: Plane) -> (Plane, Sum) {
    let mut sum = [0; 5];
    for (row, of) in rows {
        let at = first(row).unwrap_or(0);
        if plane[at / 64] >> (at % 64) & 1 == 1 {
            add(&mut plane, row);
            add(&mut sum, of);
        }
    }
    (plane, sum)
}

impl<T: Copy> Space<T> {
    /// The affine functions of a byte.
    pub fn new(byte: T) -> Self {
        let mut space = Space { names: vec![(byte, 0)], rows: vec![([u64::MAX; 4], [1, 0, 0, 0, 0])] };
        space.extend(byte, &std::array::from_fn(|n| n as u8));
        space
    }

    fn reduce(&self, plane: Plane) -> (Plane, Sum) {
        reduce(&self.rows, plane)
    }

    /// Takes in the bits of a function that are no sums; says which.
    pub fn extend(&mut self, name: T, values: &Values) -> u8 {
        let mut new = 0;
        for bit in 0..8 {
            let (rest, mut sum) = self.reduce(plane(values, bit));
            let number = self.names.len();
            if first(&rest).is_some() {
                sum[number / 64] ^= 1 << (number % 64);
                self.names.push((name, bit));
                self.rows.push((rest, sum));
                new |= 1 << bit;
            }
        }
        new
    }

    /// Which bits of a function are no sums.
    pub fn new_bits(&self, values: &Values) -> u8 {
        let mut rows = self.rows.clone();
        let mut new = 0;
        for bit in 0..8 {
            let (rest, sum) = reduce(&rows, plane(values, bit));
            if first(&rest).is_some() {
                rows.push((rest, sum));
                new |= 1 << bit;
            }
        }
        new
    }

    /// A function that is a sum: its constant, and of each bit that is added what it adds.
    pub fn express(&self, values: &Values) -> (u8, Vec<(T, u8, u8)>) {
        let mut columns = vec![0u8; self.names.len()];
        for bit in 0..8 {
            let (_, sum) = self.reduce(plane(values, bit));
            for (n, column) in columns.iter_mut().enumerate() {
                *column |= ((sum[n / 64] >> (n % 64) & 1) as u8) << bit;
            }
        }
        let parts = self.names.iter().zip(&columns).skip(1).filter(|(_, column)| **column != 0);
        (columns[0], parts.map(|(&(name, bit), &column)| (name, bit, column)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cube(x: u8) -> u8 {
        (u32::from(x).pow(3) % 257) as u8
    }

    fn values(f: impl Fn(u8) -> u8) -> Values {
        std::array::from_fn(|n| f(n as u8))
    }

    fn check(expected: bool, f: impl Fn(u8) -> u8) {
        let mut space = Space::new('x');
        space.extend('c', &values(cube));
        let f = values(f);
        assert_eq!(space.new_bits(&f) == 0, expected);
        if !expected {
            return;
        }
        let (constant, parts) = space.express(&f);
        for x in 0..=255u8 {
            let part = |&(name, bit, column): &(char, u8, u8)| {
                let of = if name == 'x' { x } else { cube(x) };
                if of >> bit & 1 == 1 { column } else { 0 }
            };
            assert_eq!(parts.iter().map(part).fold(constant, |all, part| all ^ part), f[usize::from(x)]);
        }
    }

    #[test]
    fn sums_are_found_and_others_are_not() {
        check(true, |x| x);
        check(true, cube);
        check(true, |x| cube(x) << 1 ^ x >> 3 ^ 0x63);
        check(true, |_| 0xa5);
        check(false, |x| x & (x >> 1));
        check(false, |x| cube(x ^ 1));
    }
}
