//! A proof script: its file, the standards it names, its proofs and its lemmas.

use super::cases;
use super::session::PLATFORM;
use super::standard::Standard;
use crate::lang::ast::{Item, Lemma, Proof};
use crate::lang::{LangError, Sources, Span, parse, render_all};
use crate::machine::read::read_text;
use std::path::{Path, PathBuf};

/// A script that has been read.
pub struct Script {
    pub path: PathBuf,
    /// The script and its standards, for errors.
    pub standard: Standard,
    pub proofs: Vec<Proof>,
    pub lemmas: Vec<Lemma>,
    /// The objects that it names, relative to the current directory: builds of one routine, the first by default.
    pub programs: Vec<PathBuf>,
}

/// How mutants change the texts on their way in.
pub struct Edits<'a> {
    pub script: &'a dyn Fn(String) -> String,
    pub standard: &'a dyn Fn(String) -> String,
}

impl Edits<'_> {
    /// As they stand.
    pub const NONE: Edits<'static> = Edits { script: &|text| text, standard: &|text| text };
}

impl Script {
    /// The object to prove: the one that is given, or else the first that the script names.
    pub fn object(&self, given: Option<&Path>) -> Result<PathBuf, String> {
        let object = given.map(Path::to_path_buf).or_else(|| self.programs.first().cloned());
        object.ok_or_else(|| "the script names no `program`; give the object with --object FILE".to_string())
    }

    /// Reads a script and the standards that it names.
    pub fn read(path: &Path, edits: &Edits) -> Result<Script, String> {
        let script = Script::parse(path, edits)?;
        if script.proofs.is_empty() && script.lemmas.is_empty() {
            return Err(format!("{} holds no proof", path.display()));
        }
        script.check_names()?;
        Ok(script)
    }

    fn empty(path: &Path) -> Script {
        let standard = Standard::default();
        Script { path: path.to_path_buf(), standard, proofs: Vec::new(), lemmas: Vec::new(), programs: Vec::new() }
    }

    fn parse(path: &Path, edits: &Edits) -> Result<Script, String> {
        let text = read_text(path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
        let mut script = Script::empty(path);
        let file = script.standard.sources.add(path.display().to_string(), (edits.script)(text));
        let (parsed, mut errors) = parse(&script.standard.sources, file);
        script.standard.library.add(&parsed, &mut errors);
        if !errors.is_empty() {
            return Err(render_all(&errors, &script.standard.sources));
        }
        let folder = folder(path);
        script.standard.add_tests(parsed.clone());
        for item in parsed.items {
            match item {
                Item::Standard { path, span } => {
                    let added = script.standard.add(&folder.join(path), edits.standard);
                    added.map_err(|e| script.at(span, "in the standard that this names", &e))?;
                }
                Item::Lemmas { path, span } => {
                    let added = script.take_lemmas(&folder.join(path), edits);
                    added.map_err(|e| script.at(span, "in the lemmas that this names", &e))?;
                }
                Item::Program { path, .. } => script.programs.push(folder.join(path)),
                Item::Proof(proof) => match cases::split(proof) {
                    Ok(proofs) => script.proofs.extend(proofs),
                    Err(error) => return Err(error.render(&script.standard.sources)),
                },
                Item::Lemma(lemma) => {
                    script.know(&lemma)?;
                    script.lemmas.push(lemma);
                }
                _ => {}
            }
        }
        Ok(script)
    }

    /// The lemmas of another script, with its functions and those of its standards that are not there yet.
    fn take_lemmas(&mut self, path: &Path, edits: &Edits) -> Result<(), String> {
        let text = read_text(path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
        let file = self.standard.sources.add(path.display().to_string(), (edits.standard)(text));
        let (parsed, mut errors) = parse(&self.standard.sources, file);
        self.standard.library.add(&parsed, &mut errors);
        if !errors.is_empty() {
            return Err(render_all(&errors, &self.standard.sources));
        }
        self.standard.add_tests(parsed.clone());
        for item in parsed.items {
            match item {
                Item::Standard { path: name, .. } => self.add_once(&folder(path).join(name), edits)?,
                Item::Lemma(lemma) => self.know(&lemma)?,
                Item::Lemmas { span, .. } | Item::Proof(Proof { span, .. }) => {
                    let what = "a script whose lemmas are taken holds lemmas only, and takes none itself";
                    return Err(LangError::new(span, what).render(&self.standard.sources));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn add_once(&mut self, path: &Path, edits: &Edits) -> Result<(), String> {
        let same = |other: &PathBuf| matches!((other.canonicalize(), path.canonicalize()), (Ok(a), Ok(b)) if a == b);
        if self.standard.files.iter().any(same) { Ok(()) } else { self.standard.add(path, edits.standard) }
    }

    /// From here on, claims may rest on a lemma.
    fn know(&mut self, lemma: &Lemma) -> Result<(), String> {
        let name = &lemma.name;
        if self.standard.lemmas.iter().any(|other| other.name.name == name.name) {
            let what = format!("there is another lemma `{}`", name.name);
            return Err(LangError::new(name.span, what).render(&self.standard.sources));
        }
        self.standard.lemmas.push(lemma.clone());
        Ok(())
    }

    fn at(&self, span: Span, what: &str, error: &str) -> String {
        format!("{}\n{error}", LangError::new(span, what).render(&self.standard.sources))
    }

    /// Names in `modifies` and `secret` must be parameters.
    fn check_names(&self) -> Result<(), String> {
        let mut errors = Vec::new();
        for proof in &self.proofs {
            for clause in &proof.clauses {
                let (crate::lang::ast::Clause::Modifies(names) | crate::lang::ast::Clause::Secret(names)) = clause
                else {
                    continue;
                };
                for name in names {
                    let platform = name.name == PLATFORM && matches!(clause, crate::lang::ast::Clause::Modifies(_));
                    if !platform && !proof.params.iter().any(|p| p.name.name == name.name) {
                        errors
                            .push(LangError::new(name.span, format!("`{}` is no parameter of this proof", name.name)));
                    }
                }
            }
        }
        let sources: &Sources = &self.standard.sources;
        if errors.is_empty() { Ok(()) } else { Err(render_all(&errors, sources)) }
    }
}

/// The folder that paths in a script are relative to.
fn folder(script: &Path) -> &Path {
    script.parent().unwrap_or(Path::new("."))
}
