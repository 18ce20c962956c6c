//! Where an organisation stands in the tree, as text that sorts and is filtered by byte ranges: three base-36 characters
//! a level. Measured against closure tables and recursion at five million nodes; only the row's own path needs no join.

use std::fmt;

/// Characters a level.
const WIDTH: usize = 3;
/// How many children an organisation may ever have: 36³ − 1.
pub const MOST_CHILDREN: i32 = 36 * 36 * 36 - 1;
/// How deep a tree may be. The country has six levels above the branch.
pub const DEEPEST: usize = 20;

/// The place of an organisation: its ancestors' segments and its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Path(String);

/// A half-open range of bytes: `path >= low and path < high`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    pub low: String,
    pub high: String,
}

impl Path {
    pub fn parse(text: &str) -> Option<Path> {
        let shaped = !text.is_empty() && text.len().is_multiple_of(WIDTH) && text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase());
        shaped.then(|| Path(text.to_string()))
    }
    /// The path of a tree's root; `number` counts the roots.
    pub fn root(number: i32) -> Option<Path> {
        segment(number).map(Path)
    }
    /// The path of the child that was counted as `number`; none when there are too many.
    pub fn child(&self, number: i32) -> Option<Path> {
        let deep = self.level() >= DEEPEST;
        segment(number).filter(|_| !deep).map(|segment| Path(format!("{}{segment}", self.0)))
    }
    /// 1 for a root.
    pub fn level(&self) -> usize {
        self.0.len() / WIDTH
    }
    pub fn parent(&self) -> Option<Path> {
        let end = self.0.len().checked_sub(WIDTH).filter(|end| *end > 0)?;
        self.0.get(..end).map(|text| Path(text.to_string()))
    }
    /// From the root to this organisation's parent.
    pub fn ancestors(&self) -> Vec<Path> {
        (1..self.level()).filter_map(|level| self.0.get(..level * WIDTH)).map(|text| Path(text.to_string())).collect()
    }
    /// Whether this is `other` or below it.
    pub fn is_within(&self, other: &Path) -> bool {
        self.0.starts_with(&other.0)
    }
    /// This place after the organisation at `from` was moved to `to`.
    pub fn moved(&self, from: &Path, to: &Path) -> Option<Path> {
        self.0.strip_prefix(&from.0).map(|rest| Path(format!("{}{rest}", to.0)))
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// This organisation alone.
    pub fn here(&self) -> Range {
        Range { low: self.0.clone(), high: format!("{}!", self.0) }
    }
    /// All that is strictly below.
    pub fn below(&self) -> Range {
        Range { low: format!("{}0", self.0), high: format!("{}~", self.0) }
    }
    /// This organisation and all below.
    pub fn subtree(&self) -> Range {
        Range { low: self.0.clone(), high: format!("{}~", self.0) }
    }
    /// Which of `shards` counters numbers changes made here: by the second-level organisation.
    pub fn shard(&self, shards: i16) -> i16 {
        let second = self.0.get(WIDTH..2 * WIDTH).unwrap_or("000");
        let number = i32::from_str_radix(second, 36).unwrap_or(0);
        (number % i32::from(shards.max(1))) as i16
    }
}

impl Range {
    /// Every place there is.
    pub fn everywhere() -> Range {
        Range { low: String::new(), high: "~".to_string() }
    }
    pub fn contains(&self, path: &Path) -> bool {
        self.low.as_str() <= path.as_str() && path.as_str() < self.high.as_str()
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The widest number a segment can say is [`MOST_CHILDREN`].
fn segment(number: i32) -> Option<String> {
    if !(0..=MOST_CHILDREN).contains(&number) {
        return None;
    }
    let digit = |n: i32| char::from_digit((n % 36) as u32, 36).unwrap_or('0');
    Some([digit(number / 1296), digit(number / 36), digit(number)].iter().collect())
}

super::types::text_column!(Path, as_str, parse);
