//! Goldens: texts that are reviewed as a diff. `GOLDEN=NAME` rewrites the one of that name, and no other.

use std::fs;
use std::path::{Path, PathBuf};

use similar::TextDiff;

/// Compares with `tests/api/golden/NAME`.
pub fn compare(name: &str, found: &str) {
    compare_at(&PathBuf::from("tests/api/golden").join(name), found);
}

/// Compares with any committed file, named from the package's root.
pub fn compare_at(path: &Path, found: &str) {
    let name = path.file_name().expect("a golden's name").to_string_lossy().into_owned();
    let path = super::source::root().join(path);
    if std::env::var("GOLDEN").is_ok_and(|wanted| wanted == name) {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder for goldens");
        fs::write(&path, found).expect("a golden that can be written");
        return;
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    if known != found {
        let diff = TextDiff::from_lines(known.as_str(), found);
        let shown = diff.unified_diff().context_radius(2).header("committed", "found").to_string();
        let shown: String = shown.chars().take(12_000).collect();
        // The test harness names its threads after their tests.
        let thread = std::thread::current();
        let test = thread.name().unwrap_or_default();
        panic!("{name} is not what was found:\n{shown}\nIf the change is meant: GOLDEN={name} cargo test --test api -- {test}\nThen read the diff.");
    }
}
