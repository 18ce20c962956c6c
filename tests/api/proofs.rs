//! Reads the stores: that nothing is asked or kept without a proof, and that no change is kept over another. Each list of
//! exceptions says why, may only shrink, and fails when one of its entries is no longer needed.

use std::collections::BTreeSet;

use crate::support::source::{Function, Source, functions, names, sources};

/// A function that the rule does not hold for, and why.
type Exception = (&'static str, &'static str, &'static str);

/// Store functions that take no proof.
const PROOFLESS: &[Exception] = &[
    ("authz/store.rs", "prove", "makes the proof, of a token that was verified"),
    ("authz/store.rs", "oneself", "makes the proof, for who has just shown a password, a code or a token"),
    ("accounts/store.rs", "by_id", "the account of somebody who has shown a token of it"),
    ("accounts/store.rs", "by_login", "whoever asks has not shown the password yet"),
    ("accounts/store.rs", "by_invitation", "the code is what is shown"),
    ("accounts/device_store.rs", "device", "one's own, before and after signing in: only by its owner's id"),
    ("accounts/device_store.rs", "devices_since", "one's own: only by their owner's id"),
    ("accounts/device_store.rs", "saw_device", "the refresh token is what was shown"),
    ("accounts/device_store.rs", "revoke_device", "one's own: only by its owner's id"),
    ("accounts/device_store.rs", "revoke_devices", "one's own, or of an account that the proof of a higher verb is for"),
    ("sign_in/store.rs", "refresh_row", "the refresh token is what is shown"),
    ("sign_in/store.rs", "insert_refresh", "of a device that just signed in"),
    ("sign_in/store.rs", "use_refresh", "the refresh token is what was shown"),
    ("sign_in/store.rs", "forget", "of a device that signs in or out"),
    ("organizations/store.rs", "by_code", "a code is there once in the whole database: whoever asks learns that it is taken, and no more"),
    ("trail/store.rs", "number", "numbers notes that proofs made"),
];

/// Functions with an UPDATE that names no version.
const UNVERSIONED: &[Exception] = &[
    ("members/store.rs", "keep_membership", "after the version of its member was replaced; a membership that is over has none"),
    ("sign_in/store.rs", "use_refresh", "only while it is unused"),
    ("organizations/store.rs", "next_child", "a counter, which counts under the row's lock"),
    ("organizations/import_store.rs", "keep_imported", "the same counter, under the tree's lock"),
    ("accounts/device_store.rs", "keep_device", "one's own device: the last to sign in has it"),
    ("accounts/device_store.rs", "saw_device", "a time that only grows"),
    ("accounts/device_store.rs", "revoke_device", "only while it is not"),
    ("accounts/device_store.rs", "revoke_devices", "only while they are not"),
    ("trail/store.rs", "number", "the trail's counter, the last lock before the commit"),
    ("evaluations/store.rs", "appeal", "only while there is none"),
    ("evaluations/store.rs", "answer", "only while there is none"),
];

fn stores() -> Vec<Source> {
    sources().into_iter().filter(|source| source.file().ends_with("store.rs")).collect()
}

/// That the rule holds for every function of a store but the exceptions, and that each of those is one still.
fn hold(exceptions: &[Exception], is_broken: impl Fn(&Function) -> bool, rule: &str, instead: &str) {
    let all = stores();
    let broken: BTreeSet<(&str, String)> =
        all.iter().flat_map(|source| functions(source).into_iter().filter(&is_broken).map(|one| (source.name.as_str(), one.name))).collect();
    let excused = |(file, name): &&(&str, String)| exceptions.iter().any(|(known, function, _)| known == file && function == name);
    let fresh: Vec<String> = broken.iter().filter(|one| !excused(one)).map(|(file, name)| format!("  {file}: {name}")).collect();
    assert!(fresh.is_empty(), "\n{}\nRule: {rule}.\nInstead: {instead}.\n", fresh.join("\n"));
    let stale: Vec<&Exception> = exceptions.iter().filter(|(file, name, _)| !broken.contains(&(*file, (*name).to_string()))).collect();
    assert!(stale.is_empty(), "these need no exception any more; take them off the list: {stale:?}");
}

#[test]
fn nothing_is_asked_or_kept_without_a_proof() {
    let asks = |one: &Function| ["Snapshot", "Tx"].iter().any(|word| names(&one.signature, word));
    let proven = |one: &Function| ["Scope", "At"].iter().any(|word| names(&one.signature, word));
    hold(
        PROOFLESS,
        |one| asks(one) && !proven(one),
        "every function of a store takes the proof for what it asks or keeps: a `&Scope<A>` to find rows, an `&At<A>` to write one",
        "find the row with `find(snapshot, scope, id)`, which gives its `At`, and hand that down; read organisation and path from it",
    );
}

#[test]
fn a_change_names_the_version_it_replaces() {
    hold(
        UNVERSIONED,
        |one| one.body.contains("diesel::update("),
        "an UPDATE says which version it replaces, so that of two changes that saw the same one the second finds no row",
        "use `db::replace!(tx, table, found, seen, set)`; where there is no version, filter on the state that must still be so",
    );
}

#[test]
fn only_rows_of_stores_know_where_they_stand() {
    let forged: Vec<String> = sources()
        .iter()
        .filter(|source| !source.file().ends_with("store.rs") && source.bare.lines().any(|line| line.contains("Placed for ")))
        .map(|source| source.name.clone())
        .collect();
    assert!(
        forged.is_empty(),
        "{forged:?} implement Placed.\nA proof for an id and a path that somebody put together proves nothing.\nInstead: let the store that reads the \
         row implement it."
    );
}

#[test]
fn below_the_handler_nobody_knows_http() {
    let spoken = |source: &Source| source.file() == "http.rs" || ["http", "app", "service", "command"].contains(&source.room());
    let knows = |source: &&Source| !spoken(source) && crate::support::source::imports(&source.bare).iter().any(|path| path[0] == "http");
    let all = sources();
    let found: Vec<&str> = all.iter().filter(knows).map(|source| source.name.as_str()).collect();
    assert!(
        found.is_empty(),
        "{found:?} import crate::http.\nVerbs and stores are called by workers and by the command line too, which speak no HTTP.\nInstead: what they need \
         of it stands below: `seen::Seen`, `db::page::Paging`, `error::FieldError`."
    );
}
