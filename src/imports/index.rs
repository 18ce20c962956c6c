//! Where names, codes and ids lead: each to the numbers of rows in a list that somebody else holds. Pure.

use std::collections::HashMap;

use super::cells::key;
use crate::id::OrganizationId;

#[derive(Default)]
pub struct Index {
    names: HashMap<Box<str>, Vec<usize>>,
    codes: HashMap<Box<str>, usize>,
    pub ids: HashMap<OrganizationId, usize>,
}

impl Index {
    /// Of two with one code the first stands.
    pub fn add(&mut self, number: usize, name: &str, code: Option<&str>) {
        self.names.entry(key(name).into()).or_default().push(number);
        if let Some(code) = code {
            self.codes.entry(key(code).into()).or_insert(number);
        }
    }
    /// All that are called so; the name as [`key`] gives it.
    pub fn named(&self, name: &str) -> &[usize] {
        self.names.get(name).map_or(&[], Vec::as_slice)
    }
    /// The one with a code, as [`key`] gives it.
    pub fn coded(&self, code: &str) -> Option<&usize> {
        self.codes.get(code)
    }
}
