//! The record of a session as a typed document: the same type on the wire and, as canonical JSON, in the database. A
//! draft may be incomplete; what must not be in it at all, and what cannot have happened, is in `check`.

mod attendance;
mod check;
mod decisions;
mod particulars;

pub use attendance::*;
pub use decisions::*;
pub use particulars::*;

use crate::clock::{Day, Moment};
use crate::error::{Error, Result};
use crate::hash::sha256_hex;
use crate::id::{MemberId, OrganizationId};
use crate::part;
use crate::rulebook::kinds::{Duty, Kind};
use crate::text::{Name, Prose, Remark};

part! {
    /// A person: a member, or somebody known by name only.
    Person {
        may {
            member: MemberId,
            #[schema(example = "王秀英")]
            name: Name,
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
            /// The duty in which they did.
            duty: Duty,
            /// The secretary could not come and delegated it; on record.
            delegated: bool,
        }
    }
}

part! {
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
            attendance: Attendance,
            minutes: Prose,
            /// Minutes of study that count for those present (a 学时 is 45).
            study_minutes: u32,
            lecture: Lecture,
            party_day: PartyDay,
            life: Life,
            appraisal: Appraisal,
            talk: Talk,
            study: Study,
            democratic_life: DemocraticLife,
        }
        many {
            observers: Observer,
            agenda: AgendaItem,
        }
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
    /// What lists show: the title, else the kind and the day.
    pub fn shown_title(&self) -> String {
        self.title.as_ref().map_or_else(|| format!("{} {}", self.kind.zh(), self.held_on), Name::to_string)
    }
    /// RFC 8785: the bytes that are hashed.
    pub fn canonical(&self) -> Result<String> {
        serde_jcs::to_string(self).map_err(Error::internal)
    }
    /// # Errors
    /// When what the database holds is no record.
    pub fn read(canonical: &str) -> Result<Record> {
        serde_json::from_str(canonical).map_err(Error::internal)
    }
}

/// What the trail says of a record: the hash of its canonical bytes.
pub fn hash(canonical: &str) -> String {
    sha256_hex(canonical.as_bytes())
}
