//! Reads Rust source just well enough to see who names whom: no comments, no strings, `use` groups spelled out.

use std::fs;
use std::path::{Path, PathBuf};

/// One file of `src`.
pub struct Source {
    /// Relative to `src`, with forward slashes.
    pub name: String,
    /// Without comments and without `#[cfg(test)]` modules; strings kept.
    pub code: String,
    /// The same without the contents of strings.
    pub bare: String,
    pub text: String,
}

impl Source {
    /// The folder or file right below `src`.
    pub fn room(&self) -> &str {
        let first = self.name.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }
    pub fn file(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or_default()
    }
}

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())).flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

pub fn sources() -> Vec<Source> {
    let src = root().join("src");
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a readable source file");
        let name = path.strip_prefix(&src).expect("inside src").to_string_lossy().replace('\\', "/");
        let code = without_tests(&cleaned(&text, true));
        let bare = without_tests(&cleaned(&text, false));
        Source { name, code, bare, text }
    };
    rust_files(&src).into_iter().map(read).collect()
}

/// The code without comments and, unless `strings`, without what stands in strings. Line breaks stay.
fn cleaned(text: &str, strings: bool) -> String {
    let bytes: Vec<char> = text.chars().collect();
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    while let Some(&here) = bytes.get(at) {
        let next = bytes.get(at + 1).copied();
        match (here, next) {
            ('/', Some('/')) => {
                while bytes.get(at).is_some_and(|c| *c != '\n') {
                    at += 1;
                }
            }
            ('\'', Some('"')) => {
                out.push_str("' '");
                at += 3;
            }
            ('"', _) => {
                let raw = bytes[..at].iter().rev().take_while(|c| **c == '#').count();
                let is_raw = bytes.get(at.wrapping_sub(raw + 1)) == Some(&'r');
                out.push('"');
                at += 1;
                while let Some(&inner) = bytes.get(at) {
                    if inner == '\\' && !is_raw {
                        at += 2;
                        continue;
                    }
                    let closes = inner == '"' && (!is_raw || bytes[at + 1..].iter().take(raw).filter(|c| **c == '#').count() == raw);
                    if closes {
                        break;
                    }
                    if strings || inner == '\n' {
                        out.push(inner);
                    }
                    at += 1;
                }
                out.push('"');
                at += 1;
            }
            _ => {
                out.push(here);
                at += 1;
            }
        }
    }
    out
}

/// Unit tests inside `src` may do what they like.
fn without_tests(code: &str) -> String {
    code.split("#[cfg(test)]\nmod ").next().unwrap_or_default().to_string()
}

/// Whether `word` (a path of identifiers) stands in the code as a whole.
pub fn names(code: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word)
        .any(|(at, _)| !code[..at].chars().next_back().is_some_and(part) && !code[at + word.len()..].chars().next().is_some_and(part))
}

/// Every path that begins at the crate's root, with groups spelled out: `crate::{a::b, c::{d, e}}` gives three.
pub fn imports(code: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for start in ["crate::", "sanhui::"] {
        for (at, _) in code.match_indices(start) {
            if code[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                continue;
            }
            spell(&mut code[at + start.len()..].chars().peekable(), &[], &mut found);
        }
    }
    found
}

fn spell(rest: &mut std::iter::Peekable<std::str::Chars>, above: &[String], found: &mut Vec<Vec<String>>) {
    let mut path = above.to_vec();
    loop {
        while rest.peek().is_some_and(|c| c.is_whitespace()) {
            rest.next();
        }
        match rest.peek() {
            Some('{') => {
                rest.next();
                loop {
                    spell(rest, &path, found);
                    while rest.peek().is_some_and(|c| c.is_whitespace() || *c == ',') {
                        rest.next();
                    }
                    match rest.peek() {
                        Some('}') => {
                            rest.next();
                            return;
                        }
                        Some(c) if c.is_alphanumeric() || *c == '_' || *c == '{' => {}
                        _ => return,
                    }
                }
            }
            Some(c) if c.is_alphanumeric() || *c == '_' => {
                let mut word = String::new();
                while let Some(c) = rest.next_if(|c| c.is_alphanumeric() || *c == '_') {
                    word.push(c);
                }
                path.push(word);
                if rest.next_if_eq(&':').is_none() || rest.next_if_eq(&':').is_none() {
                    break;
                }
            }
            _ => break,
        }
    }
    // `a as b` inside a group.
    while rest.peek().is_some_and(|c| c.is_whitespace()) {
        rest.next();
    }
    if !above.is_empty() || rest.peek() == Some(&'a') {
        while rest.peek().is_some_and(|c| c.is_alphanumeric() || *c == '_' || c.is_whitespace()) {
            rest.next();
        }
    }
    if !path.is_empty() {
        found.push(path);
    }
}

/// One function of a file, at whatever depth.
pub struct Function {
    pub name: String,
    /// From the generics to the end of the arguments.
    pub signature: String,
    pub body: String,
}

/// Every function with a body, in order.
pub fn functions(source: &Source) -> Vec<Function> {
    let code = &source.bare;
    let mut found = Vec::new();
    for (at, _) in code.match_indices("fn ") {
        if code[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let rest = &code[at + 3..];
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let (Some(open), Some(brace)) = (rest.find('('), rest.find('{')) else { continue };
        if name.is_empty() || brace < open {
            continue;
        }
        let (arguments, body) = (enclosed(&rest[open..], '(', ')'), enclosed(&rest[brace..], '{', '}'));
        found.push(Function { signature: format!("{}{arguments}", &rest[name.len()..open]), body: body.to_string(), name });
    }
    found
}

/// From an opening bracket to the one that closes it.
fn enclosed(text: &str, open: char, close: char) -> &str {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        depth += i32::from(c == open) - i32::from(c == close);
        if depth == 0 {
            return &text[..at + c.len_utf8()];
        }
    }
    text
}

/// The tables that `db/schema.rs` declares.
pub fn tables(all: &[Source]) -> Vec<String> {
    let Some(schema) = all.iter().find(|source| source.name == "db/schema.rs") else { return Vec::new() };
    // `name (key, key) {` on a line of its own, `carried` perhaps before the brace.
    let name = |line: &str| {
        line.trim().strip_suffix(" {")?.trim_end_matches(" carried").strip_suffix(')')?.split_once(" (").map(|(name, _)| name.to_string())
    };
    schema.bare.lines().filter_map(name).filter(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '_')).collect()
}

/// Whether the file inserts into, changes or empties a table.
pub fn writes(source: &Source, table: &str) -> bool {
    let verbs = ["insert_into(", "update(", "delete(", "replace_into(", "insert_many!(tx,", "replace!(tx,"];
    let by_verb = verbs.iter().any(|verb| {
        source.bare.match_indices(verb).any(|(at, _)| {
            let argument = source.bare[at + verb.len()..].trim_start().trim_start_matches("schema::");
            argument.strip_prefix(table).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
        })
    });
    let lower = source.code.to_lowercase();
    let by_text = ["insert into ", "update ", "delete from "].iter().any(|verb| {
        lower.match_indices(verb).any(|(at, _)| {
            lower[at + verb.len()..].strip_prefix(table).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
        })
    });
    by_verb || by_text
}

#[test]
fn the_reader_of_functions_reads() {
    let bare = "impl X { pub fn a<A: B>(tx: &mut Tx, (b, c): (D, E)) -> F { if g { h(); } } }\nfn i() { j }".to_string();
    let source = Source { name: "x.rs".into(), code: String::new(), bare, text: String::new() };
    let found: Vec<_> = functions(&source).into_iter().map(|one| (one.name, one.signature, one.body)).collect();
    let wanted = [("a", "<A: B>(tx: &mut Tx, (b, c): (D, E))", "{ if g { h(); } }"), ("i", "()", "{ j }")];
    assert_eq!(found, wanted.map(|(name, signature, body)| (name.to_string(), signature.to_string(), body.to_string())));
}

#[test]
fn the_reader_of_imports_reads() {
    let code = "use crate::{error::Result, db::{Tx, schema::trail}, id::SessionId as S};\nlet x = crate::clock::Day::of(1); sanhui_x::y;";
    let found: Vec<String> = imports(code).iter().map(|path| path.join("::")).collect();
    assert_eq!(found, ["error::Result", "db::Tx", "db::schema::trail", "id::SessionId", "clock::Day::of"]);
    assert_eq!(cleaned("a // b\n\"c // d\" e", false), "a \n\"\" e");
    assert_eq!(cleaned("r#\"x \"y\" z\"# q", true), "r#\"x \"y\" z\"# q");
}
