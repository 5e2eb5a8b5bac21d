//! Whether rows `sum of factors * unknowns + constant >= 0` contradict each other, and by which sum of them: the simplex
//! method with Bland's rule, which ends (Dutertre and de Moura, "A Fast Linear-Arithmetic Solver for DPLL(T)", 2006).

use super::fraction::{Fraction, ONE, ZERO};

/// Steps of one search.
const PIVOTS: usize = 400;

/// Rows so far, as a tableau: what stands at the left is a sum of what stands above the columns. Unknowns come first among
/// the variables, then one for each row, which is its sum without the constant and has a lower bound.
#[derive(Clone)]
pub struct Simplex {
    unknowns: usize,
    left: Vec<usize>,
    above: Vec<usize>,
    table: Vec<Vec<Fraction>>,
    /// Of all variables.
    values: Vec<Fraction>,
    /// Of the variables of rows.
    bounds: Vec<Fraction>,
}

/// What came of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// There are values for which all rows hold.
    Values,
    /// Rows times these factors, which are not negative, add up to a negative number.
    Sum(Vec<(usize, Fraction)>),
}

impl Simplex {
    pub fn new(unknowns: usize) -> Simplex {
        let (left, table, bounds) = (Vec::new(), Vec::new(), Vec::new());
        Simplex { unknowns, left, above: (0..unknowns).collect(), table, values: vec![ZERO; unknowns], bounds }
    }

    /// One more row.
    pub fn add(&mut self, parts: &[(usize, i128)], constant: i128) -> Option<()> {
        let mut row = vec![ZERO; self.above.len()];
        let mut value = ZERO;
        for &(unknown, factor) in parts {
            let factor = Fraction::of(factor);
            value = value.plus(factor.times(self.values[unknown])?)?;
            match self.left.iter().position(|&variable| variable == unknown) {
                Some(at) => add_to(&mut row, &self.table[at], factor)?,
                None => {
                    let column = self.above.iter().position(|&variable| variable == unknown)?;
                    row[column] = row[column].plus(factor)?;
                }
            }
        }
        self.left.push(self.values.len());
        self.table.push(row);
        self.values.push(value);
        self.bounds.push(Fraction::of(constant.checked_neg()?));
        Some(())
    }

    /// Whether all rows can hold.
    pub fn check(&mut self) -> Option<Found> {
        for _ in 0..PIVOTS {
            let low = (0..self.left.len()).filter(|&at| self.is_low(self.left[at]) != Some(false));
            let Some(at) = low.min_by_key(|&at| self.left[at]) else { return Some(Found::Values) };
            let rises = |column: &usize| {
                let factor = self.table[at][*column].top;
                if self.above[*column] < self.unknowns { factor != 0 } else { factor > 0 }
            };
            let Some(column) = (0..self.above.len()).filter(rises).min_by_key(|&column| self.above[column]) else {
                return self.conflict(at);
            };
            self.pivot(at, column)?;
        }
        None
    }

    fn is_low(&self, variable: usize) -> Option<bool> {
        if variable < self.unknowns {
            return Some(false);
        }
        let bound = self.bounds[variable - self.unknowns];
        Some(self.values[variable].plus(bound.negated()?)?.top < 0)
    }

    /// No variable above can make a row larger: they are at their bounds.
    fn conflict(&self, at: usize) -> Option<Found> {
        let mut sum = vec![(self.left[at] - self.unknowns, ONE)];
        for (column, factor) in self.table[at].iter().enumerate().filter(|(_, factor)| factor.top != 0) {
            sum.push((self.above[column] - self.unknowns, factor.negated()?));
        }
        Some(Found::Sum(sum))
    }

    /// What stands at the left goes above, at its bound, and what stands above comes to the left.
    fn pivot(&mut self, at: usize, column: usize) -> Option<()> {
        let (leaves, enters) = (self.left[at], self.above[column]);
        let factor = self.table[at][column].inverted()?;
        let bound = self.bounds[leaves - self.unknowns];
        let change = bound.plus(self.values[leaves].negated()?)?.times(factor)?;
        self.values[leaves] = bound;
        self.values[enters] = self.values[enters].plus(change)?;
        let mut row = std::mem::take(&mut self.table[at]);
        for (n, entry) in row.iter_mut().enumerate() {
            *entry = if n == column { factor } else { entry.times(factor)?.negated()? };
        }
        for other in (0..self.left.len()).filter(|&other| other != at) {
            let part = std::mem::replace(&mut self.table[other][column], ZERO);
            if part.top != 0 {
                let variable = self.left[other];
                self.values[variable] = self.values[variable].plus(part.times(change)?)?;
                add_to(&mut self.table[other], &row, part)?;
            }
        }
        self.table[at] = row;
        (self.left[at], self.above[column]) = (enters, leaves);
        Some(())
    }
}

fn add_to(row: &mut [Fraction], other: &[Fraction], factor: Fraction) -> Option<()> {
    for (entry, part) in row.iter_mut().zip(other).filter(|(_, part)| part.top != 0) {
        *entry = entry.plus(part.times(factor)?)?;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rows: &[(&[(usize, i128)], i128)], factors: Option<&[(usize, i128)]>) {
        let mut simplex = Simplex::new(2);
        rows.iter().for_each(|(parts, constant)| simplex.add(parts, *constant).expect("small numbers"));
        let found = simplex.check().expect("small numbers");
        let mut sum = match found {
            Found::Values => None,
            Found::Sum(sum) => {
                let bottom: i128 = sum.iter().map(|(_, factor)| factor.bottom).product();
                Some(sum.iter().map(|(row, factor)| (*row, factor.top * bottom / factor.bottom)).collect::<Vec<_>>())
            }
        };
        sum.iter_mut().for_each(|sum| sum.sort_unstable());
        assert_eq!(sum.as_deref(), factors);
    }

    #[test]
    fn a_contradiction_is_a_sum() {
        // x >= 3, y >= x, y <= 2.
        check(&[(&[(0, 1)], -3), (&[(1, 1), (0, -1)], 0), (&[(1, -1)], 2)], Some(&[(0, 1), (1, 1), (2, 1)]));
        check(&[(&[(0, 1)], -3), (&[(1, 1), (0, -1)], 0), (&[(1, -1)], 3)], None);
        // 5 x >= 1 and x <= 0, beside what does not matter.
        check(&[(&[(1, 1)], 0), (&[(0, 5)], -1), (&[(0, -1)], 0)], Some(&[(1, 1), (2, 5)]));
    }
}
