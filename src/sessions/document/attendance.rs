//! Who should have come, who came, and how that is known. Who belongs elsewhere is a guest here and counts at home.

use std::collections::{BTreeMap, BTreeSet};

use utoipa::PartialSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

use super::{Part, Person, Record, Spot, given, part};
use crate::draft::Count;
use crate::error::{FieldError, FieldFault};
use crate::facts::{self, Ground, Presence, and_others, reconciled};
use crate::id::{EntryId, MemberId, OrganizationId};
use crate::rulebook::case::{Case, Fact, Mend, Told};
use crate::rulebook::kinds::{AbsenceReason, Kind};
use crate::text::{Name, Remark};

crate::vocabulary! {
    /// Whether somebody came.
    pub enum Came {
        Present = "present" "到会";
        Late = "late" "迟到";
        Remote = "remote" "线上参加";
        Excused = "excused" "请假";
        Absent = "absent" "缺席";
    }
}

impl Came {
    /// Late and remote are present.
    pub fn is_present(self) -> bool {
        matches!(self, Came::Present | Came::Late | Came::Remote)
    }
}

crate::vocabulary! {
    /// How attendance is known. The recorder's roll is enough; no location, face or photo is ever asked for.
    pub enum Basis {
        SelfReported = "self" "本人";
        Recorder = "recorder" "记录人";
        Helper = "helper" "代为登记";
        Paper = "paper" "纸质签到";
    }
}

part! {
    /// One person on the roll.
    Attendee {
        must {
            member: MemberId,
            came: Came,
        }
        may {
            /// Why not, where they did not.
            reason: AbsenceReason,
            #[schema(example = "住院")]
            note: Remark,
            basis: Basis,
            /// Who entered it, where it was a named helper.
            helper: Person,
        }
    }
}

part! {
    /// A member of another organisation: floating, at a joint Party day, a leader in their branch. It counts at home.
    Guest {
        must {
            member: MemberId,
            came: Came,
        }
        may {
            /// Where it counts, where that is not where the member belonged on the day.
            counts_at: OrganizationId,
            basis: Basis,
        }
    }
}

part! {
    /// The roll of the session.
    Attendance {
        may {
            /// How many should have come, where it differs from the roll of that day.
            expected: Count,
            /// Why it differs, and by whom.
            expected_reason: Remark,
        }
        many {
            people: Attendee,
            guests: Guest,
        }
    }
}

part! {
    /// Somebody who sat in without belonging: 列席, or a superior who came to guide.
    Observer {
        must {
            id: EntryId,
            person: Person,
        }
        may {
            #[schema(example = "镇党委组织委员")]
            position: Name,
            /// Came from a higher organisation to guide.
            from_above: bool,
        }
    }
}

impl Record {
    /// Who is on the list, and who of them came; none where no list was made.
    pub fn presence(&self) -> Option<Presence> {
        let people = given(&self.attendance.as_ref()?.people)?;
        Some(Presence(people.iter().map(|one| (one.member, one.came.is_present())).collect()))
    }
    /// How many came, guests among them.
    pub fn came_in_all(&self) -> Option<usize> {
        let attendance = self.attendance.as_ref()?;
        let people = given(&attendance.people)?.iter().filter(|one| one.came.is_present()).count();
        Some(people + attendance.guests.iter().filter(|one| one.came.is_present()).count())
    }
    /// How many should have come by what is known of the day: the committee to its own meeting, the leading body to its
    /// own, everybody on the roll to any other.
    pub fn expected_of(&self, ground: &Ground) -> Option<usize> {
        match self.kind {
            Kind::BranchCommitteeMeeting => ground.committee().map(|all| all.len()),
            Kind::DemocraticLifeMeeting if ground.about.kind.holds_democratic_life() => {
                ground.body.as_ref().map(|body| body.people.len()).filter(|size| *size > 0)
            }
            _ => ground.roll.is_known().then_some(ground.roll.people.len()),
        }
    }
}

impl Part for Attendance {
    const KINDS: &'static [Kind] = &[];
    const FEEDS: &'static [(&'static str, &'static [Fact])] = &[
        ("people", &[Fact::AttendanceRecorded, Fact::EverybodyListed, Fact::Present, Fact::CommitteePresent, Fact::PresentVoters, Fact::BodyPresent]),
        ("expected", &[Fact::Expected]),
    ];

    fn form() -> RefOr<Schema> {
        Self::schema()
    }

    fn impossible(&self, record: &Record, ground: &Ground, spot: &Spot, wrong: &mut Vec<FieldError>) {
        let (people, guests) = (spot.field("people"), spot.field("guests"));
        let mut seen = BTreeSet::new();
        // Who sits on a branch's committee from elsewhere is of it, and a guest of the members' meeting.
        let is_of_body = !record.is(Kind::BranchGeneralMeeting) || record.is(Kind::BranchCommitteeMeeting);
        let sits = |member| is_of_body && ground.body.iter().any(|body| body.find(member).is_some());
        let belongs = |member| ground.roll.find(member).is_some() || sits(member);
        for (index, one) in self.people.iter().enumerate() {
            let place = people.entry(index).field("member").pointer();
            if !seen.insert(one.member) {
                wrong.push(FieldError::new(place, FieldFault::TwiceOnRoll));
            } else if ground.roll.is_known() && !belongs(one.member) && ground.guests.iter().any(|guest| guest.member == one.member) {
                wrong.push(FieldError::new(place, FieldFault::NotOnRoll));
            }
        }
        for (index, one) in self.guests.iter().enumerate() {
            let place = guests.entry(index).field("member").pointer();
            if !seen.insert(one.member) {
                wrong.push(FieldError::new(place, FieldFault::TwiceOnRoll));
            } else if ground.roll.find(one.member).is_some() {
                let (zh, en) = ("此人在本组织名册上，请列入 people。", "This person is on the roll here: list them among `people`.");
                wrong.push(FieldError::saying(place, zh, en));
            }
        }
        let expected = self.expected.map(|number| number.get() as usize).or_else(|| record.expected_of(ground));
        let present = self.people.iter().filter(|one| one.came.is_present()).count();
        if let Some(expected) = expected
            && present > expected
            // To a committee's meeting others may come too; they are no members of it.
            && (self.expected.is_some() || record.kind != Kind::BranchCommitteeMeeting)
        {
            wrong.push(more_present(people.pointer(), present, expected));
        }
    }

    fn facts(part: Option<&Attendance>, record: &Record, ground: &Ground, case: &mut Case) {
        // A talk has no list: who talked is in it.
        if record.kind == Kind::HeartToHeartTalk {
            return;
        }
        let people = part.and_then(|attendance| given(&attendance.people));
        expected(part, record, ground, case);
        match people {
            Some(people) => listed(people, ground, case),
            None => {
                if !(record.is(Kind::DemocraticLifeMeeting) && record.has_body_numbers()) {
                    case.lack("/attendance/people", "出席情况", "who came");
                }
                for fact in [Fact::AttendanceRecorded, Fact::EverybodyListed, Fact::Present, Fact::CommitteePresent] {
                    case.whole.gap(fact, facts::unsaid("出席情况", "who came"), Mend::Record);
                }
            }
        }
        committee(record, ground, case);
    }
}

fn expected(part: Option<&Attendance>, record: &Record, ground: &Ground, case: &mut Case) {
    let stated = part.and_then(|attendance| attendance.expected).map(Count::i64);
    let derived = record.expected_of(ground).map(|number| number as i64);
    let of = reconciled(derived, stated);
    if let Some(known) = of.known {
        case.whole.set(Fact::Expected, known);
    }
    let Some((stated, derived)) = of.contradiction else { return };
    let reason = part.and_then(|attendance| attendance.expected_reason.as_ref());
    let zh = format!("应到填{stated}人，当天名册{derived}人");
    let en = format!("{stated} were expected, that day's roll has {derived}");
    case.contradicted("EXPECT-ROLL", "/attendance/expected", (zh, en), reason);
    if reason.is_none_or(Remark::is_blank) {
        case.lack("/attendance/expected_reason", "应到人数与名册不一致的原因", "why the number expected is not the roll's");
    }
}

fn listed(people: &[Attendee], ground: &Ground, case: &mut Case) {
    let present = people.iter().filter(|one| one.came.is_present()).count() as i64;
    let mut others: BTreeMap<Came, i64> = BTreeMap::new();
    for one in people.iter().filter(|one| !one.came.is_present()) {
        *others.entry(one.came).or_default() += 1;
    }
    let mut told = (format!("到会{present}人"), format!("{present} came"));
    for (came, number) in others {
        told.0.push_str(&format!("，{}{number}人", came.zh()));
        let word = if came == Came::Excused { "excused" } else { "absent" };
        told.1.push_str(&format!(", {number} {} {word}", if number == 1 { "was" } else { "were" }));
    }
    case.whole.told(Fact::AttendanceRecorded, i64::from(!people.is_empty()), Told::new(told.0, told.1).with("present", present));
    if people.is_empty() {
        case.whole.told(Fact::AttendanceRecorded, 0, Told::new("未登记出席情况", "nobody took attendance"));
    }
    case.whole.number(Fact::Present, present);
    everybody(people, ground, case);
}

fn everybody(people: &[Attendee], ground: &Ground, case: &mut Case) {
    if !ground.roll.is_known() {
        case.whole.gap(Fact::EverybodyListed, facts::no_roll(), Mend::Roll);
        return;
    }
    let is_listed = |member| people.iter().any(|one| one.member == member);
    let missing: Vec<String> = ground.roll.people.iter().filter(|one| !is_listed(one.member)).map(|one| one.name.clone()).collect();
    let all = ground.roll.people.len() as i64;
    let told = if missing.is_empty() {
        Told::new(format!("名册{all}人均已列入"), format!("all {all} on the roll are listed"))
    } else {
        let ((zh, en), are) = (and_others(&missing), if missing.len() == 1 { "is" } else { "are" });
        Told::new(format!("未列入：{zh}"), format!("{en} {are} not listed"))
    };
    let told = told.with("members", all).with("missing", missing.len() as i64);
    case.whole.told(Fact::EverybodyListed, i64::from(missing.is_empty()), told);
}

/// Of the branch's committee, how many there are and how many came.
fn committee(record: &Record, ground: &Ground, case: &mut Case) {
    let Some(members) = ground.committee() else {
        for fact in [Fact::CommitteeSize, Fact::CommitteePresent] {
            case.whole.gap(fact, facts::no_duties(), Mend::Roll);
        }
        return;
    };
    case.whole.number(Fact::CommitteeSize, members.len());
    if let Some(presence) = record.presence() {
        let present = members.iter().filter(|member| presence.came(**member) == Some(true)).count();
        case.whole.number(Fact::CommitteePresent, present);
    }
}

pub(super) fn more_present(place: impl Into<String>, present: impl std::fmt::Display, expected: impl std::fmt::Display) -> FieldError {
    FieldError::new(place, FieldFault::MorePresentThanExpected).with(present).with(expected)
}
