//! The object files: each is loaded once, with an address for everything that it expects from outside.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};
use vambrace::lift::isa::Isa;
use vambrace::lift::texts::embedded;
use vambrace::machine::elf::{External, Image, Request};

/// Where functions of other libraries lie, `STRIDE` bytes each; near enough for a BL from an object.
const OUTSIDE: u64 = 0x600_0000;
const STRIDE: u64 = 16;

pub struct Object {
    pub image: Image,
    /// The names that stand at `OUTSIDE`, in order.
    outside: Vec<String>,
}

impl Object {
    /// The function of another library that an address stands for.
    pub fn outside(&self, address: u64) -> Option<&str> {
        let n = address.checked_sub(OUTSIDE)? / STRIDE;
        self.outside.get(n as usize).map(String::as_str)
    }

    /// Where a function begins. `NAME/SIZE` is the one of several static functions NAME that has SIZE bytes.
    pub fn address(&self, symbol: &str) -> Result<u64, String> {
        let Some((name, size)) = symbol.split_once('/') else {
            return self.image.function(symbol).map(|function| function.address).map_err(|e| e.to_string());
        };
        let fits = |size: u64| self.image.symbols.iter().find(move |s| s.is_code && s.name == name && s.size == size);
        let found = size.parse().ok().and_then(fits);
        found.map(|symbol| symbol.address).ok_or_else(|| format!("no function {name} of {size} bytes"))
    }

    fn load(file: &'static str, content: &[u8]) -> Object {
        let load = |externals: &BTreeMap<String, External>| {
            let request = Request { member: None, symbol: None, externals };
            Image::load(content, &request).unwrap_or_else(|e| panic!("{file}: {e}"))
        };
        let bare = load(&BTreeMap::new());
        let mut outside: Vec<String> = bare.unresolved.iter().map(|place| place.name.clone()).collect();
        outside.sort();
        outside.dedup();
        let address = |(n, name): (usize, &String)| (name.clone(), External::Address(OUTSIDE + n as u64 * STRIDE));
        let image = load(&outside.iter().enumerate().map(address).collect());
        Object { image, outside }
    }
}

pub fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

/// Whether a missing file is a failure.
fn required() -> bool {
    std::env::var("VAMBRACE_REQUIRE_FETCHED").is_ok_and(|value| value == "1")
}

/// An object file under `testdata`; `None` if it was not fetched, which is said once.
pub fn object(file: &'static str) -> Option<Arc<Object>> {
    static LOADED: Mutex<BTreeMap<&str, Option<Arc<Object>>>> = Mutex::new(BTreeMap::new());
    let mut loaded = LOADED.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    if let Some(object) = loaded.get(file) {
        return object.clone();
    }
    let path = testdata().join(file);
    let content = std::fs::read(&path).ok();
    if content.is_none() {
        println!("missing: {}; run testdata/fetch", path.display());
        assert!(!required(), "missing: {}; run testdata/fetch", path.display());
    }
    let object = content.map(|content| Arc::new(Object::load(file, &content)));
    loaded.insert(file, object.clone());
    object
}

/// The instruction texts.
pub fn isa() -> &'static Isa {
    static ISA: OnceLock<Isa> = OnceLock::new();
    ISA.get_or_init(|| Isa::read(&embedded()).unwrap_or_else(|_| panic!("isa/ was checked by the build")))
}
