//! A walk over everything in a record, so that nothing that holds a person, a decision or an id must be remembered
//! anywhere: `part!` writes the walk of each part, and whoever looks for something says only what it is ([`See`]).

use super::{Carried, Decision, Person};
use crate::draft::List;
use crate::id::{EntryId, MemberId, OrganizationId, SessionId};

/// Where a walk stands, without a text for each step.
#[derive(Clone, Copy)]
pub enum Spot<'s> {
    Root,
    Field(&'s Spot<'s>, &'static str),
    Entry(&'s Spot<'s>, usize),
}

impl Spot<'_> {
    pub fn field(&self, name: &'static str) -> Spot<'_> {
        Spot::Field(self, name)
    }
    pub fn entry(&self, index: usize) -> Spot<'_> {
        Spot::Entry(self, index)
    }
    /// As a JSON Pointer. Field names need no escaping.
    pub fn pointer(&self) -> String {
        match self {
            Spot::Root => String::new(),
            Spot::Field(above, name) => format!("{}/{name}", above.pointer()),
            Spot::Entry(above, index) => format!("{}/{index}", above.pointer()),
        }
    }
}

/// What somebody looks for on a walk.
pub trait See<'r> {
    fn entry(&mut self, _id: EntryId, _spot: &Spot) {}
    fn person(&mut self, _person: &'r Person, _spot: &Spot) {}
    fn member(&mut self, _id: MemberId, _spot: &Spot) {}
    fn session(&mut self, _id: SessionId, _spot: &Spot) {}
    fn decision(&mut self, _decision: &'r Decision, _spot: &Spot) {}
    fn carried(&mut self, _carried: &'r Carried, _spot: &Spot) {}
}

/// What can be walked over.
pub trait Walk {
    fn walk<'r>(&'r self, _spot: &Spot, _see: &mut dyn See<'r>) {}
    /// Whether its form knows such a place. Places in a list are named by an entry's id, never by a number.
    fn knows(tokens: &[&str]) -> bool
    where
        Self: Sized,
    {
        tokens.is_empty()
    }
    /// Whether the place is known within the entry of this id, in it or below it; none where there is no such entry.
    fn knows_in(&self, _entry: EntryId, _tokens: &[&str]) -> Option<bool> {
        None
    }
    /// The id, where it is one of an entry.
    fn entry_id(&self) -> Option<EntryId> {
        None
    }
}

impl<T: Walk> Walk for Option<T> {
    fn walk<'r>(&'r self, spot: &Spot, see: &mut dyn See<'r>) {
        if let Some(inner) = self {
            inner.walk(spot, see);
        }
    }
    fn knows(tokens: &[&str]) -> bool {
        T::knows(tokens)
    }
    fn knows_in(&self, entry: EntryId, tokens: &[&str]) -> Option<bool> {
        self.as_ref().and_then(|inner| inner.knows_in(entry, tokens))
    }
}

impl<T: Walk> Walk for List<T> {
    fn walk<'r>(&'r self, spot: &Spot, see: &mut dyn See<'r>) {
        for (index, inner) in self.iter().enumerate() {
            inner.walk(&spot.entry(index), see);
        }
    }
    fn knows_in(&self, entry: EntryId, tokens: &[&str]) -> Option<bool> {
        self.iter().find_map(|inner| inner.knows_in(entry, tokens))
    }
}

impl Walk for EntryId {
    fn walk<'r>(&'r self, spot: &Spot, see: &mut dyn See<'r>) {
        see.entry(*self, spot);
    }
    fn entry_id(&self) -> Option<EntryId> {
        Some(*self)
    }
}

impl Walk for MemberId {
    fn walk<'r>(&'r self, spot: &Spot, see: &mut dyn See<'r>) {
        see.member(*self, spot);
    }
}

impl Walk for SessionId {
    fn walk<'r>(&'r self, spot: &Spot, see: &mut dyn See<'r>) {
        see.session(*self, spot);
    }
}

impl Walk for OrganizationId {}

/// Values with nothing in them.
macro_rules! leaves {
    ($($name:ty),+ $(,)?) => { $(impl Walk for $name {})+ };
}

leaves! {
    bool, crate::draft::Count, crate::clock::Day, crate::clock::Moment,
    crate::text::Name, crate::text::Prose, crate::text::Remark,
    super::Came, super::Basis, super::Progress, super::Opinion,
    crate::rulebook::kinds::AbsenceReason, crate::rulebook::kinds::AppraisalGrade, crate::rulebook::kinds::AppraisalStep,
    crate::rulebook::kinds::CountedOutReason, crate::rulebook::kinds::Duty, crate::rulebook::kinds::Kind,
    crate::rulebook::kinds::PartyDayContent, crate::rulebook::kinds::ResolutionSubject, crate::rulebook::kinds::Supervision,
    crate::rulebook::kinds::TalkMode, crate::rulebook::kinds::TalkRelation, crate::rulebook::kinds::ThemeSetBy,
}

/// Runs a walk with one thing looked for.
macro_rules! seen {
    ($record:expr, $life:lifetime, $hook:ident: $type:ty) => {{
        struct Seen<$life>(Vec<(String, $type)>, std::marker::PhantomData<&$life()>);
        impl<$life> $crate::sessions::document::See<$life> for Seen<$life> {
            fn $hook(&mut self, found: $type, spot: &$crate::sessions::document::Spot) {
                self.0.push((spot.pointer(), found));
            }
        }
        let mut seen = Seen(Vec::new(), std::marker::PhantomData);
        $crate::sessions::document::Walk::walk($record, &$crate::sessions::document::Spot::Root, &mut seen);
        seen.0
    }};
}
pub(super) use seen;
