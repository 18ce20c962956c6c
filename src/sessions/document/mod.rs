//! The record of a session as a typed document: common fields and a list of parts. A part is one file: what it holds, of
//! which kinds, what cannot have happened in it, which facts it yields and what it lacks, and whether it is sealed. The
//! checks, the open decisions and the reconciliation fold over the parts; nothing is listed a second time.
//!
//! A draft may be incomplete; what must not be in it at all, and what cannot have happened, is in `check`.

mod agenda;
mod appraisal;
mod attendance;
mod canonical;
mod check;
mod democratic_life;
mod figures;
mod lecture;
mod life;
mod party_day;
mod study;
mod talk;
mod vote;
mod walk;
mod whole;

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

use crate::clock::{Day, Moment};
use crate::draft::Count;
use crate::draft::List;
use crate::error::FieldError;
use crate::facts::{Ground, NamedPerson};
use crate::id::{EntryId, MemberId, OrganizationId};
use crate::rulebook::case::{Case, Fact};
use crate::rulebook::kinds::{Duty, Kind};
use crate::text::{Name, Prose, Remark};

pub use agenda::{AgendaItem, Carried, Decision, Progress, Speech};
pub use appraisal::{Appraisal, AppraisedElsewhere, AppraisedMember, Ballot};
pub use attendance::{Attendance, Attendee, Basis, Came, Guest, Observer};
pub use canonical::{Document, PartHash};
pub use democratic_life::DemocraticLife;
pub use figures::Figures;
pub use lecture::Lecture;
pub use life::{Life, LifeProblem, LifeSpeaker, Step};
pub use party_day::PartyDay;
pub use study::Study;
pub use talk::Talk;
pub use vote::{CountedOut, Opinion, Vote, Written};
pub use walk::{See, Spot, Walk};
pub use whole::{COMMON_FEEDS, organization};

/// Declares what a record holds: what must be there, what may, and lists. A list that is left out says nothing; a written
/// `[]` says that there is none. `as person` and the like name what a walk tells whoever looks for it.
macro_rules! part {
    (
        $(#[$meta:meta])*
        $name:ident $(as $hook:ident)? {
            $(must { $($(#[$must_meta:meta])* $must:ident: $must_type:ty,)+ })?
            $(may { $($(#[$may_meta:meta])* $may:ident: $may_type:ty,)+ })?
            $(many { $($(#[$many_meta:meta])* $many:ident: $many_type:ty,)+ })?
        }
    ) => {
        crate::part! {
            $(#[$meta])*
            $name {
                $(must { $($(#[$must_meta])* $must: $must_type,)+ })?
                $(may { $($(#[$may_meta])* $may: $may_type,)+ })?
                $(many { $($(#[$many_meta])* $many: $many_type,)+ })?
            }
        }

        impl $crate::sessions::document::Walk for $name {
            fn walk<'r>(&'r self, spot: &$crate::sessions::document::Spot, see: &mut dyn $crate::sessions::document::See<'r>) {
                $(see.$hook(self, spot);)?
                $($($crate::sessions::document::Walk::walk(&self.$must, &spot.field(stringify!($must)), see);)+)?
                $($($crate::sessions::document::Walk::walk(&self.$may, &spot.field(stringify!($may)), see);)+)?
                $($($crate::sessions::document::Walk::walk(&self.$many, &spot.field(stringify!($many)), see);)+)?
            }
            fn knows(tokens: &[&str]) -> bool {
                let Some((first, rest)) = tokens.split_first() else { return true };
                $($(if *first == stringify!($must) { return <$must_type as $crate::sessions::document::Walk>::knows(rest); })+)?
                $($(if *first == stringify!($may) { return <$may_type as $crate::sessions::document::Walk>::knows(rest); })+)?
                $($(if *first == stringify!($many) { return <$crate::draft::List<$many_type> as $crate::sessions::document::Walk>::knows(rest); })+)?
                false
            }
            fn knows_in(&self, entry: $crate::id::EntryId, tokens: &[&str]) -> Option<bool> {
                let own: [Option<$crate::id::EntryId>; 0 $($(+ part!(@one $must))+)?] =
                    [$($($crate::sessions::document::Walk::entry_id(&self.$must)),+)?];
                if own.contains(&Some(entry)) {
                    return Some(<Self as $crate::sessions::document::Walk>::knows(tokens));
                }
                $($(if let Some(known) = $crate::sessions::document::Walk::knows_in(&self.$must, entry, tokens) { return Some(known); })+)?
                $($(if let Some(known) = $crate::sessions::document::Walk::knows_in(&self.$may, entry, tokens) { return Some(known); })+)?
                $($(if let Some(known) = $crate::sessions::document::Walk::knows_in(&self.$many, entry, tokens) { return Some(known); })+)?
                None
            }
        }
    };
    (@one $field:ident) => { 1 };
}
pub(in crate::sessions) use part;

/// A part of a record: a field of its own beside the common ones.
pub trait Part {
    /// The kinds whose records have it; every kind's where none is named.
    const KINDS: &'static [Kind];
    /// Whether what is in it is read by few: it is then kept apart from the rest and told by its hash alone.
    const SEALED: bool = false;
    /// Its fields that rules ask after, and which facts come of each.
    const FEEDS: &'static [(&'static str, &'static [Fact])];

    /// The schema of its fields; of a list, of its entries.
    fn form() -> RefOr<Schema>;
    /// What cannot have happened.
    fn impossible(&self, _record: &Record, _ground: &Ground, _spot: &Spot, _wrong: &mut Vec<FieldError>) {}
    /// What it says and what it does not: the facts, the contradictions, and what it lacks to be judged by. Asked of each
    /// record whose kind has such a part, whether it is there or not.
    fn facts(part: Option<&Self>, record: &Record, ground: &Ground, case: &mut Case);
    /// What it adds to the figures of a public report.
    fn figures(&self, _figures: &mut Figures) {}
}

/// Whoever looks at every part of a record.
pub trait Visit {
    fn part<P: Part>(&mut self, name: &'static str, part: Option<&P>);
}

/// Declares the record: its common fields, and its parts, a line each.
macro_rules! record {
    (
        $(#[$meta:meta])*
        $name:ident {
            must { $($must:tt)* }
            may { $($may:tt)* }
            many { $($many:tt)* }
            parts { $($(#[$part_meta:meta])* $part:ident: $part_type:ty,)+ }
            list { $($(#[$list_meta:meta])* $list:ident: $list_type:ty,)+ }
        }
    ) => {
        part! {
            $(#[$meta])*
            $name {
                must { $($must)* }
                may { $($may)* $($(#[$part_meta])* $part: $part_type,)+ }
                many { $($many)* $($(#[$list_meta])* $list: $list_type,)+ }
            }
        }

        impl $name {
            /// The names of the parts, as the wire and the canonical document have them.
            pub const PARTS: &'static [(&'static str, bool)] = &[
                $((stringify!($list), <List<$list_type> as Part>::SEALED),)+
                $((stringify!($part), <$part_type as Part>::SEALED),)+
            ];

            /// Every part of every kind, there or not.
            pub fn parts<V: Visit>(&self, visit: &mut V) {
                $(visit.part(stringify!($list), Some(&self.$list));)+
                $(visit.part(stringify!($part), self.$part.as_ref());)+
            }
        }
    };
}

part! {
    /// A person: a member, or somebody known by name only.
    Person as person {
        may {
            member: MemberId,
            #[schema(example = "王秀英")]
            name: Name,
        }
    }
}

part! {
    /// A person in a list.
    ListedPerson {
        must {
            id: EntryId,
            person: Person,
        }
    }
}

part! {
    /// Who called the session and held it.
    Host {
        must {
            person: Person,
        }
        may {
            /// The duty in which they did, where the roll has no duties or another.
            duty: Duty,
            /// Why it is another than the roll's.
            duty_reason: Remark,
            /// The secretary could not come and delegated it; on record.
            delegated: bool,
        }
    }
}

record! {
    /// The record of one session, of any kind. Only organisation, kind and day are needed to begin one.
    Record {
        must {
            /// Whose session it was: a branch, a group, a committee.
            organization: OrganizationId,
            kind: Kind,
            /// The local day it was held.
            held_on: Day,
        }
        may {
            /// The second kind it counts as, where one gathering was two.
            also_kind: Kind,
            #[schema(example = "第四季度支部党员大会")]
            title: Name,
            /// 届次: which one of the term or year it was.
            serial: Name,
            starts_at: Moment,
            ends_at: Moment,
            place: Name,
            host: Host,
            recorder: Person,
            /// When it was written down on the phone: the second of the three clocks.
            captured_at: Moment,
            /// Why it comes late, where it does. A truthful late record is welcome.
            late_reason: Remark,
            /// Why an accepted record is amended; needed for nothing else.
            amendment_reason: Remark,
            minutes: Prose,
            /// Minutes of study that count for those present (a 学时 is 45).
            study_minutes: Count,
        }
        many {
            observers: Observer,
        }
        parts {
            attendance: Attendance,
            lecture: Lecture,
            party_day: PartyDay,
            life: Life,
            appraisal: Appraisal,
            talk: Talk,
            study: Study,
            democratic_life: DemocraticLife,
        }
        list {
            agenda: AgendaItem,
        }
    }
}

impl Person {
    pub fn named(&self) -> NamedPerson<'_> {
        NamedPerson { member: self.member, name: self.name.as_ref().map(Name::as_str) }
    }
}

impl Record {
    /// Both kinds, where it counts as two.
    pub fn kinds(&self) -> impl Iterator<Item = Kind> {
        std::iter::once(self.kind).chain(self.also_kind)
    }
    pub fn is(&self, kind: Kind) -> bool {
        self.kinds().any(|one| one == kind)
    }
    pub fn is_one_of(&self, kinds: &[Kind]) -> bool {
        kinds.iter().any(|kind| self.is(*kind))
    }
    /// What lists show: the title, else the kind and the day.
    pub fn shown_title(&self) -> String {
        self.title.as_ref().map_or_else(|| format!("{} {}", self.kind.zh(), self.held_on), Name::to_string)
    }
    /// How long it was, in whole minutes, where both ends are told.
    pub fn length(&self) -> Option<i64> {
        Some(self.ends_at?.seconds_since(self.starts_at?).div_euclid(60))
    }
    /// Every decision in it, with its place.
    pub fn decisions(&self) -> Vec<(String, &Decision)> {
        walk::seen!(self, 'r, decision: &'r Decision)
    }
    /// What it says of earlier decisions.
    pub fn carried(&self) -> Vec<(String, &Carried)> {
        walk::seen!(self, 'r, carried: &'r Carried)
    }
    /// Everybody who is named by name or by id outside the lists of members.
    pub fn persons(&self) -> Vec<(String, &Person)> {
        walk::seen!(self, 'r, person: &'r Person)
    }
    /// Every member's id in it.
    pub fn members(&self) -> Vec<(String, MemberId)> {
        walk::seen!(self, 'r, member: MemberId)
    }
    /// Every session's id in it.
    pub fn sessions(&self) -> Vec<(String, crate::id::SessionId)> {
        walk::seen!(self, 'r, session: crate::id::SessionId)
    }
    /// Every entry's id in it.
    pub fn entries(&self) -> Vec<(String, EntryId)> {
        walk::seen!(self, 'r, entry: EntryId)
    }

    /// Whether the form has such a place: a JSON Pointer within the entry of this id, or within the record. It may be of
    /// something that is missing, but a place in a list is named by its entry's id.
    pub fn knows(&self, entry: Option<EntryId>, pointer: &str) -> bool {
        let tokens: Vec<&str> = match pointer.strip_prefix('/') {
            Some(rest) => rest.split('/').collect(),
            None if pointer.is_empty() => Vec::new(),
            None => return false,
        };
        match entry {
            None => Record::knows_of(&tokens),
            Some(entry) => self.knows_in(entry, &tokens).unwrap_or(false),
        }
    }
    fn knows_of(tokens: &[&str]) -> bool {
        <Record as Walk>::knows(tokens)
    }
}

/// What somebody wrote of a list: its entries, or nothing where it was left out.
pub(super) fn given<T>(list: &List<T>) -> Option<&[T]> {
    list.is_said().then(|| &**list)
}
