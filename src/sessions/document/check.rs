//! What a record must not hold at all ([`Record::misfits`]), and what cannot have happened ([`Record::impossible`]). A
//! meeting without its quorum is neither: it is a truthful record with a finding on it. Both fold over the parts.

use std::collections::BTreeSet;

use super::{Part, Record, Spot, Visit};
use crate::draft::Count;
use crate::error::{FieldError, FieldFault};
use crate::facts::Ground;

/// No study and no service is longer than a day.
const MINUTES_OF_A_DAY: i64 = 24 * 60;

struct Misfits<'r> {
    record: &'r Record,
    wrong: Vec<FieldError>,
}

impl Visit for Misfits<'_> {
    fn part<P: Part>(&mut self, name: &'static str, part: Option<&P>) {
        if part.is_some() && !P::KINDS.is_empty() && !self.record.is_one_of(P::KINDS) {
            self.wrong.push(FieldError::new(format!("/{name}"), FieldFault::NotForThisKind).with(self.record.kind.zh()));
        }
    }
}

struct Impossible<'r> {
    record: &'r Record,
    ground: &'r Ground,
    wrong: Vec<FieldError>,
}

impl Visit for Impossible<'_> {
    fn part<P: Part>(&mut self, name: &'static str, part: Option<&P>) {
        if let Some(part) = part {
            part.impossible(self.record, self.ground, &Spot::Field(&Spot::Root, name), &mut self.wrong);
        }
    }
}

impl Record {
    /// Parts that this kind does not have, persons who are nobody, two entries of one id. Refused even in a draft.
    pub fn misfits(&self) -> Vec<FieldError> {
        let mut found = Misfits { record: self, wrong: Vec::new() };
        self.parts(&mut found);
        let mut wrong = found.wrong;
        if self.also_kind == Some(self.kind) {
            wrong.push(FieldError::new("/also_kind", FieldFault::NotForThisKind).with(self.kind.zh()));
        }
        for (place, person) in self.persons() {
            if person.member.is_none() && person.name.is_none() {
                wrong.push(FieldError::new(place, FieldFault::Empty));
            }
        }
        let mut seen = BTreeSet::new();
        for (place, entry) in self.entries() {
            // What an item carries on has the id of another record's entry.
            if !place.ends_with("/carried/entry") && !seen.insert(entry) {
                wrong.push(FieldError::saying(place, "这个编号在记录里出现了两次。", "This id stands twice in the record."));
            }
        }
        wrong
    }

    /// How many minutes it took at most: as long as it was, where that is told and can be.
    pub(super) fn longest(&self) -> i64 {
        self.length().filter(|length| *length >= 0).unwrap_or(MINUTES_OF_A_DAY)
    }

    /// What cannot have happened. Blocks a submission, all at once.
    pub fn impossible(&self, ground: &Ground) -> Vec<FieldError> {
        let mut found = Impossible { record: self, ground, wrong: self.misfits() };
        self.impossible_times(ground, &mut found.wrong);
        self.impossible_names(ground, &mut found.wrong);
        self.parts(&mut found);
        found.wrong
    }

    fn impossible_times(&self, ground: &Ground, wrong: &mut Vec<FieldError>) {
        if self.held_on > ground.today {
            wrong.push(FieldError::new("/held_on", FieldFault::InTheFuture));
        }
        if let Some(dissolved) = ground.about.dissolved_on.filter(|dissolved| self.held_on >= *dissolved) {
            let (zh, en) = (format!("组织已于{}撤销。", dissolved.zh()), format!("The organisation was dissolved on {}.", dissolved.en()));
            wrong.push(FieldError::saying("/held_on", zh, en));
        }
        for (name, moment) in [("/starts_at", self.starts_at), ("/ends_at", self.ends_at)] {
            if moment.is_some_and(|moment| moment > ground.now) && self.held_on <= ground.today {
                wrong.push(FieldError::new(name, FieldFault::InTheFuture));
            }
        }
        if let (Some(start), Some(end)) = (self.starts_at, self.ends_at)
            && end < start
        {
            wrong.push(FieldError::new("/ends_at", FieldFault::EndsBeforeStart));
        }
        if let Some(day) = ground.starts_on.filter(|day| *day != self.held_on) {
            let zh = format!("开始时间在{}，召开日期是{}。", day.zh(), self.held_on.zh());
            let en = format!("It starts on {}, and was held on {}.", day.en(), self.held_on.en());
            wrong.push(FieldError::saying("/starts_at", zh, en));
        }
        let longest = self.longest();
        if let Some(minutes) = self.study_minutes.map(Count::i64).filter(|minutes| *minutes > longest) {
            let zh = format!("学习{minutes}分钟，长于会议的{longest}分钟。");
            let en = format!("{minutes} minutes of study are more than the session's {longest}.");
            wrong.push(FieldError::saying("/study_minutes", zh, en));
        }
    }

    /// Members and sessions that there are not, or that the caller may not name. Either is told alike.
    fn impossible_names(&self, ground: &Ground, wrong: &mut Vec<FieldError>) {
        for (place, member) in self.members() {
            let is_ours = ground.roll.find(member).is_some() || ground.body.iter().any(|body| body.find(member).is_some());
            if !is_ours && !ground.guests.iter().any(|one| one.member == member) {
                wrong.push(FieldError::new(place, FieldFault::NotThere));
            }
        }
        for (place, session) in self.sessions() {
            if ground.stored(session).is_none() {
                wrong.push(FieldError::new(place, FieldFault::NotThere));
            }
        }
    }
}
