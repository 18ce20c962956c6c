//! 组织生活会, of a branch or of a group.

use utoipa::PartialSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

use super::{Decision, Figures, Part, Person, Progress, Record, Speech, given, part};
use crate::clock::Day;
use crate::draft::Count;
use crate::draft::List;
use crate::facts::{self, Found, Ground, and_others, said};
use crate::id::EntryId;
use crate::rulebook::case::{Case, Fact, Mend, Told};
use crate::rulebook::kinds::Kind;
use crate::text::{Name, Prose, Remark};

part! {
    /// Something done on a day before the meeting.
    Step {
        must {
            id: EntryId,
            on: Day,
            text: Remark,
        }
    }
}

part! {
    /// Something that was found wrong, and what became of it.
    LifeProblem {
        must {
            id: EntryId,
            text: Remark,
        }
        may {
            owner: Person,
            due_on: Day,
            /// `open` when absent.
            progress: Progress,
        }
    }
}

part! {
    /// What one member said of themselves, and heard.
    LifeSpeaker {
        must {
            id: EntryId,
            person: Person,
        }
        may {
            statement: Prose,
            self_criticism: Prose,
            response: Prose,
        }
        many {
            /// From whom, and what.
            criticisms: Speech,
        }
    }
}

part! {
    /// 组织生活会.
    #[derive(Default)]
    Life {
        may {
            theme: Name,
            /// As which meeting it was held.
            form: Kind,
            /// The direction of rectification that was agreed.
            direction: Prose,
            /// How many opinions were received beforehand, and how many of them were answered.
            opinions_received: Count,
            opinions_answered: Count,
        }
        many {
            study: Step,
            talks: Step,
            opinions: Step,
            /// What the branch found wrong with itself.
            problems: LifeProblem,
            speakers: LifeSpeaker,
            measures: Decision,
        }
    }
}

/// The meetings as which it is usually held.
const USUAL_FORMS: &[Kind] = &[Kind::BranchGeneralMeeting, Kind::BranchCommitteeMeeting, Kind::PartyGroupMeeting];

impl Part for Life {
    const KINDS: &'static [Kind] = &[Kind::OrganizationalLifeMeeting];
    const FEEDS: &'static [(&'static str, &'static [Fact])] = &[
        ("theme", &[Fact::LifeTheme]),
        ("form", &[Fact::LifeFormUsual]),
        ("study", &[Fact::LifeStudy]),
        ("talks", &[Fact::LifeTalks]),
        ("opinions", &[Fact::LifeOpinions]),
        ("problems", &[Fact::LifeProblems]),
        ("speakers", &[Fact::LifeSelfCriticisms, Fact::LifeCriticisms, Fact::LifeSpeakers, Fact::LifeSpeakersSelfCritical]),
        ("direction", &[Fact::LifeDirection]),
        ("measures", &[Fact::LifeMeasuresOpen, Fact::LifeMeasuresOwned, Fact::DueItems, Fact::ClosedItems]),
    ];

    fn form() -> RefOr<Schema> {
        Self::schema()
    }

    fn impossible(&self, _: &Record, _: &Ground, spot: &super::Spot, wrong: &mut Vec<crate::error::FieldError>) {
        if let (Some(received), Some(answered)) = (self.opinions_received, self.opinions_answered)
            && answered > received
        {
            let zh = format!("收到{received}条意见，答复不了{answered}条。");
            let en = format!("{answered} answered of {received} received.");
            wrong.push(crate::error::FieldError::saying(spot.field("opinions_answered").pointer(), zh, en));
        }
    }

    fn facts(part: Option<&Life>, record: &Record, ground: &Ground, case: &mut Case) {
        let empty = Life::default();
        let life = part.unwrap_or(&empty);
        theme(life, case);
        form(life, record, case);
        preparation(life, record, ground, case);
        problems(life, case);
        criticism(life, ground, case);
        direction(life, case);
        measures(life, case);
    }

    fn figures(&self, figures: &mut Figures) {
        figures.opinions(self.opinions_received, self.opinions_answered);
        if let Some(problems) = given(&self.problems) {
            figures.problems_found = Some(problems.len() as u64);
            figures.problems_solved = Some(problems.iter().filter(|one| one.progress == Some(Progress::Done)).count() as u64);
        }
    }
}

fn theme(life: &Life, case: &mut Case) {
    match said(life.theme.as_ref().map(Name::as_str)) {
        Some(true) => {
            let theme = life.theme.as_ref().map(Name::to_string).unwrap_or_default();
            case.whole.told(Fact::LifeTheme, 1, Told::new(format!("主题为“{theme}”"), format!("the theme was \"{theme}\"")));
        }
        Some(false) => {
            case.whole.yes(Fact::LifeTheme, false);
        }
        None => case.lack("/life/theme", "主题", "the theme"),
    }
}

/// Where it was a members', committee or group meeting too, that is its form.
fn form(life: &Life, record: &Record, case: &mut Case) {
    let derived = record.kinds().find(|kind| *kind != Kind::OrganizationalLifeMeeting && *kind != Kind::DemocraticAppraisal);
    let Some(form) = derived.filter(|kind| USUAL_FORMS.contains(kind)).or(life.form).or(derived) else {
        case.lack("/life/form", "召开形式", "what form it had");
        return;
    };
    let told = Told::new(format!("以{}形式召开", form.zh()), format!("it was a {}", form.en()));
    case.whole.told(Fact::LifeFormUsual, i64::from(USUAL_FORMS.contains(&form)), told);
}

/// What comes before the meeting, and how it is spoken of.
struct Preparation {
    fact: Fact,
    /// The kind of session that it is where it was one of its own.
    stored_as: Option<Kind>,
    pointer: &'static str,
    unsaid: (&'static str, &'static str),
    name: &'static str,
    one_and_many: (&'static str, &'static str),
    none: (&'static str, &'static str),
}

const PREPARATIONS: [Preparation; 3] = [
    Preparation {
        fact: Fact::LifeStudy,
        stored_as: Some(Kind::CollectiveStudy),
        pointer: "/life/study",
        unsaid: ("会前学习", "the study before"),
        name: "学习",
        one_and_many: ("study", "studies"),
        none: ("未开展学习", "there was no study"),
    },
    Preparation {
        fact: Fact::LifeTalks,
        stored_as: Some(Kind::HeartToHeartTalk),
        pointer: "/life/talks",
        unsaid: ("会前谈心谈话", "the talks before"),
        name: "谈心谈话",
        one_and_many: ("talk", "talks"),
        none: ("未开展谈心谈话", "there were no talks"),
    },
    Preparation {
        fact: Fact::LifeOpinions,
        stored_as: None,
        pointer: "/life/opinions",
        unsaid: ("会前听取意见", "the opinions heard before"),
        name: "听取意见",
        one_and_many: ("hearing", "hearings"),
        none: ("未听取意见", "no opinions were heard"),
    },
];

fn preparation(life: &Life, record: &Record, ground: &Ground, case: &mut Case) {
    for (of, list) in PREPARATIONS.iter().zip([&life.study, &life.talks, &life.opinions]) {
        let stored =
            ground.held.iter().filter(|held| Some(held.kind) == of.stored_as || held.also_kind.is_some() && held.also_kind == of.stored_as).count();
        let recorded = list.iter().filter(|step| step.on <= record.held_on).count();
        // The same talk may be on both lists: the larger number is known to be true.
        let number = stored.max(recorded) as i64;
        let told = if number > 0 {
            Told::new(format!("{}{number}次", of.name), facts::counted(number, of.one_and_many.0, of.one_and_many.1))
        } else if !list.is_empty() {
            let en = if list.len() == 1 { of.one_and_many.0 } else { of.one_and_many.1 };
            Told::new(format!("{}在会后", of.name), format!("the {en} came after"))
        } else if list.is_said() {
            Told::new(of.none.0, of.none.1)
        } else {
            case.lack(of.pointer, of.unsaid.0, of.unsaid.1);
            continue;
        };
        case.whole.told(of.fact, number, told);
    }
}

fn problems(life: &Life, case: &mut Case) {
    match given(&life.problems) {
        Some(problems) => {
            let number = problems.len() as i64;
            if number > 0 {
                case.whole.told(Fact::LifeProblems, number, Told::new(format!("问题{number}个"), format!("{number} problems")));
            } else {
                case.whole.told(Fact::LifeProblems, 0, Told::new("未查摆问题", "no problem was named"));
            }
        }
        None => case.lack("/life/problems", "查摆的问题", "the problems named"),
    }
}

fn criticism(life: &Life, ground: &Ground, case: &mut Case) {
    let Some(speakers) = given(&life.speakers) else {
        case.lack("/life/speakers", "批评和自我批评", "criticism and self-criticism");
        return;
    };
    own(speakers, case);
    mutual(speakers, case);
    // A superior who came to guide speaks without criticising themselves.
    let ours: Vec<&LifeSpeaker> = speakers.iter().filter(|one| matches!(ground.find(one.person.named()), Found::OnRoll(_))).collect();
    if !ground.roll.is_known() {
        case.whole.gap(Fact::LifeSpeakers, facts::no_roll(), Mend::Roll);
        return;
    }
    let silent: Vec<String> = ours.iter().filter(|one| !is_self_critical(one)).map(|one| ground.name_of(one.person.named())).collect();
    case.whole.number(Fact::LifeSpeakers, ours.len());
    let critical = (ours.len() - silent.len()) as i64;
    let told = if silent.is_empty() {
        Told::new(format!("发言的{critical}人均作了自我批评"), format!("all {critical} who spoke criticised themselves"))
    } else {
        let (zh, en) = and_others(&silent);
        Told::new(format!("未作自我批评：{zh}"), format!("{en} did not criticise themselves"))
    };
    case.whole.told(Fact::LifeSpeakersSelfCritical, critical, told);
}

fn is_self_critical(one: &LifeSpeaker) -> bool {
    said(one.self_criticism.as_ref().map(Prose::as_str)) == Some(true)
}

fn own(speakers: &[LifeSpeaker], case: &mut Case) {
    let number = speakers.iter().filter(|one| is_self_critical(one)).count() as i64;
    let is_unsaid = speakers.iter().any(|one| one.self_criticism.is_none());
    if number > 0 {
        case.whole.told(Fact::LifeSelfCriticisms, number, Told::new(format!("自我批评{number}人"), format!("{number} self-criticisms")));
    } else if is_unsaid {
        case.lack("/life/speakers", "自我批评", "the self-criticism");
    } else {
        case.whole.told(Fact::LifeSelfCriticisms, 0, Told::new("未开展自我批评", "nobody criticised themselves"));
    }
}

fn mutual(speakers: &[LifeSpeaker], case: &mut Case) {
    let number = speakers.iter().map(|one| one.criticisms.len()).sum::<usize>() as i64;
    let is_unsaid = speakers.iter().any(|one| !one.criticisms.is_said());
    if number > 0 {
        case.whole.told(Fact::LifeCriticisms, number, Told::new(format!("相互批评{number}条"), format!("{number} criticisms")));
    } else if is_unsaid {
        case.lack("/life/speakers", "相互批评", "the mutual criticism");
    } else {
        case.whole.told(Fact::LifeCriticisms, 0, Told::new("未开展相互批评", "nobody criticised another"));
    }
}

fn direction(life: &Life, case: &mut Case) {
    match said(life.direction.as_ref().map(Prose::as_str)) {
        Some(true) => {
            case.whole.told(Fact::LifeDirection, 1, Told::new("有整改方向", "a direction"));
        }
        Some(false) => {
            case.whole.told(Fact::LifeDirection, 0, Told::new("未明确整改方向", "no direction was agreed"));
        }
        None => case.lack("/life/direction", "整改方向", "the direction"),
    }
}

/// Measures come after the meeting; those that are open have somebody and a day.
fn measures(life: &Life, case: &mut Case) {
    let open: Vec<&Decision> = open(&life.measures).collect();
    let owned = open.iter().filter(|one| one.is_owned()).count();
    case.whole.number(Fact::LifeMeasuresOpen, open.len());
    let without: Vec<String> = open.iter().filter(|one| !one.is_owned()).map(|one| format!("“{}”", one.text)).collect();
    let told = if without.is_empty() {
        Told::new(format!("{owned}项有责任人和期限"), format!("{owned} have an owner and a date"))
    } else {
        let zh = without.iter().take(3).cloned().collect::<Vec<_>>().join("、");
        Told::new(format!("{zh}没有责任人或者期限"), format!("{} of {} have no owner or no date", without.len(), open.len()))
    };
    case.whole.told(Fact::LifeMeasuresOwned, owned as i64, told);
}

fn open(measures: &List<Decision>) -> impl Iterator<Item = &Decision> {
    measures.iter().filter(|one| one.stands() == Progress::Open)
}
