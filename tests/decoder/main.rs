//! Decoding and assembly text, against Capstone, which knows the architecture from LLVM's tables and not from ours,
//! with `yaxpeax-arm` as a second opinion on what differs; and against a list of the words of real code.
//!
//! `cargo test --test decoder` does a part. All that is promised takes minutes and an optimised build:
//! `cargo test --release --test decoder -- --ignored --nocapture all`; the gate runs `most` of it.

mod compare;
mod differences;
mod encodings;
mod random;
mod rounds;
mod slices;
mod text;
mod words;

use vambrace::lift::isa::Isa;
use vambrace::lift::texts::embedded;

fn isa() -> Isa {
    Isa::read(&embedded()).unwrap_or_else(|_| panic!("isa/ was checked by the build"))
}
