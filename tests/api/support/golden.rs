//! Goldens: texts that are reviewed as a diff. `GOLDEN=write` rewrites them.

use std::fs;
use std::path::PathBuf;

use similar::TextDiff;

/// Compares with `tests/api/golden/NAME`, or writes it when `GOLDEN=write`.
pub fn compare(name: &str, found: &str) {
    compare_at(&PathBuf::from("tests/api/golden").join(name), found);
}

/// Compares with any committed file, named from the package's root.
pub fn compare_at(path: &std::path::Path, found: &str) {
    let path = super::source::root().join(path);
    if std::env::var("GOLDEN").is_ok_and(|value| value == "write") {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder for goldens");
        fs::write(&path, found).expect("a golden that can be written");
        return;
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    if known != found {
        let diff = TextDiff::from_lines(known.as_str(), found);
        let shown = diff.unified_diff().context_radius(2).header("committed", "found").to_string();
        let shown: String = shown.chars().take(12_000).collect();
        panic!("{} is not what was found:\n{shown}\nIf the change is meant: GOLDEN=write make test, and read the diff.", path.display());
    }
}
