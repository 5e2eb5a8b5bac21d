//! The headers of one ELF file, checked to be AArch64 little-endian ELF64 before anything else is read.

use super::error::ElfError;
use super::strings::Strings;
use object::elf::{self, FileHeader64, SectionHeader64};
use object::read::elf::{FileHeader, SectionHeader, SectionTable};
use object::{FileKind, LittleEndian, SectionIndex};

pub(super) const LE: LittleEndian = LittleEndian;
pub(super) type Header = FileHeader64<LittleEndian>;
pub(super) type Section = SectionHeader64<LittleEndian>;

/// What the file header says the file is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Relocatable,
    SharedObject,
    Executable,
}

/// A file whose header and section table were read.
pub(super) struct File<'a> {
    pub data: &'a [u8],
    pub header: &'a Header,
    pub sections: SectionTable<'a, Header>,
    pub kind: Kind,
    names: Strings<'a>,
}

impl<'a> File<'a> {
    pub fn parse(data: &'a [u8]) -> Result<Self, ElfError> {
        recognise(data)?;
        let bad = |e: object::read::Error| ElfError::malformed("ELF header", e.to_string());
        let header = Header::parse(data).map_err(bad)?;
        let kind = kind_of(header)?;
        let sections = header.sections(LE, data).map_err(bad)?;
        let mut file = File { data, header, sections, kind, names: Strings(&[]) };
        if !file.sections.is_empty() {
            let index = header.section_strings_index(LE, data).map_err(bad)?;
            file.names = Strings(file.section_data(file.section(index.0)?, "section name table")?);
        }
        Ok(file)
    }

    pub fn section(&self, index: usize) -> Result<&'a Section, ElfError> {
        let missing = |_| ElfError::malformed("section table", format!("section {index} does not exist"));
        self.sections.section(SectionIndex(index)).map_err(missing)
    }

    /// The bytes of a section in the file: none for NOBITS.
    pub fn section_data(&self, section: &Section, what: &str) -> Result<&'a [u8], ElfError> {
        section.data(LE, self.data).map_err(|_| {
            let (from, size) = (section.sh_offset(LE), section.sh_size(LE));
            let reason = format!("{size:#x} bytes at {from:#x} do not fit into a file of {:#x}", self.data.len());
            ElfError::malformed(what, reason)
        })
    }

    /// A section's name, or its number when the name cannot be read: sections are found by index, never by name.
    pub fn section_name(&self, index: usize) -> String {
        const SHOWN: usize = 200;
        let header = self.sections.section(SectionIndex(index)).ok();
        let raw = header.and_then(|section| self.names.raw(u64::from(section.sh_name(LE)))).unwrap_or(b"");
        match raw.get(..raw.len().min(SHOWN)) {
            Some(name) if !name.is_empty() => String::from_utf8_lossy(name).into_owned(),
            _ => format!("section {index}"),
        }
    }
}

/// Names what a file is, if it is not what this loader takes.
fn recognise(data: &[u8]) -> Result<(), ElfError> {
    let foreign = |found: String| Err(ElfError::Foreign { found });
    match FileKind::parse(data) {
        Ok(FileKind::Elf64) => {}
        Ok(FileKind::Elf32) => return foreign("a 32-bit ELF file".into()),
        Ok(FileKind::Archive) => return foreign("an archive inside an archive".into()),
        Ok(other) => return foreign(format!("a file of kind {other:?}")),
        Err(_) => return foreign(format!("{} bytes of no known format", data.len())),
    }
    let machine = data.get(18..20).map_or([0, 0], |b| [b[0], b[1]]);
    match data.get(5).copied() {
        Some(elf::ELFDATA2LSB) if u16::from_le_bytes(machine) == elf::EM_AARCH64 => Ok(()),
        Some(elf::ELFDATA2LSB) => foreign(format!("an ELF file for {}", machine_name(u16::from_le_bytes(machine)))),
        Some(elf::ELFDATA2MSB) => {
            foreign(format!("a big-endian ELF file for {}", machine_name(u16::from_be_bytes(machine))))
        }
        _ => foreign("an ELF file of unknown byte order".into()),
    }
}

fn machine_name(machine: u16) -> String {
    match machine {
        elf::EM_386 => "x86".into(),
        elf::EM_X86_64 => "x86-64".into(),
        elf::EM_ARM => "32-bit Arm".into(),
        elf::EM_AARCH64 => "AArch64".into(),
        elf::EM_RISCV => "RISC-V".into(),
        elf::EM_PPC64 => "PowerPC 64".into(),
        elf::EM_S390 => "S/390".into(),
        elf::EM_LOONGARCH => "LoongArch".into(),
        elf::EM_MIPS => "MIPS".into(),
        other => format!("machine number {other}"),
    }
}

fn kind_of(header: &Header) -> Result<Kind, ElfError> {
    match header.e_type(LE) {
        elf::ET_REL => Ok(Kind::Relocatable),
        elf::ET_DYN => Ok(Kind::SharedObject),
        elf::ET_EXEC => Ok(Kind::Executable),
        elf::ET_CORE => Err(ElfError::Foreign { found: "a core dump".into() }),
        other => Err(ElfError::Foreign { found: format!("an ELF file of type {other}") }),
    }
}
