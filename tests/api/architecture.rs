//! Reads `src` and checks the Directions of the house. A failure says which rule, why it is one, and what to do
//! instead. Nothing here knows what the code does: only who names whom.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::OnceLock;

use crate::support::source::{imports, names, root, rust_files, sources, tables, writes};

/// The rooms as the crate's documentation lists them, from the ground up: rows of one table, the lowest first.
fn rows() -> &'static [Vec<String>] {
    static ROWS: OnceLock<Vec<Vec<String>>> = OnceLock::new();
    ROWS.get_or_init(table_of_rooms)
}

fn table_of_rooms() -> Vec<Vec<String>> {
    let lib = fs::read_to_string(root().join("src/lib.rs")).expect("the crate's documentation");
    let first = |line: &str| line.strip_prefix("//! | [`").and_then(|rest| rest.split(" | ").next()).map(|cell| format!("[`{cell}"));
    let names = |cell: String| cell.split("[`").skip(1).filter_map(|part| part.split("`]").next()).map(str::to_string).collect();
    lib.lines().filter_map(first).map(names).collect()
}

/// Rows in which every room may import every other of them.
const KERNEL_ROWS: usize = 2;

/// A room's height: lower numbers may be imported by higher ones.
fn level(room: &str) -> Option<usize> {
    let (kernel, above) = rows().split_at(KERNEL_ROWS);
    if kernel.iter().flatten().any(|name| name == room) {
        return Some(0);
    }
    let rising = above.iter().flatten().map(String::as_str).chain(["main"]);
    rising.enumerate().find(|(_, name)| *name == room).map(|(at, _)| at + 1)
}

/// Whether it is one of the features, which are used through their `mod.rs` alone: from the trail to the last before `service`.
fn is_feature(room: &str) -> bool {
    let height = |name| level(name).unwrap_or_default();
    level(room).is_some_and(|own| (height("trail")..height("service")).contains(&own))
}

/// No file is longer.
const LONGEST: usize = 400;

#[test]
fn every_room_has_its_place() {
    let mut broken = Broken::default();
    for source in sources().iter().filter(|source| source.name != "lib.rs" && level(source.room()).is_none()) {
        broken.add(&source.name, format!("the room `{}` is not in the table of rooms", source.room()));
    }
    broken.report(
        "every room has a place in the one direction of imports",
        "a room nobody placed can be imported by anybody, and the order is gone",
        "give it a place in the table of rooms in src/lib.rs, right of all it imports, and a word in src/app.rs",
    );
}

#[test]
fn rooms_import_only_what_is_lower() {
    let mut broken = Broken::default();
    for source in sources() {
        let spoken = source.name == "rulebook/http.rs";
        let Some(own) = level(if spoken { "trail" } else { source.room() }) else { continue };
        for path in imports(&source.bare) {
            let room = path[0].as_str();
            if room == source.room() {
                continue;
            }
            match level(room) {
                Some(theirs) if theirs < own || (own == 0 && theirs == 0) => {}
                Some(_) => broken.add(&source.name, format!("imports crate::{} from a room that is not below it", path.join("::"))),
                None => {} // A macro or a type at the crate's root.
            }
        }
    }
    broken.report(
        "a room imports only what is lower: kernel < rulebook < db < authz < http < trail < organizations < … < reports < app < main",
        "a cycle of rooms cannot be understood, tested or moved one at a time",
        "move the shared part to the lower room, or let the higher room call and hand the lower one a value",
    );
}

#[test]
fn the_rulebook_and_the_facts_are_pure() {
    let mut broken = Broken::default();
    for source in sources().iter().filter(|source| matches!(source.room(), "rulebook" | "facts") || source.name.starts_with("sessions/document/")) {
        let spoken = source.file() == "http.rs";
        for word in ["crate::db", "diesel", "authz", "Snapshot", "Tx"] {
            if !spoken && names(&source.bare, word) {
                broken.add(&source.name, format!("names `{word}`"));
            }
        }
    }
    broken.report(
        "the rulebook, the facts and the record know no database",
        "a rule that fetches its own facts cannot be tested by a table of cases, nor run on a phone",
        "take the facts as an argument: put what is missing into the case, and let the caller load it",
    );
}

#[test]
fn features_meet_only_at_their_front_door() {
    let all = sources();
    let files: BTreeSet<&str> = all.iter().map(|source| source.name.as_str()).collect();
    let mut broken = Broken::default();
    for source in &all {
        for path in imports(&source.bare) {
            let [room, part, ..] = path.as_slice() else { continue };
            let inner = files.contains(format!("{room}/{part}.rs").as_str()) || files.contains(format!("{room}/{part}/mod.rs").as_str());
            let front = source.room() == room || !is_feature(room);
            // app.rs calls each feature's `http::routes`; that line is its whole business.
            let wiring = source.name == "app.rs" && part == "http";
            if inner && !front && !wiring {
                broken.add(&source.name, format!("reaches into crate::{room}::{part}"));
            }
        }
    }
    broken.report(
        "a feature is used only through its mod.rs",
        "http.rs and store.rs are free to change as long as only their own feature knows them",
        "re-export or wrap what is needed in the feature's mod.rs as a verb or a noun, and import that",
    );
}

#[test]
fn only_the_edge_knows_actix() {
    let mut broken = Broken::default();
    for source in sources() {
        let edge = source.file() == "http.rs" || source.room() == "http" || ["app.rs", "service.rs", "main.rs"].contains(&source.name.as_str());
        for name in ["actix_web", "actix_http", "actix_rt", "utoipa_actix_web", "utoipa_swagger_ui"] {
            if !edge && names(&source.bare, name) {
                broken.add(&source.name, format!("names `{name}`"));
            }
        }
    }
    broken.report(
        "only http.rs files, http/, service.rs, and app.rs and main.rs, which start it, know actix",
        "below the handler everything is plain synchronous Rust in one closure: testable, and without an executor to block",
        "take and give plain values; do what needs the request in the handler",
    );
}

#[test]
fn only_stores_name_tables() {
    let mut broken = Broken::default();
    for source in sources() {
        let keeps = source.file().ends_with("store.rs") || source.room() == "db" || source.room() == "audit" || source.name.contains("/store/");
        for path in imports(&source.bare) {
            if !keeps && path.first().is_some_and(|room| room == "db") && path.get(1).is_some_and(|part| part == "schema") {
                broken.add(&source.name, format!("names crate::{}", path.join("::")));
            }
        }
        if !keeps && (names(&source.bare, "sql_query") || names(&source.bare, "insert_into")) {
            broken.add(&source.name, "runs a statement of its own".into());
        }
    }
    broken.report(
        "only stores and read models name tables",
        "what a table looks like is one store's business; everybody else would break with it",
        "put the query into the feature's store.rs and give it a name that says what is asked",
    );
}

#[test]
fn each_table_is_written_by_one_store() {
    let all = sources();
    let mut writers: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for source in all.iter().filter(|source| source.name != "db/schema.rs") {
        for table in tables(&all) {
            if writes(source, &table) {
                writers.entry(table).or_default().insert(&source.name);
            }
        }
    }
    let mut broken = Broken::default();
    for (table, files) in &writers {
        let rooms: BTreeSet<&str> = files.iter().map(|file| file.split('/').next().unwrap_or_default()).collect();
        if rooms.len() > 1 {
            broken.add(table, format!("is written by {}", files.iter().copied().collect::<Vec<_>>().join(" and ")));
        }
    }
    broken.report(
        "each table is written by one store",
        "an invariant that two writers keep is kept by neither",
        "give the store that owns the table a verb (taking &mut Tx) and call it from the other feature",
    );
}

#[test]
fn time_chance_and_environment_come_from_the_kernel() {
    const FORBIDDEN: &[(&str, &[&str])] = &[
        ("Timestamp::now", &["clock.rs"]),
        ("SystemTime", &["clock.rs"]),
        ("Zoned::now", &["clock.rs"]),
        ("Utc::now", &[]),
        ("env::var", &["config.rs"]),
        ("env::vars", &["config.rs"]),
        ("now_v7", &["id.rs"]),
        ("new_v4", &["id.rs"]),
        ("thread_rng", &[]),
        ("CURRENT_TIMESTAMP", &[]),
    ];
    let mut broken = Broken::default();
    for source in sources() {
        for (word, allowed) in FORBIDDEN {
            if !allowed.contains(&source.name.as_str()) && names(&source.code, word) {
                broken.add(&source.name, format!("uses `{word}`"));
            }
        }
        // Secrets (tokens, salts, invitations) are drawn where they are kept; ids are not secrets.
        let secrets = ["authz", "accounts", "sign_in", "id"].contains(&source.room());
        if !secrets && (names(&source.bare, "aws_lc_rs::rand") || names(&source.bare, "SystemRandom")) {
            broken.add(&source.name, "draws random bytes".into());
        }
    }
    broken.report(
        "now(), env::var and random ids are only in the kernel (clock.rs, config.rs, id.rs)",
        "a test holds the clock and the settings; what asks the machine behind its back cannot be tested",
        "use tx.now() or scope.today(), a field of Config, or SomethingId::fresh()",
    );
}

#[test]
fn there_are_no_statics() {
    let mut broken = Broken::default();
    for source in sources() {
        for (number, line) in source.bare.lines().enumerate() {
            let line = line.trim_start();
            let item = line.strip_prefix("pub ").or_else(|| line.strip_prefix("pub(crate) ")).unwrap_or(line);
            if item.starts_with("static ") || ["thread_local!", "lazy_static!", "OnceLock<", "LazyLock<"].iter().any(|word| line.contains(word)) {
                broken.add(&source.name, format!("line {}: {}", number + 1, line.trim_end()));
            }
        }
    }
    broken.report(
        "no statics",
        "two apps live in one test process: whatever is global is shared between them",
        "make it a field of the app's state, or a `const`",
    );
}

#[test]
fn files_stay_readable() {
    let mut broken = Broken::default();
    for source in sources() {
        let lines = source.text.lines().count();
        if lines > LONGEST {
            broken.add(&source.name, format!("has {lines} lines"));
        }
    }
    for path in rust_files(&root().join("tests/api")) {
        let lines = fs::read_to_string(&path).unwrap_or_default().lines().count();
        if lines > LONGEST {
            broken.add(&path.display().to_string(), format!("has {lines} lines"));
        }
    }
    broken.report(
        "no file past 400 lines",
        "a file is what a person reads in one sitting",
        "split it where the subject changes, and name the parts after what they do",
    );
}

#[test]
fn every_sentence_is_run() {
    let mut broken = Broken::default();
    let tests = root().join("tests/api");
    for path in rust_files(&tests) {
        // The file above says `mod` of a file beside it, and the folder's above that of a `mod.rs`.
        let named = if path.file_name().is_some_and(|name| name == "mod.rs") {
            path.parent().expect("a folder").to_path_buf()
        } else {
            path.with_extension("")
        };
        let folder = named.parent().expect("a folder");
        let above = [folder.join("mod.rs"), folder.join("main.rs"), folder.with_extension("rs")].into_iter().find(|above| above.exists());
        let text = above.map(|above| fs::read_to_string(above).unwrap_or_default()).unwrap_or_default();
        let name = named.file_name().and_then(|name| name.to_str()).expect("a name");
        if path != tests.join("main.rs") && !text.lines().any(|line| line.trim_start_matches("pub ").trim() == format!("mod {name};")) {
            broken.add(&path.display().to_string(), format!("nothing says `mod {name};`"));
        }
    }
    broken.report(
        "every file of the tests is one of their modules",
        "a file that nobody names is not even compiled, and its sentences hold nobody to anything",
        "name it in the `mod.rs` of its folder",
    );
}

#[test]
fn every_room_says_what_it_is() {
    let mut broken = Broken::default();
    for source in sources().iter().filter(|source| source.file() == "mod.rs" || !source.name.contains('/')) {
        if !source.text.starts_with("//!") {
            broken.add(&source.name, "does not open with //!".into());
        }
    }
    broken.report(
        "each room opens with //!",
        "the crate's documentation is the architecture document",
        "say in one or two lines what the room is, and what it is not",
    );
}

/// Every broken place of one rule, told together.
#[derive(Default)]
struct Broken(BTreeSet<String>);

impl Broken {
    fn add(&mut self, file: &str, what: String) {
        self.0.insert(format!("  {file}: {what}"));
    }
    fn report(self, rule: &str, why: &str, instead: &str) {
        let places = self.0.into_iter().collect::<Vec<_>>().join("\n");
        assert!(places.is_empty(), "\n{places}\nRule: {rule}.\nWhy: {why}.\nInstead: {instead}.\n");
    }
}
