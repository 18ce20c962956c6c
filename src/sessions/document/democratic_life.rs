//! 民主生活会: its quorum and how it was set up. Its base is the leading body, by its dated seats where they are known.
//! Not here: its course and its criticism, which are sealed and come with a room of their own.

use utoipa::PartialSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

use super::attendance::more_present;
use super::{Figures, Part, Record, Spot, part};
use crate::draft::Count;
use crate::error::FieldError;
use crate::facts::{self, Ground, reconciled};
use crate::rulebook::case::{Case, Fact, Mend, Told};
use crate::rulebook::kinds::{Kind, OrganizationKind, Sector, Supervision, ThemeSetBy};
use crate::text::{Name, Remark};

part! {
    /// 民主生活会: the document and its quorum.
    #[derive(Default)]
    DemocraticLife {
        may {
            theme: Name,
            theme_set_by: ThemeSetBy,
            /// 专题.
            special: bool,
            /// Members of the leading body who should have come, where its seats are not known or others.
            body_expected: Count,
            body_expected_reason: Remark,
            body_present: Count,
            /// Held earlier or later than the usual time.
            moved: bool,
            move_approved: bool,
            supervision: Supervision,
            /// How many opinions were received beforehand, and how many of them were answered.
            opinions_received: Count,
            opinions_answered: Count,
        }
    }
}

impl Record {
    /// Whether it gives the body's numbers without a list of who came.
    pub(super) fn has_body_numbers(&self) -> bool {
        self.democratic_life.as_ref().is_some_and(|body| body.body_present.is_some())
    }
}

impl Part for DemocraticLife {
    const KINDS: &'static [Kind] = &[Kind::DemocraticLifeMeeting];
    const FEEDS: &'static [(&'static str, &'static [Fact])] = &[
        ("theme_set_by", &[Fact::ThemeApproved]),
        ("body_expected", &[Fact::BodyExpected]),
        ("body_present", &[Fact::BodyPresent]),
        ("moved", &[Fact::MoveInOrder]),
        ("move_approved", &[Fact::MoveInOrder]),
        ("supervision", &[Fact::Supervised]),
    ];

    fn form() -> RefOr<Schema> {
        Self::schema()
    }

    fn impossible(&self, record: &Record, ground: &Ground, spot: &Spot, wrong: &mut Vec<FieldError>) {
        let expected = self.body_expected.map(Count::i64).or_else(|| body_size(ground));
        let attended = body_present(record, ground);
        let place = spot.field("body_present").pointer();
        if let (Some(expected), Some(present)) = (expected, self.body_present.map(Count::i64)) {
            if present > expected {
                wrong.push(more_present(place, present, expected));
            } else if let Some(attended) = attended
                && present > attended
            {
                wrong.push(more_present(place, present, attended));
            }
        }
    }

    fn facts(part: Option<&DemocraticLife>, record: &Record, ground: &Ground, case: &mut Case) {
        // Whoever holds none is told that, and asked nothing of what it should have said.
        if !ground.about.kind.holds_democratic_life() {
            return;
        }
        let empty = DemocraticLife::default();
        let body = part.unwrap_or(&empty);
        theme(body, case);
        quorum(body, record, ground, case);
        if !is_by_reference(ground) {
            moved(body, record, case);
        }
        match body.supervision {
            Some(supervision) => {
                let told = Told::new(format!("上级{}", supervision.zh()), supervised(supervision));
                case.whole.told(Fact::Supervised, i64::from(supervision != Supervision::None), told);
            }
            None => case.lack("/democratic_life/supervision", "上级是否派人", "whether anybody was sent"),
        }
    }

    fn figures(&self, figures: &mut Figures) {
        figures.opinions(self.opinions_received, self.opinions_answered);
    }
}

fn supervised(supervision: Supervision) -> &'static str {
    match supervision {
        Supervision::Team => "a team came",
        Supervision::Observer => "an observer came",
        Supervision::None => "nobody was sent",
    }
}

fn theme(body: &DemocraticLife, case: &mut Case) {
    if body.theme.is_none() {
        case.lack("/democratic_life/theme", "主题", "the theme");
    }
    let Some(by) = body.theme_set_by else {
        case.lack("/democratic_life/theme_set_by", "主题由谁确定", "who set the theme");
        return;
    };
    let (zh, en) = match by {
        ThemeSetBy::Superior => ("主题由上级确定", "the superior set it"),
        ThemeSetBy::OwnWithConsent => ("主题自定，上级同意", "the superior approved it"),
        ThemeSetBy::Own => ("主题自定，未报上级同意", "it was not approved"),
    };
    case.whole.told(Fact::ThemeApproved, i64::from(by != ThemeSetBy::Own), Told::new(zh, en));
}

fn body_size(ground: &Ground) -> Option<i64> {
    ground.body.as_ref().map(|body| body.people.len() as i64).filter(|size| *size > 0)
}

/// Of the leading body, those on the list of who came.
fn body_present(record: &Record, ground: &Ground) -> Option<i64> {
    let (presence, body) = (record.presence()?, ground.body.as_ref()?);
    body_size(ground)?;
    let guests = record.attendance.iter().flat_map(|attendance| &attendance.guests).filter(|one| one.came.is_present());
    let came = |member| presence.came(member) == Some(true) || guests.clone().any(|one| one.member == member);
    Some(body.people.iter().filter(|one| came(one.member)).count() as i64)
}

fn quorum(body: &DemocraticLife, record: &Record, ground: &Ground, case: &mut Case) {
    let expected = reconciled(body_size(ground), body.body_expected.map(Count::i64));
    if let Some((stated, on_roll)) = expected.contradiction {
        let said = (format!("领导班子应到填{stated}人，名册{on_roll}人"), format!("{stated} of the body are expected, its roll has {on_roll}"));
        let reason = body.body_expected_reason.as_ref();
        case.contradicted("BODY-ROLL", "/democratic_life/body_expected", said, reason);
        if reason.is_none_or(Remark::is_blank) {
            case.lack("/democratic_life/body_expected_reason", "应到人数与班子名册不一致的原因", "why the number expected is not the body's");
        }
    }
    match expected.known {
        Some(known) => {
            case.whole.set(Fact::BodyExpected, known);
        }
        None => {
            case.lack("/democratic_life/body_expected", "领导班子应到人数", "how many of the body are expected");
            case.whole.gap(Fact::BodyExpected, facts::unsaid("领导班子应到人数", "how many of the body are expected"), Mend::Record);
        }
    }
    let present = reconciled(body_present(record, ground), body.body_present.map(Count::i64));
    match present.known {
        Some(known) => {
            case.whole.set(Fact::BodyPresent, known);
        }
        None => case.lack("/democratic_life/body_present", "领导班子到会人数", "how many of the body came"),
    }
}

/// In the fourth quarter, and of one on a special matter, nothing need be said of the date; at another time, or where it says
/// that it was moved, the superior agreed.
fn moved(body: &DemocraticLife, record: &Record, case: &mut Case) {
    let (day_zh, day_en) = (record.held_on.zh(), record.held_on.en());
    let is_usual = record.held_on.quarter() == 4 || body.special == Some(true);
    if is_usual && body.moved != Some(true) {
        let told = Told::new(format!("{day_zh}召开"), format!("it met on {day_en}"));
        case.whole.told(Fact::MoveInOrder, 1, told);
        return;
    }
    match body.move_approved {
        Some(true) => {
            let told = Told::new(format!("{day_zh}召开，上级同意"), format!("it met on {day_en} with consent"));
            case.whole.told(Fact::MoveInOrder, 1, told);
        }
        Some(false) => {
            let told = Told::new(format!("{day_zh}召开，上级未同意"), format!("it met on {day_en} without consent"));
            case.whole.told(Fact::MoveInOrder, 0, told);
        }
        None => {
            case.lack("/democratic_life/move_approved", "上级是否同意改期", "whether the superior agreed to the date");
            case.whole.gap(Fact::MoveInOrder, facts::unsaid("上级是否同意", "whether the superior agreed"), Mend::Record);
        }
    }
}

/// Whether a committee follows the rules of democratic life sessions only by reference: those of state enterprises,
/// universities, townships and villages, by sector and level, also while the level is not known.
pub(super) fn is_by_reference(ground: &Ground) -> bool {
    use OrganizationKind as K;
    let about = &ground.about;
    let is_committee = matches!(about.kind, K::PartyCommittee | K::OrganPartyCommittee | K::DisciplineCommission);
    let executes = matches!(about.sector, Some(Sector::PrivateEnterprise | Sector::SocialOrganization | Sector::Research | Sector::Hospital));
    is_committee && !executes && about.level != Some(crate::rulebook::kinds::Level::CountyAndAbove)
}
