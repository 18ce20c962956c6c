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
    /// The root of the tree it stands in.
    pub fn tree(&self) -> Path {
        Path(self.0.get(..WIDTH).unwrap_or(&self.0).to_string())
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn path(text: &str) -> Path {
        Path::parse(text).expect("a path")
    }

    #[test]
    fn a_path_is_of_whole_segments_of_digits_and_small_letters() {
        for text in ["000", "0az", "001002zzz"] {
            assert_eq!(Path::parse(text).map(|path| path.to_string()).as_deref(), Some(text));
        }
        for text in ["", "0", "00", "0000", "00101", "00A", "0-1", "00 ", "00é", "党"] {
            assert_eq!(Path::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_segment_counts_to_the_last_child_and_no_further() {
        assert_eq!([0, 1, 35, 36, 1295, 1296].map(|n| Path::root(n).expect("a path").to_string()), ["000", "001", "00z", "010", "0zz", "100"]);
        assert_eq!(MOST_CHILDREN, 46_655);
        assert_eq!(Path::root(MOST_CHILDREN), Some(path("zzz")));
        assert_eq!((Path::root(MOST_CHILDREN + 1), Path::root(-1)), (None, None));
        assert_eq!(path("001").child(37), Some(path("001011")));
        assert_eq!(path("001").child(MOST_CHILDREN + 1), None);
    }

    #[test]
    fn a_tree_is_at_most_so_deep() {
        let deepest = (1..DEEPEST).try_fold(path("001"), |path, _| path.child(1)).expect("a path of the last level");
        assert_eq!((deepest.level(), deepest.child(1)), (20, None));
        assert!(deepest.parent().and_then(|above| above.child(2)).is_some());
    }

    #[test]
    fn a_root_has_nobody_above_it() {
        assert_eq!((path("001").level(), path("001").parent(), path("001").ancestors()), (1, None, Vec::new()));
        assert_eq!(path("001002").parent(), Some(path("001")));
        assert_eq!((path("001002003").level(), path("001002003").ancestors()), (3, vec![path("001"), path("001002")]));
        assert_eq!((path("001").tree(), path("001002003").tree()), (path("001"), path("001")));
    }

    #[test]
    fn what_is_below_is_within_and_a_neighbour_is_not() {
        assert!(path("001002").is_within(&path("001002")) && path("001002003").is_within(&path("001")));
        assert!(!path("001").is_within(&path("001002")) && !path("001003").is_within(&path("001002")));
    }

    #[test]
    fn what_moves_takes_along_what_is_below() {
        let (from, to) = (path("001002"), path("009"));
        assert_eq!(path("001002").moved(&from, &to), Some(path("009")));
        assert_eq!(path("001002003").moved(&from, &to), Some(path("009003")));
        assert_eq!((path("001").moved(&from, &to), path("001003").moved(&from, &to)), (None, None));
    }

    #[test]
    fn each_range_holds_its_own_and_no_neighbour() {
        let places = ["001", "001001zzz", "001002", "001002000", "001002zzz", "001002zzzzzz", "001003"].map(path);
        let within = |range: Range| places.iter().filter(|place| range.contains(place)).map(Path::as_str).collect::<Vec<_>>();
        assert_eq!(within(path("001002").here()), ["001002"]);
        assert_eq!(within(path("001002").below()), ["001002000", "001002zzz", "001002zzzzzz"]);
        assert_eq!(within(path("001002").subtree()), ["001002", "001002000", "001002zzz", "001002zzzzzz"]);
        assert_eq!(within(Range::everywhere()).len(), places.len());
    }

    #[test]
    fn a_range_begins_with_its_low_and_ends_before_its_high() {
        let range = Range { low: "002".to_string(), high: "004".to_string() };
        assert_eq!(["001", "002", "003", "004"].map(|text| range.contains(&path(text))), [false, true, true, false]);
    }

    #[test]
    fn changes_are_numbered_by_the_organisation_of_the_second_level() {
        assert_eq!(path("001005").shard(8), 5);
        assert_eq!(path("00100a").shard(8), 2);
        assert_eq!(path("001005999").shard(8), 5);
        assert_eq!(path("001").shard(8), 0);
        assert_eq!(path("007010").shard(36), 0);
        assert_eq!(path("001zzz").shard(100), 55);
        for none in [1, 0, -3] {
            assert_eq!(path("001005").shard(none), 0);
        }
    }

    fn any_path() -> impl Strategy<Value = Path> {
        prop::collection::vec(0..=MOST_CHILDREN, 1..5).prop_map(|numbers| {
            let text: String = numbers.into_iter().filter_map(segment).collect();
            Path::parse(&text).expect("a path")
        })
    }

    proptest! {
        #[test]
        fn ranges_agree_with_the_tree(one in any_path(), other in any_path(), number in 0..=MOST_CHILDREN) {
            for place in [&other, &one, &one.child(number).expect("a child"), &one.parent().unwrap_or_else(|| one.clone())] {
                prop_assert_eq!(one.here().contains(place), place == &one);
                prop_assert_eq!(one.subtree().contains(place), place.is_within(&one));
                prop_assert_eq!(one.below().contains(place), place.is_within(&one) && place != &one);
            }
        }

        #[test]
        fn a_child_is_one_level_below_its_parent(above in any_path(), number in 0..=MOST_CHILDREN) {
            let child = above.child(number).expect("a child");
            prop_assert_eq!(child.level(), above.level() + 1);
            prop_assert_eq!(child.parent(), Some(above.clone()));
            prop_assert_eq!(child.ancestors().pop(), Some(above));
        }

        #[test]
        fn children_sort_as_they_were_counted(above in any_path(), one in 0..=MOST_CHILDREN, other in 0..=MOST_CHILDREN) {
            prop_assert_eq!(one.cmp(&other), above.child(one).cmp(&above.child(other)));
        }

        #[test]
        fn a_move_there_and_back_changes_nothing(place in any_path(), from in any_path(), to in any_path()) {
            let place = Path::parse(&format!("{from}{place}")).expect("a path");
            let moved = place.moved(&from, &to).expect("a place below");
            prop_assert!(moved.is_within(&to));
            prop_assert_eq!(moved.moved(&to, &from), Some(place));
        }
    }
}
