//! What the system knows on the day of a session.

use std::collections::BTreeMap;

use crate::bodies::Body;
use crate::clock::{Day, Moment};
use crate::id::{EntryId, MemberId, OrganizationId, SessionId};
use crate::members::{NamedMember, Roll, RollEntry};
use crate::organizations::About;
use crate::rulebook::kinds::{Duty, Kind};

/// A session that the record names, as far as a rule must know it.
#[derive(Clone, Debug)]
pub struct Stored {
    pub id: SessionId,
    /// Of the organisation itself, or of one that had been merged into it by the day.
    pub is_ours: bool,
    pub kind: Kind,
    pub also_kind: Option<Kind>,
    pub held_on: Day,
    /// Handed in, and another than the one that names it: neither a draft nor the session itself proves anything.
    pub is_submitted: bool,
}

impl Stored {
    pub fn is(&self, kind: Kind) -> bool {
        self.kind == kind || self.also_kind == Some(kind)
    }
}

/// A session of the organisation's own year that came before the one that is judged.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    pub kind: Kind,
    pub also_kind: Option<Kind>,
    pub on: Day,
}

/// Something that an earlier session of the organisation agreed upon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    pub session: SessionId,
    pub entry: EntryId,
}

/// What is known of a session's day apart from its record.
#[derive(Clone, Debug)]
pub struct Ground {
    pub organization: OrganizationId,
    /// The organisation by its settings of that day.
    pub about: About,
    pub roll: Roll,
    /// The body of a committee or leading group; of a branch, its committee. Only looked up where the kind asks for it.
    pub body: Option<Body>,
    /// People whom the record names and who are not on the roll, where there are such.
    pub guests: Vec<NamedMember>,
    pub stored: Vec<Stored>,
    /// What was held in the year up to the day. Only looked up where the kind asks for it.
    pub held: Vec<Held>,
    /// What the sessions agreed upon from which the record carries something on. Only looked up where it does.
    pub agreed: Vec<Agreed>,
    /// The local day of the record's beginning, where it tells that.
    pub starts_on: Option<Day>,
    pub today: Day,
    pub now: Moment,
}

/// Whom the record means.
#[derive(Clone, Copy, Debug)]
pub enum Found<'g> {
    OnRoll(&'g RollEntry),
    /// A member of another organisation, or somebody with a name that is not on the roll.
    Elsewhere,
    /// A name that two on the roll have, or a roll that is not known.
    Unclear,
}

/// Somebody as the record names them: by id, by name, or both.
#[derive(Clone, Copy, Debug)]
pub struct NamedPerson<'r> {
    pub member: Option<MemberId>,
    pub name: Option<&'r str>,
}

impl Ground {
    /// What is known of a day whatever was held on it: nothing is looked up for a record yet.
    pub fn bare(organization: OrganizationId, about: About, roll: Roll, today: Day, now: Moment) -> Ground {
        let (guests, stored, held, agreed) = Default::default();
        Ground { organization, about, roll, body: None, guests, stored, held, agreed, starts_on: None, today, now }
    }

    pub fn find(&self, person: NamedPerson) -> Found<'_> {
        if let Some(member) = person.member {
            return match self.roll.find(member) {
                Some(entry) => Found::OnRoll(entry),
                None if self.roll.is_known() => Found::Elsewhere,
                None => Found::Unclear,
            };
        }
        let mut called_so = self.roll.people.iter().filter(|one| person.name == Some(one.name.as_str()));
        match (called_so.next(), called_so.next()) {
            (Some(entry), None) => Found::OnRoll(entry),
            (None, _) if self.roll.is_known() => Found::Elsewhere,
            _ => Found::Unclear,
        }
    }

    /// The name to speak of somebody by; of somebody who is nobody here, what the record calls them.
    pub fn name_of(&self, person: NamedPerson) -> String {
        let by_id = person.member.and_then(|member| {
            let on_roll = self.roll.find(member).map(|one| one.name.clone());
            on_roll.or_else(|| self.guests.iter().find(|one| one.member == member).map(|one| one.name.clone()))
        });
        let by_name = || person.name.map(str::to_string);
        by_id.or_else(by_name).or_else(|| person.member.map(|member| member.to_string())).unwrap_or_default()
    }

    pub fn stored(&self, id: SessionId) -> Option<&Stored> {
        self.stored.iter().find(|one| one.id == id)
    }

    /// Who sits on the branch's committee: by duty, or by a seat of somebody from elsewhere. None where the roll has no
    /// duties and no seat is known: a roster that came without duties does not say that there is no committee.
    pub fn committee(&self) -> Option<Vec<MemberId>> {
        let by_duty = self.roll.people.iter().filter(|one| one.is_on_committee()).map(|one| one.member);
        let seats = self.body.iter().flat_map(|body| &body.people).map(|one| one.member);
        let mut all: Vec<MemberId> = by_duty.chain(seats).collect();
        all.sort_unstable();
        all.dedup();
        (self.roll.knows_duties() || !all.is_empty()).then_some(all)
    }

    /// Whether there is a branch committee: as the branch's settings say, else by those who have its duties.
    pub fn has_committee(&self) -> Option<bool> {
        self.about.has_committee.or_else(|| self.committee().map(|all| all.len() >= SMALLEST_COMMITTEE))
    }

    pub fn secretary(&self) -> Option<&RollEntry> {
        self.roll.people.iter().find(|one| one.duties.contains(&Duty::Secretary))
    }
}

/// Fewer with a committee's duties are no committee.
const SMALLEST_COMMITTEE: usize = 3;

/// Who is on the session's list, and who of them came.
#[derive(Clone, Debug, Default)]
pub struct Presence(pub BTreeMap<MemberId, bool>);

impl Presence {
    pub fn came(&self, member: MemberId) -> Option<bool> {
        self.0.get(&member).copied()
    }
    pub fn present(&self) -> impl Iterator<Item = MemberId> + '_ {
        self.0.iter().filter(|(_, came)| **came).map(|(member, _)| *member)
    }
    /// Those with a vote who came.
    pub fn voters(&self, roll: &Roll) -> usize {
        self.present().filter_map(|member| roll.find(member)).filter(|one| one.has_vote()).count()
    }
}
