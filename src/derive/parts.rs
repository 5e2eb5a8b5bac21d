//! Where the code of an image lies.

use crate::machine::elf::Image;

/// The executable segments.
fn segments(image: &Image) -> Vec<(u64, u64)> {
    let code = image.segments.iter().filter(|segment| segment.executable);
    code.map(|segment| (segment.address, segment.address.saturating_add(segment.bytes.len() as u64))).collect()
}

/// The executable sections by name, each address once, as far as segments hold their bytes; the executable segments
/// of a file that names no sections.
pub fn code_parts(image: &Image) -> Vec<(String, u64, u64)> {
    let segments = segments(image);
    let (mut parts, mut done) = (Vec::new(), 0);
    for section in image.sections.iter().filter(|section| section.executable) {
        let (from, to) = (section.address.max(done), section.address.saturating_add(section.size));
        let first = segments.partition_point(|(_, end)| *end <= from);
        for (start, end) in segments[first..].iter().take_while(|(start, _)| *start < to) {
            if from.max(*start) < to.min(*end) {
                parts.push((section.name.clone(), from.max(*start), to.min(*end)));
            }
        }
        done = done.max(to);
    }
    let unnamed = segments.into_iter().map(|(from, to)| ("without a name".to_string(), from, to));
    if parts.is_empty() { unnamed.collect() } else { parts }
}
