//! Where names, codes and ids lead: each to the numbers of rows in a list that somebody else holds. Names are kept as marks
//! of 128 bits, not as text: an import holds a province of them. Pure.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::cells::key;
use crate::id::OrganizationId;

/// What stands for a text as [`key`] gives it. Two texts share one as good as never.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Mark(u64, u64);

impl Mark {
    pub fn of(key: &str) -> Mark {
        let half = |salt: u8| {
            let mut hasher = DefaultHasher::new();
            (salt, key).hash(&mut hasher);
            hasher.finish()
        };
        Mark(half(1), half(2))
    }
}

/// The rows that are called so; most names only one has. Boxed, since a bare vector would make every entry 8 bytes larger.
#[expect(clippy::box_collection)]
enum Called {
    One(u32),
    Many(Box<Vec<u32>>),
}

#[derive(Default)]
pub struct Index {
    names: HashMap<Mark, Called>,
    codes: HashMap<Mark, u32>,
    ids: HashMap<OrganizationId, u32>,
}

/// Rows are fewer than this: `sheet` sees to it.
fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Index {
    /// Of two with one code the first stands.
    pub fn add(&mut self, number: usize, name: &str, code: Option<&str>) {
        let number = small(number);
        self.names
            .entry(Mark::of(&key(name)))
            .and_modify(|called| match called {
                Called::One(first) => *called = Called::Many(Box::new(vec![*first, number])),
                Called::Many(all) => all.push(number),
            })
            .or_insert(Called::One(number));
        if let Some(code) = code {
            self.codes.entry(Mark::of(&key(code))).or_insert(number);
        }
    }
    pub fn add_id(&mut self, number: usize, id: OrganizationId) {
        self.ids.insert(id, small(number));
    }
    /// All that are called so; the name as [`key`] gives it.
    pub fn named(&self, name: &str) -> Vec<usize> {
        match self.names.get(&Mark::of(name)) {
            None => Vec::new(),
            Some(Called::One(number)) => vec![*number as usize],
            Some(Called::Many(all)) => all.iter().map(|number| *number as usize).collect(),
        }
    }
    /// The one with a code, as [`key`] gives it.
    pub fn coded(&self, code: &str) -> Option<usize> {
        self.codes.get(&Mark::of(code)).map(|number| *number as usize)
    }
    pub fn with_id(&self, id: OrganizationId) -> Option<usize> {
        self.ids.get(&id).map(|number| *number as usize)
    }
}
