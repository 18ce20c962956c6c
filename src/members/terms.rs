//! Duties and flags with the days on which they held, and what a change from a day on makes of them. Pure. A day of the
//! past is changed by nothing but a history that is given whole.

use std::collections::BTreeSet;

use deserr::Deserr;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Day;
use crate::error::{FieldError, FieldFault};
use crate::rulebook::kinds::{Duty, MemberFlag};

/// A word that held from a day on, perhaps until another.
pub trait Term: Copy + Ord {
    /// What held.
    type Word: Copy + Ord;
    fn new(word: Self::Word, from: Day, to: Option<Day>) -> Self;
    fn word(self) -> Self::Word;
    /// The first day.
    fn from(self) -> Day;
    /// The first day no longer.
    fn to(self) -> Option<Day>;
}

macro_rules! terms {
    ($($(#[$doc:meta])* $name:ident $field:ident: $word:ident;)+) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Deserr, ToSchema)]
        // utoipa reads serde's attribute, and closes the schema by it. No part: an end that is none is said on the wire.
        #[serde(deny_unknown_fields)]
        #[deserr(deny_unknown_fields)]
        pub struct $name {
            pub $field: $word,
            /// The first day.
            pub from: Day,
            /// The first day no longer; none while it lasts.
            #[deserr(default)]
            pub to: Option<Day>,
        }
        impl Term for $name {
            type Word = $word;
            fn new($field: $word, from: Day, to: Option<Day>) -> $name { $name { $field, from, to } }
            fn word(self) -> $word { self.$field }
            fn from(self) -> Day { self.from }
            fn to(self) -> Option<Day> { self.to }
        }
    )+ };
}

terms! {
    /// A duty and the days on which it was somebody's.
    DutyTerm duty: Duty;
    /// A flag and the days on which it was true of somebody.
    FlagTerm flag: MemberFlag;
}

fn holds<T: Term>(term: T, day: Day) -> bool {
    term.from() <= day && ends_after(term, day)
}

fn ends_after<T: Term>(term: T, day: Day) -> bool {
    term.to().is_none_or(|to| day < to)
}

/// The words that hold on a day, each once and in their order.
pub fn on<T: Term>(terms: &[T], day: Day) -> Vec<T::Word> {
    let words: BTreeSet<T::Word> = terms.iter().filter(|term| holds(**term, day)).map(|term| term.word()).collect();
    words.into_iter().collect()
}

/// The terms after it was told that on a day these words hold and no others. Those that no longer do end on that day, those
/// that are new begin then, the others keep their term. What is known of later days stays: a word that begins again later
/// is only begun earlier.
pub fn told<T: Term>(terms: &[T], words: &[T::Word], day: Day) -> Vec<T> {
    let stays = |term: T| words.contains(&term.word()) || !holds(term, day);
    let kept = terms.iter().filter_map(|term| if stays(*term) { Some(*term) } else { before(*term, day) });
    let wanted: BTreeSet<T::Word> = words.iter().copied().collect();
    let is_new = |word: &T::Word| !terms.iter().any(|term| term.word() == *word && holds(*term, day));
    let next = |word| terms.iter().filter(|term| term.word() == word && term.from() > day).map(|term| term.from()).min();
    let new = wanted.into_iter().filter(is_new).map(|word| T::new(word, day, next(word)));
    canonical(kept.chain(new))
}

/// What a term comes to before a day; none when it began no earlier.
fn before<T: Term>(term: T, day: Day) -> Option<T> {
    let to = term.to().map_or(day, |to| to.min(day));
    (term.from() < day).then(|| T::new(term.word(), term.from(), Some(to)))
}

/// The terms before a day: there everything ends.
pub fn until<T: Term>(terms: &[T], day: Day) -> Vec<T> {
    canonical(terms.iter().filter_map(|term| before(*term, day)))
}

/// The terms from a day on.
pub fn since<T: Term>(terms: &[T], day: Day) -> Vec<T> {
    canonical(terms.iter().filter(|term| ends_after(**term, day)).map(|term| T::new(term.word(), term.from().max(day), term.to())))
}

/// In the one order and form in which the same history is always kept: a term that begins where one of the same word ends
/// goes on with it.
pub fn canonical<T: Term>(terms: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut sorted: Vec<T> = terms.into_iter().collect();
    sorted.sort_unstable();
    let mut joined: Vec<T> = Vec::with_capacity(sorted.len());
    for term in sorted {
        match joined.last_mut() {
            Some(last) if last.word() == term.word() && last.to() == Some(term.from()) => *last = T::new(term.word(), last.from(), term.to()),
            _ => joined.push(term),
        }
    }
    joined
}

/// What is wrong with a history that was given whole, of which nothing can have begun before `first`.
pub fn wrong<T: Term>(terms: &[T], place: &str, first: Day) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    for (index, term) in terms.iter().enumerate() {
        let place = format!("{place}/{index}");
        if term.from() < first {
            wrong.push(too_early(format!("{place}/from"), first));
        }
        if term.to().is_some_and(|to| to <= term.from()) {
            wrong.push(FieldError::new(format!("{place}/to"), FieldFault::EndsBeforeStart));
        } else if terms.iter().take(index).any(|other| overlap(*term, *other)) {
            wrong.push(FieldError::saying(place, "与前面的同一项时间重叠。", "It overlaps another of the same word above."));
        }
    }
    wrong
}

fn overlap<T: Term>(one: T, other: T) -> bool {
    one.word() == other.word() && ends_after(one, other.from()) && ends_after(other, one.from())
}

/// That a day lies before the first on which such a thing can be.
pub fn too_early(place: impl Into<String>, first: Day) -> FieldError {
    FieldError::saying(place, format!("最早只能是{first}。"), format!("It can be no earlier than {first}."))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(number: i32) -> Day {
        Day::of(2026, 1, 1).expect("a day").plus_days(number)
    }

    fn term(duty: Duty, from: i32, to: impl Into<Option<i32>>) -> DutyTerm {
        DutyTerm { duty, from: day(from), to: to.into().map(day) }
    }

    use Duty::{CommitteeMember as Member, Secretary};

    #[test]
    fn a_term_holds_from_its_first_day_to_the_day_before_its_end() {
        let terms = [term(Secretary, 10, 20), term(Member, 15, None)];
        for (number, words) in [
            (9, vec![]),
            (10, vec![Secretary]),
            (14, vec![Secretary]),
            (15, vec![Secretary, Member]),
            (19, vec![Secretary, Member]),
            (20, vec![Member]),
        ] {
            assert_eq!(on(&terms, day(number)), words, "day {number}");
        }
        assert_eq!(on(&[term(Member, 0, None), term(Secretary, 0, None)], day(0)), [Secretary, Member], "in the order of the words");
    }

    #[test]
    fn what_is_no_longer_told_ends_what_is_new_begins_what_stays_keeps_its_term() {
        let known = [term(Secretary, 0, None)];
        assert_eq!(told(&known, &[Secretary], day(5)), known);
        assert_eq!(told(&known, &[], day(5)), [term(Secretary, 0, 5)]);
        assert_eq!(told(&known, &[Secretary, Member, Member], day(5)), [term(Secretary, 0, None), term(Member, 5, None)]);
        assert_eq!(told(&known, &[Member], day(5)), [term(Secretary, 0, 5), term(Member, 5, None)]);
    }

    #[test]
    fn on_its_own_first_day_it_never_was() {
        assert_eq!(told(&[term(Secretary, 5, None)], &[], day(5)), []);
        assert_eq!(told(&[term(Secretary, 5, None)], &[], day(6)), [term(Secretary, 5, 6)]);
        assert_eq!(told(&[term(Secretary, 5, None)], &[], day(4)), [term(Secretary, 5, None)], "it has not begun: nothing was told of it");
    }

    #[test]
    fn what_ended_that_day_goes_on() {
        assert_eq!(told(&[term(Secretary, 0, 5)], &[Secretary], day(5)), [term(Secretary, 0, None)]);
        assert_eq!(told(&[term(Secretary, 0, 5)], &[Secretary], day(6)), [term(Secretary, 0, 5), term(Secretary, 6, None)]);
    }

    #[test]
    fn what_is_known_of_later_days_stays() {
        let known = [term(Secretary, 0, 50), term(Member, 20, 30), term(Member, 40, None)];
        assert_eq!(told(&known, &[Secretary], day(10)), known, "a term keeps its end, another its beginning");
        let earlier = [term(Secretary, 0, 50), term(Member, 10, 30), term(Member, 40, None)];
        assert_eq!(told(&known, &[Secretary, Member], day(10)), earlier);
        assert_eq!(told(&known, &[], day(25)), [term(Secretary, 0, 25), term(Member, 20, 25), term(Member, 40, None)]);
    }

    #[test]
    fn a_day_cuts_a_history_in_two() {
        let known = [term(Secretary, 0, None), term(Member, 0, 10), term(Member, 20, 30)];
        assert_eq!(until(&known, day(10)), [term(Secretary, 0, 10), term(Member, 0, 10)]);
        assert_eq!(since(&known, day(10)), [term(Secretary, 10, None), term(Member, 20, 30)]);
        assert_eq!(since(&known, day(9)), [term(Secretary, 9, None), term(Member, 9, 10), term(Member, 20, 30)]);
        assert_eq!((until(&known, day(0)), since(&known, day(0))), (vec![], known.to_vec()));
    }

    #[test]
    fn the_same_history_is_kept_in_one_form() {
        let one = canonical([term(Member, 5, None), term(Secretary, 7, 9), term(Member, 0, 5), term(Secretary, 0, 6)]);
        assert_eq!(one, [term(Secretary, 0, 6), term(Secretary, 7, 9), term(Member, 0, None)]);
    }

    fn places(terms: &[DutyTerm]) -> Vec<String> {
        wrong(terms, "/x", day(0)).into_iter().map(|error| error.pointer).collect()
    }

    #[test]
    fn a_history_given_whole_has_its_days_in_order() {
        assert!(places(&[term(Secretary, 0, 1), term(Secretary, 1, None), term(Member, 0, None)]).is_empty());
        assert_eq!(places(&[term(Secretary, -1, None)]), ["/x/0/from"]);
        assert_eq!(places(&[term(Secretary, 5, 5)]), ["/x/0/to"]);
        assert_eq!(places(&[term(Secretary, 5, 4), term(Member, -1, 0)]), ["/x/0/to", "/x/1/from"]);
    }

    #[test]
    fn two_terms_of_a_word_do_not_overlap() {
        let with = |from, to: Option<i32>| places(&[term(Secretary, 10, 20), term(Member, 10, 20), term(Secretary, from, to)]);
        for (from, to, is_good) in
            [(5, Some(10), true), (5, Some(11), false), (20, None, true), (19, None, false), (5, None, false), (12, Some(13), false)]
        {
            let expected = if is_good { vec![] } else { vec!["/x/2".to_string()] };
            assert_eq!(with(from, to), expected, "{from} to {to:?}");
        }
        assert_eq!(places(&[term(Secretary, 10, None), term(Secretary, 10, None)]), ["/x/1"], "nor are they said twice");
    }

    const WORDS: [Duty; 3] = [Secretary, Member, Duty::GroupLeader];

    proptest! {
        #[test]
        fn a_change_from_a_day_on_changes_nothing_before_it(changes in prop::collection::vec((prop::collection::vec(0..3_usize, 0..3), 0..30_i32), 1..8)) {
            let mut terms: Vec<DutyTerm> = Vec::new();
            for (words, number) in changes {
                let words: Vec<Duty> = words.into_iter().map(|word| WORDS[word]).collect();
                let fresh = told(&terms, &words, day(number));
                for earlier in 0..number {
                    prop_assert_eq!(on(&fresh, day(earlier)), on(&terms, day(earlier)));
                }
                let mut wanted = words.clone();
                wanted.sort_unstable();
                wanted.dedup();
                prop_assert_eq!(on(&fresh, day(number)), wanted);
                prop_assert_eq!(&told(&fresh, &words, day(number)), &fresh);
                prop_assert_eq!(&canonical(fresh.clone()), &fresh);
                prop_assert!(wrong(&fresh, "", day(0)).is_empty(), "{fresh:?}");
                let halves = canonical(until(&fresh, day(15)).into_iter().chain(since(&fresh, day(15))));
                prop_assert_eq!(&halves, &fresh);
                terms = fresh;
            }
        }
    }
}
