//! Recorded cases: what another machine did, as text, to be replayed without it.
//!
//! ```text
//! vambrace conformance vectors 1
//! oracle NAME
//! seed 1
//! memory code=100000000+10000@100008000 data=200000000+1000 dit
//! ADD_immediate
//! 91000820 5f3a x1=7 -> x0=9 pc=100008004
//! end 1
//! ```
//!
//! A case is its word, the seed of its state ([`super::fill::fill`]), what differs from that state before it, an arrow,
//! the event if it is a signal, and what differs afterwards from before. Numbers are hexadecimal. `first+8` is a byte
//! of the first window of the data page, `last+8` of the last. The last line counts the cases, so that a recording that
//! was cut short is noticed.

use super::case::{Case, Event, Outcome, Signal, WINDOW, Windows};
use super::fill::fill;
use super::wire::Hello;
use crate::lift::system::System;
use crate::machine::{Place, State};
use std::fmt::Write;

const TITLE: &str = "vambrace conformance vectors 1";

/// The lines before the first case.
pub fn head(hello: &Hello, oracle: &str, seed: u64) -> String {
    let Hello { code, code_size, slot, data, page_size, .. } = hello;
    let dit = if hello.dit { " dit" } else { "" };
    format!(
        "{TITLE}\noracle {oracle}\nseed {seed}\nmemory code={code:x}+{code_size:x}@{slot:x} data={data:x}+{page_size:x}{dit}\n"
    )
}

/// The line behind the last case.
pub fn end(cases: usize) -> String {
    format!("end {cases}\n")
}

/// The line of a case.
pub fn line(case: &Case, seed: u64, outcome: &Outcome) -> String {
    let mut text = format!("{:08x} {seed:x}", case.word);
    let (mut state, windows) = fill(seed);
    state.pc = case.state.pc;
    differences(&mut text, &state, &windows, &case.state, &case.windows);
    text.push_str(" ->");
    match outcome.event {
        Event::Next => {}
        Event::Timeout => text.push_str(" endless"),
        Event::Refused => text.push_str(" refused"),
        Event::Signal { signal, address, .. } => {
            write!(text, " {}:{address:x}", signal.name()).expect("strings take all")
        }
    }
    differences(&mut text, &case.state, &case.windows, &outcome.state, &outcome.windows);
    if let Some(stray) = outcome.stray {
        write!(text, " stray={stray:x}").expect("strings take all");
    }
    text.push('\n');
    text
}

fn differences(text: &mut String, from: &State, old: &Windows, to: &State, new: &Windows) {
    let mut put = |name: String, a: u128, b: u128| {
        if a != b {
            write!(text, " {name}={b:x}").expect("strings take all");
        }
    };
    for place in Place::registers() {
        if place == Place::Nzcv {
            put("pc".into(), from.pc.into(), to.pc.into());
        }
        put(place.name().to_lowercase(), from.get(place), to.get(place));
    }
    for n in 0..WINDOW {
        put(format!("first+{n:x}"), old.first[n].into(), new.first[n].into());
        put(format!("last+{n:x}"), old.last[n].into(), new.last[n].into());
    }
}

/// One recorded case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vector {
    /// Of the text, from 1.
    pub line: usize,
    pub encoding: String,
    pub case: Case,
    pub outcome: Outcome,
}

/// A recording.
#[derive(Clone, Debug)]
pub struct Vectors {
    pub oracle: String,
    pub seed: u64,
    /// Where memory was; the rest is not recorded.
    pub hello: Hello,
    pub list: Vec<Vector>,
}

/// Reads a recording; an error names the line.
pub fn read(text: &str) -> Result<Vectors, String> {
    let mut lines = text.lines().enumerate().map(|(n, line)| (n + 1, line));
    let mut head = |prefix: &str| match lines.next().and_then(|(_, line)| line.strip_prefix(prefix)) {
        Some(rest) => Ok(rest.to_string()),
        None => Err(format!("expected a line that begins with `{prefix}`; this is no recording of `vambrace conform`")),
    };
    head(TITLE)?;
    let oracle = head("oracle ")?;
    let seed = head("seed ")?.parse().map_err(|_| "line 3: expected `seed` and a number".to_string())?;
    let memory = head("memory ")?;
    let hello = memory_line(&memory).ok_or("line 4: expected `memory code=A+N@SLOT data=A+N`, in hexadecimal")?;
    let mut vectors = Vectors { oracle, seed, hello, list: Vec::new() };
    let mut encoding = String::new();
    let mut ended = false;
    for (n, line) in lines {
        if let Some(cases) = line.strip_prefix("end ") {
            ended = cases.parse() == Ok(vectors.list.len());
            continue;
        }
        if !line.contains(' ') {
            encoding = line.to_string();
        } else {
            let (case, outcome) = vector(line, &vectors.hello).map_err(|why| format!("line {n}: {why}"))?;
            vectors.list.push(Vector { line: n, encoding: encoding.clone(), case, outcome });
        }
    }
    match ended {
        true => Ok(vectors),
        false => Err(format!("it is cut short or damaged: {} cases, and no line that counts them", vectors.list.len())),
    }
}

fn memory_line(text: &str) -> Option<Hello> {
    let mut parts = text.split(' ');
    let (code, rest) = parts.next()?.strip_prefix("code=")?.split_once('+')?;
    let (code_size, slot) = rest.split_once('@')?;
    let (data, page_size) = parts.next()?.strip_prefix("data=")?.split_once('+')?;
    let number = |text: &str| u64::from_str_radix(text, 16).ok();
    let hello = Hello {
        code: number(code)?,
        code_size: number(code_size)? as usize,
        slot: number(slot)?,
        data: number(data)?,
        page_size: number(page_size)? as usize,
        dit: parts.next() == Some("dit"),
        ..Hello::default()
    };
    let pages = [0x1000, 0x4000, 0x1_0000].contains(&hello.page_size);
    let code = (4..=1 << 20).contains(&hello.code_size) && hello.code.checked_add(1 << 21).is_some();
    let slot = hello.slot.checked_sub(hello.code).is_some_and(|at| at % 4 == 0 && at < hello.code_size as u64);
    (pages && code && slot && hello.data.checked_add(1 << 17).is_some()).then_some(hello)
}

fn vector(line: &str, hello: &Hello) -> Result<(Case, Outcome), String> {
    let mut words = line.split(' ');
    let mut number = |what: &str| {
        let word = words.next().unwrap_or_default();
        u64::from_str_radix(word, 16).map_err(|_| format!("expected {what}, found `{word}`"))
    };
    let word = u32::try_from(number("an instruction word")?).map_err(|_| "the word has more than 32 bits")?;
    let (mut state, mut windows) = fill(number("a seed")?);
    state.pc = hello.slot;
    let mut case = None;
    let mut outcome = Outcome { event: Event::Next, state: State::default(), windows: windows.clone(), stray: None };
    for part in words {
        if part == "->" {
            let before = Case { word, state: state.clone(), windows: windows.clone() };
            if case.replace(before).is_some() {
                return Err("two arrows".into());
            }
        } else if !set(&mut state, &mut windows, &mut outcome, part).unwrap_or(false) {
            return Err(format!("expected `place=value` or an event, found `{part}`"));
        }
    }
    (outcome.state, outcome.windows) = (state, windows);
    Ok((case.ok_or("no arrow")?, outcome))
}

fn set(state: &mut State, windows: &mut Windows, outcome: &mut Outcome, part: &str) -> Option<bool> {
    let Some((place, value)) = part.split_once('=') else {
        outcome.event = event(part)?;
        return Some(true);
    };
    let value = u128::from_str_radix(value, 16).ok()?;
    if place == "stray" {
        outcome.stray = Some(u32::try_from(value).ok()?);
        return Some(true);
    }
    let index = |prefix: &str, radix| usize::from_str_radix(place.strip_prefix(prefix)?, radix).ok();
    if let Some(byte) = index("first+", 16) {
        *windows.first.get_mut(byte)? = u8::try_from(value).ok()?;
    } else if let Some(byte) = index("last+", 16) {
        *windows.last.get_mut(byte)? = u8::try_from(value).ok()?;
    } else if let Some(v) = index("v", 10) {
        *state.v.get_mut(v)? = value;
    } else {
        let value = u64::try_from(value).ok()?;
        match (place, index("x", 10)) {
            (_, Some(x)) => *state.x.get_mut(x)? = value,
            ("sp", _) => state.sp = value,
            ("pc", _) => state.pc = value,
            ("nzcv", _) => state.nzcv = u8::try_from(value).ok().filter(|&n| n < 16)?,
            _ => {
                let register = System::KEPT.into_iter().find(|r| r.name().to_lowercase() == place)?;
                let fits = register.width() == 64 || value >> register.width() == 0;
                fits.then(|| state.set_system(register, value))?;
            }
        }
    }
    Some(true)
}

fn event(text: &str) -> Option<Event> {
    match text.split_once(':') {
        None => [("endless", Event::Timeout), ("refused", Event::Refused)].iter().find(|e| e.0 == text).map(|e| e.1),
        Some((name, address)) => {
            let signal = Signal::ALL.into_iter().find(|signal| signal.name() == name)?;
            let address = u64::from_str_radix(address, 16).ok()?;
            Some(Event::Signal { signal, code: 0, address, syndrome: 0 })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> (Hello, Case, Outcome) {
        let (code, data) = (0x1_0000_0000, 0x2_0000_0000);
        let sizes = Hello { code_size: 0x1_0000, page_size: 0x1000, dit: true, ..Hello::default() };
        let hello = Hello { code, slot: code + 0x8000, data, ..sizes };
        let (state, windows) = fill(7);
        let mut case = Case { word: 0x9100_0820, state, windows };
        (case.state.x[1], case.state.sp, case.state.pc) = (5, data, hello.slot);
        let (mut state, mut windows) = (case.state.clone(), case.windows.clone());
        (state.v[3], state.fpsr, state.pc, windows.last[9]) = (1 << 100, 3, 9, windows.last[9] ^ 1);
        let event = Event::Signal { signal: Signal::Segv, code: 0, address: 16, syndrome: 0 };
        (hello, case, Outcome { event, state, windows, stray: Some(0x400) })
    }

    #[test]
    fn what_is_written_is_read() {
        let (hello, case, outcome) = sample();
        let text = head(&hello, "a machine", 3) + "ADD_immediate\n" + &line(&case, 7, &outcome) + &end(1);
        let vectors = read(&text).expect("a recording");
        assert_eq!((vectors.oracle.as_str(), vectors.seed, &vectors.hello), ("a machine", 3, &hello));
        assert_eq!(vectors.list, [Vector { line: 6, encoding: "ADD_immediate".into(), case, outcome }]);
    }

    #[test]
    fn damage_is_an_error_with_its_line() {
        let (hello, case, outcome) = sample();
        let text = head(&hello, "a machine", 3) + "ADD_immediate\n" + &line(&case, 7, &outcome) + &end(1);
        for (from, to) in [("->", "-"), ("x1=5", "x31=5"), ("segv", "sigv"), ("91000820", "1191000820"), ("sp=", "sp")]
        {
            assert!(text.contains(from), "{text}");
            let error = read(&text.replacen(from, to, 1)).expect_err(from);
            assert!(error.starts_with("line 6: "), "{error}");
        }
        for cut in 0..text.len() - 1 {
            assert!(read(&text[..cut]).is_err(), "cut at {cut}");
        }
        assert!(read(&text.replace("+1000", "+fffffffff")).is_err());
    }
}
