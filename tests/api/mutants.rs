//! The list of mutants that survive (`make mutants`): fresh, each with its reason, and never longer.

use std::fs;

use crate::support::source::{functions, root, sources};

/// How many there are. A number that grows says that a sentence is missing: write it instead.
const MOST: usize = 1;

struct Survivor {
    file: String,
    /// As cargo-mutants says it.
    mutant: String,
    reason: String,
}

fn survivors() -> Vec<Survivor> {
    let text = fs::read_to_string(root().join("tests/mutants/survivors.txt")).expect("the list");
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let read = |line: &str| {
        let (mutant, reason) = line.split_once("  # ").unwrap_or_else(|| panic!("no reason: {line}"));
        let (file, mutant) = mutant.split_once(": ").unwrap_or_else(|| panic!("no file: {line}"));
        Survivor { file: file.to_string(), mutant: mutant.to_string(), reason: reason.to_string() }
    };
    lines.map(read).collect()
}

#[test]
fn what_survives_is_known_with_its_reason_and_grows_no_longer() {
    let (all, every) = (survivors(), sources());
    for Survivor { file, mutant, reason } in &all {
        assert!(reason.len() > 10, "{file}: {mutant}: why does no sentence notice?");
        let source =
            every.iter().find(|source| format!("src/{}", source.name) == *file).unwrap_or_else(|| panic!("{file} is gone; so is its mutant"));
        let known = functions(source);
        // `… in put`, `… in OpenDecision::urgency`, `… in <impl Placed for Row>::path`, `replace put -> … with …`.
        let place = mutant.rsplit(" in ").next().unwrap_or_default();
        let whole = mutant.strip_prefix("replace ").and_then(|rest| rest.split(" -> ").next()).unwrap_or_default();
        let name = |path: &str| path.rsplit("::").next().unwrap_or_default().trim().to_string();
        let is_there = [name(place), name(whole)].iter().any(|name| known.iter().any(|one| one.name == *name));
        assert!(is_there, "{file} has no such function any more: {mutant}. Take the line off tests/mutants/survivors.txt");
    }
    assert!(all.len() <= MOST, "{} survive, {MOST} were known: write the sentence that notices, rather than adding a line", all.len());
    assert!(all.len() == MOST, "the list has shrunk to {}: lower MOST, so that it stays so", all.len());
}
