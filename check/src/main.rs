//! `vambrace-check`: replays certificates.

fn main() {}
