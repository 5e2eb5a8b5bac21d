//! Whole functions of shipped libraries compute published known answers: each row of `table.rs` is a function of an
//! object file, called as the procedure call standard says, with its stack, its tables and the functions it calls.

mod aes;
mod bignum;
mod cases;
mod chacha;
mod curves;
mod gcm;
mod hash;
mod keccak;
mod nat;
mod numbers;
mod object;
mod outside;
mod session;
mod table;

use session::Session;
use std::collections::BTreeSet;
use table::{Answers, Row};

/// Runs each function of a family through all answers that are for it; all failures are told at once.
fn check(family: &[Row]) {
    let failures: Vec<String> = family.iter().filter_map(|row| drive(row).err()).collect();
    assert!(failures.is_empty(), "{} of {} functions fail:\n{}", failures.len(), family.len(), failures.join("\n"));
}

/// Stops at the first wrong answer.
fn drive(row: &Row) -> Result<(), String> {
    let Some(object) = object::object(row.object) else { return Ok(()) };
    let name = format!("{} of {}", row.symbol, row.object);
    let cases = match row.answers {
        Answers::File(file) => cases::read(file),
        Answers::Arithmetic => bignum::cases(),
    };
    let mut session = Session::new(&object);
    let mut driven = 0;
    for case in cases.iter().filter(|case| row.takes(case)) {
        let applies = (row.drive)(&mut session, row, case).map_err(|why| format!("{name}, {}: {why}", case.place))?;
        driven += applies as usize;
    }
    if driven == 0 {
        return Err(format!("{name}: no case is for it"));
    }
    println!("{name}: {driven} of {} cases, {} instructions", cases.len(), session.executed);
    Ok(())
}

#[test]
fn sha1() {
    check(table::SHA1);
}

#[test]
fn sha256() {
    check(table::SHA256);
}

#[test]
fn sha512() {
    check(table::SHA512);
}

#[test]
fn md5_and_sm3() {
    check(table::MD5_SM3);
}

#[test]
fn sha3() {
    check(table::SHA3);
}

#[test]
fn aes_crypto_extension() {
    check(table::AES_CE);
}

#[test]
fn aes_in_software() {
    check(table::AES_SOFTWARE);
}

#[test]
fn ghash() {
    check(table::GHASH);
}

#[test]
fn aes_gcm() {
    check(table::GCM);
}

#[test]
fn chacha20_and_poly1305() {
    check(table::CHACHA_POLY);
}

#[test]
fn sm4() {
    check(table::SM4);
}

#[test]
fn x25519() {
    check(table::X25519);
}

#[test]
fn p256() {
    check(table::P256);
}

#[test]
fn big_numbers() {
    check(table::BIG_NUMBERS);
}

/// An answer that is wrong in its last bit is not taken.
#[test]
fn a_wrong_answer_is_seen() {
    let row = &table::SHA256[0];
    let object = object::object(row.object).expect("our own");
    let drive = |digest: &str| {
        let fields = [("message", b"abc".to_vec()), ("digest", cases::unhex(digest).expect("digits"))];
        (row.drive)(&mut Session::new(&object), row, &cases::Case::new("abc".to_string(), fields))
    };
    let right = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(drive(right), Ok(true));
    let wrong = drive(&right.replace("15ad", "15ac")).expect_err("the digest is wrong");
    assert!(wrong.contains(right) && wrong.contains("15ac"), "{wrong}");
}

/// The families together name at least 60 functions with published answers, none of them twice, and each exists.
#[test]
fn there_are_sixty() {
    let rows: Vec<&Row> = table::FAMILIES.iter().copied().flatten().collect();
    let distinct: BTreeSet<(&str, &str)> = rows.iter().map(|row| (row.object, row.symbol)).collect();
    let published: BTreeSet<&str> =
        rows.iter().filter(|row| row.answers != Answers::Arithmetic).map(|row| row.symbol).collect();
    let symbols: BTreeSet<&str> = rows.iter().map(|row| row.symbol).collect();
    println!("{} functions of {} names, {} with published answers", distinct.len(), symbols.len(), published.len());
    assert!(published.len() >= 60, "{} names with published answers", published.len());
    for (file, symbol) in distinct {
        if let Some(object) = object::object(file) {
            object.address(symbol).unwrap_or_else(|e| panic!("{file}: {e}"));
        }
    }
}
