//! The encoding diagram as a table of bits.

use crate::lang::ast::{Instruction, Piece};

/// One column: its highest and lowest bit, and what is in it.
struct Column {
    hi: u32,
    lo: u32,
    content: String,
}

impl Column {
    /// Wide enough for the content, and for the numbers of its outer bits above it.
    fn width(&self) -> usize {
        let numbers = if self.hi == self.lo { digits(self.hi) } else { digits(self.hi) + 1 + digits(self.lo) };
        self.content.len().max(numbers)
    }

    /// The outer bits' numbers, at the column's edges.
    fn numbers(&self) -> String {
        let (hi, lo, width) = (self.hi.to_string(), self.lo.to_string(), self.width());
        if self.hi == self.lo { format!("{hi:^width$}") } else { format!("{hi}{lo:>rest$}", rest = width - hi.len()) }
    }
}

fn digits(n: u32) -> usize {
    n.to_string().len()
}

/// The table, of four lines: bit numbers, border, contents, border.
pub fn diagram(instruction: &Instruction) -> String {
    let columns = columns(instruction);
    let line = |edge: &str, cell: &dyn Fn(&Column) -> String| {
        let cells = columns.iter().map(|column| format!("{}{edge}", cell(column)));
        format!("{edge}{}", cells.collect::<String>())
    };
    let border = line("+", &|column| "-".repeat(column.width() + 2));
    let numbers = line(" ", &|column| format!(" {} ", column.numbers()));
    let contents = line("|", &|column| format!(" {:^width$} ", column.content, width = column.width()));
    format!("{}\n{border}\n{contents}\n{border}\n", numbers.trim_end())
}

fn columns(instruction: &Instruction) -> Vec<Column> {
    let mut top = 32;
    let column = |piece: &Piece| {
        let (width, content) = match piece {
            Piece::Fixed { value, width, .. } => (*width, format!("{value:0width$b}", width = *width as usize)),
            Piece::Field { name, width } => (*width, name.name.clone()),
        };
        let hi = top - 1;
        top -= width;
        Column { hi, lo: top, content }
    };
    instruction.encoding.iter().map(column).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::isa;
    use super::*;

    #[test]
    fn a_diagram_names_its_bits() {
        let isa = isa("/// T\ninstruction T { encoding | sf | '0' | '0101100' | Rm:5 | '000000000000' | imm6:6 |\n\
             syntax \"t\"\n operation { } }");
        let found = diagram(&isa.instructions[0]);
        let lines: Vec<&str> = found.lines().collect();
        assert_eq!(lines[2], "| sf | 0  | 0101100 |  Rm   | 000000000000 | imm6 |", "{found}");
        assert_eq!(lines[0], "  31   30   29   23   22 18   17         6   5  0", "{found}");
        assert_eq!((lines[1], lines.len()), (lines[3], 4));
        assert!(lines[1..].iter().all(|line| line.len() == lines[1].len()));
    }
}
