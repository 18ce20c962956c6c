//! 主题党日.

use utoipa::PartialSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

use super::{Decision, Figures, Part, Record, Spot, part};
use crate::clock::Day;
use crate::draft::Count;
use crate::error::FieldError;
use crate::facts::{self, Ground};
use crate::id::SessionId;
use crate::rulebook::case::{Case, Fact, Mend, Told};
use crate::rulebook::kinds::{Kind, OrganizationKind, PartyDayContent};
use crate::text::{Name, Remark};

part! {
    /// 主题党日.
    #[derive(Default)]
    PartyDay {
        may {
            theme: Name,
            /// The day the branch settled theme and contents.
            planned_on: Day,
            #[schema(example = "支部委员会")]
            planned_by: Name,
            /// The session that settled them: it tells day and body.
            planned_in: SessionId,
            /// Why it was not on the branch's fixed day.
            other_day_reason: Remark,
            /// Minutes of volunteer service, all taken together.
            service_minutes: Count,
            /// How many members served.
            served_members: Count,
            /// How many others served with them.
            served_others: Count,
            dues_collected: bool,
        }
        many {
            contents: PartyDayContent,
            follow_ups: Decision,
        }
    }
}

impl Part for PartyDay {
    const KINDS: &'static [Kind] = &[Kind::ThemePartyDay];
    const FEEDS: &'static [(&'static str, &'static [Fact])] = &[
        ("theme", &[Fact::PlannedBefore]),
        ("contents", &[Fact::PartyDayContents, Fact::PlannedBefore]),
        ("planned_on", &[Fact::PlannedBefore]),
        ("planned_by", &[Fact::PlannedBefore]),
        ("planned_in", &[Fact::PlannedBefore]),
        ("other_day_reason", &[Fact::OnFixedDayOrExplained]),
        ("follow_ups", &[Fact::FollowUps, Fact::FollowUpsOwned, Fact::FollowUpsClosed, Fact::DueItems, Fact::ClosedItems]),
        ("dues_collected", &[Fact::TemporaryBusiness]),
    ];

    fn form() -> RefOr<Schema> {
        Self::schema()
    }

    fn impossible(&self, record: &Record, _: &Ground, spot: &Spot, wrong: &mut Vec<FieldError>) {
        let served = self.served_members.map(|own| own.i64() + self.served_others.map_or(0, Count::i64));
        let people = served.or_else(|| record.came_in_all().map(|came| came as i64));
        let length = record.longest();
        if let (Some(minutes), Some(people)) = (self.service_minutes.map(Count::i64), people)
            && minutes > people.saturating_mul(length)
        {
            let zh = format!("{people}人在{length}分钟内服务不了{minutes}分钟。");
            let en = format!("{people} people cannot serve {minutes} minutes within {length}.");
            wrong.push(FieldError::saying(spot.field("service_minutes").pointer(), zh, en));
        }
    }

    fn facts(part: Option<&PartyDay>, record: &Record, ground: &Ground, case: &mut Case) {
        let empty = PartyDay::default();
        let day = part.unwrap_or(&empty);
        fixed_day(day, record, ground, case);
        contents(day, case);
        planned(day, record, ground, case);
        super::agenda::agreed(&day.follow_ups, case);
    }

    fn figures(&self, figures: &mut Figures) {
        figures.served_members = self.served_members.map(Count::u64);
        figures.served_others = self.served_others.map(Count::u64);
        figures.service_minutes = self.service_minutes.map(Count::u64);
    }
}

fn fixed_day(day: &PartyDay, record: &Record, ground: &Ground, case: &mut Case) {
    let Some(fixed) = ground.about.party_day else {
        case.whole.gap(Fact::OnFixedDayOrExplained, Told::new("支部未设固定日", "the branch has set no day"), Mend::Settings);
        return;
    };
    let held = (record.held_on.zh(), record.held_on.en());
    let due = fixed.day_in(record.held_on.year(), record.held_on.month());
    let due = due.map_or_else(|| ("当月没有".to_string(), "none in that month".to_string()), |day| (day.zh(), day.en()));
    let told = if fixed.is_on(record.held_on) {
        (1, format!("{}为固定日，按期开展", held.0), format!("it kept its day, {}", held.1))
    } else if let Some(reason) = day.other_day_reason.as_ref().filter(|reason| !reason.is_blank()) {
        (1, format!("因{reason}改在{}", held.0), format!("it was moved to {} ({reason})", held.1))
    } else {
        let zh = format!("固定日为{}，{}开展，未说明原因", due.0, held.0);
        (0, zh, format!("it was on {}, not on its day ({}); no reason is given", held.1, due.1))
    };
    case.whole.told(Fact::OnFixedDayOrExplained, told.0, Told::new(told.1, told.2));
}

fn contents(day: &PartyDay, case: &mut Case) {
    if day.contents.is_said() {
        let all: Vec<&str> = day.contents.iter().map(|one| one.zh()).collect();
        let en: Vec<String> = day.contents.iter().map(|one| one.en()).collect();
        let number = day.contents.len() as i64;
        if number > 0 {
            case.whole.told(Fact::PartyDayContents, number, Told::new(all.join("、"), en.join(", ")));
        } else {
            case.whole.number(Fact::PartyDayContents, 0);
        }
    } else {
        case.whole.gap(Fact::PartyDayContents, facts::unsaid("主题党日的内容", "what it consisted of"), Mend::Record);
    }
}

/// Theme and contents were settled before the day, by somebody.
fn planned(day: &PartyDay, record: &Record, ground: &Ground, case: &mut Case) {
    let stored = day.planned_in.and_then(|id| ground.stored(id)).filter(|stored| stored.is_ours && stored.is_submitted);
    let on = stored.map(|stored| stored.held_on).or(day.planned_on);
    let by = stored.map(|stored| (stored.kind.zh().to_string(), format!("the {}", stored.kind.en())));
    let by = by.or_else(|| day.planned_by.as_ref().map(|by| (by.to_string(), by.to_string())));
    let theme_known = day.theme.is_some();
    let contents_known = day.contents.is_said();
    let lacking = [
        (theme_known, "/party_day/theme", "主题", "the theme"),
        (contents_known, "/party_day/contents", "内容", "the contents"),
        (on.is_some(), "/party_day/planned_on", "何时确定主题和内容", "when theme and contents were settled"),
        (by.is_some(), "/party_day/planned_by", "由谁确定主题和内容", "who settled theme and contents"),
    ];
    let missing: Vec<_> = lacking.iter().filter(|(known, ..)| !known).collect();
    for (_, pointer, zh, en) in &missing {
        case.lack(*pointer, *zh, *en);
    }
    if let Some(on) = on
        && on > record.held_on
    {
        let (on_zh, on_en, held_zh, held_en) = (on.zh(), on.en(), record.held_on.zh(), record.held_on.en());
        let told = Told::new(format!("{on_zh}确定，{held_zh}已开展"), format!("it was settled on {on_en}, after {held_en}"));
        case.whole.told(Fact::PlannedBefore, 0, told);
        return;
    }
    match (on, by) {
        (Some(on), Some((by_zh, by_en))) if missing.is_empty() && on < record.held_on => {
            let told = Told::new(format!("{by_zh}{}确定", on.zh()), format!("{by_en} settled it on {}", on.en()));
            case.whole.told(Fact::PlannedBefore, 1, told);
        }
        (Some(_), Some(_)) if missing.is_empty() => {
            let told = facts::unsaid("当天确定是否在开展之前", "whether it was settled before the gathering of that day");
            case.whole.gap(Fact::PlannedBefore, told, Mend::Record);
        }
        _ => {
            let zh: Vec<&str> = missing.iter().map(|(_, _, zh, _)| *zh).collect();
            let en: Vec<&str> = missing.iter().map(|(.., en)| *en).collect();
            case.whole.gap(Fact::PlannedBefore, facts::unsaid(zh.join("、"), en.join(", ")), Mend::Record);
        }
    }
}

/// Business that a temporary branch generally leaves alone.
pub(super) fn temporary_business(record: &Record, ground: &Ground, case: &mut Case) {
    if ground.about.kind != OrganizationKind::TemporaryBranch {
        return;
    }
    let elects =
        record.agenda.iter().flat_map(|item| &item.votes).any(|vote| vote.subject == Some(crate::rulebook::kinds::ResolutionSubject::Election));
    let collects = record.party_day.as_ref().is_some_and(|day| day.dues_collected == Some(true));
    let (zh, en): (Vec<&str>, Vec<&str>) =
        [(elects, "选举", "an election"), (collects, "收缴党费", "dues")].iter().filter(|(is_so, ..)| *is_so).map(|(_, zh, en)| (*zh, *en)).unzip();
    if zh.is_empty() {
        case.whole.yes(Fact::TemporaryBusiness, false);
    } else {
        let told = Told::new(format!("临时党支部进行了{}", zh.join("、")), format!("a temporary branch had {}", en.join(" and ")));
        case.whole.told(Fact::TemporaryBusiness, 1, told);
    }
}
