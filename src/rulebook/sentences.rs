//! What a finding says, in Chinese and English, with the numbers in it. Not here: whether a rule is met.

use super::case::Fact;
use super::rules::Bound;

/// A sentence in both languages.
pub(super) type Said = (String, String);

/// Of two numbers and the bound between them; `need` is the edge.
pub(super) fn ratio(bound: Bound, part: (Fact, i64), whole: (Fact, i64), need: i64, is_met: bool) -> Said {
    let ((part, of), (whole, all)) = (part, whole);
    let (zh, en) = match bound {
        // All of them: what is left to do says more than a fraction.
        Bound::AtLeast(n, d) if n == d && is_met => ("没有遗漏".to_string(), "none is missing".to_string()),
        Bound::AtLeast(n, d) if n == d => {
            let left = all.saturating_sub(of);
            (format!("还差 {}", counted(whole, left)), format!("{left} still missing"))
        }
        Bound::AtLeast(n, d) => {
            let (zh, en) = if is_met { ("达到", "which reaches") } else { ("未达", "short of") };
            edge((zh, en), (n, d), AT_LEAST, (part, need))
        }
        Bound::MoreThan(n, d) => {
            let (zh, en) = if is_met { ("超过", "more than") } else { ("未超过", "not more than") };
            edge((zh, en), (n, d), AT_LEAST, (part, need))
        }
        Bound::AtMost(n, d) => {
            let (zh, en) = if is_met { ("未超过", "not more than") } else { ("超过", "more than") };
            edge((zh, en), (n, d), AT_MOST, (part, need))
        }
    };
    (
        format!("{} {}，{} {}，{zh}。", whole.zh(), counted(whole, all), part.zh(), counted(part, of)),
        format!("{}: {all}; {}: {of}, {en}.", capital(english(whole)), english(part)),
    )
}

/// The words around the number at the edge: before it in Chinese, before and after it in English.
type Limit = (&'static str, &'static str, &'static str);
const AT_LEAST: Limit = ("至少", "at least", "needed");
const AT_MOST: Limit = ("至多", "at most", "allowed");

/// Which side of the share it is on, and the number at its edge.
fn edge((zh, en): (&str, &str), (n, d): (u32, u32), limit: Limit, (part, need): (Fact, i64)) -> Said {
    let (zh_share, en_share) = share(n, d);
    let (zh_limit, en_limit, en_end) = limit;
    (format!("{zh}{zh_share}（{zh_limit} {}）", counted(part, need)), format!("{en} {en_share} ({en_limit} {need} {en_end})"))
}

/// Of one number and its limits.
pub(super) fn amount(fact: Fact, number: i64, least: Option<i64>, most: Option<i64>) -> Said {
    let (zh, en) = match (least, most) {
        (Some(least), Some(most)) => {
            let range = format!("应为 {least} 到 {}", counted(fact, most));
            (range, format!("from {least} to {most} is right"))
        }
        (Some(least), None) => {
            let limit = format!("应不少于 {}", counted(fact, least));
            (limit, format!("at least {least} needed"))
        }
        (None, Some(0)) if number > 0 => ("不应有".to_string(), "there should be none".to_string()),
        (None, Some(most)) => {
            let limit = format!("应不超过 {}", counted(fact, most));
            (limit, format!("at most {most} allowed"))
        }
        (None, None) => return (String::new(), String::new()),
    };
    (format!("{} {}，{zh}。", fact.zh(), counted(fact, number)), format!("{}: {number}, {en}.", capital(english(fact))))
}

/// Of something that must be so.
pub(super) fn yes(fact: Fact, is_so: bool) -> Said {
    match is_so {
        true => (format!("{}。", fact.zh()), format!("{}: yes.", capital(english(fact)))),
        false => (format!("尚未做到“{}”。", fact.zh()), format!("{}: no.", capital(english(fact)))),
    }
}

/// Of something that must not be so.
pub(super) fn no(fact: Fact, is_so: bool) -> Said {
    match is_so {
        true => (format!("不应有此情形：{}。", fact.zh()), format!("This should not be: {}.", english(fact))),
        false => (format!("没有此情形：{}。", fact.zh()), format!("This is not so: {}.", english(fact))),
    }
}

/// Of several things, and which of them are missing.
pub(super) fn all(missing: &[Fact]) -> Said {
    if missing.is_empty() {
        return ("都有记录。".to_string(), "All are on record.".to_string());
    }
    let list = |name: fn(Fact) -> &'static str, join: &str| missing.iter().map(|fact| name(*fact)).collect::<Vec<_>>().join(join);
    (format!("缺少：{}。", list(Fact::zh, "、")), format!("Missing: {}.", list(english, ", ")))
}

/// Of a fact that is not known, or is zero where something must be a part of it.
pub(super) fn unknown(fact: Fact, is_zero: bool) -> Said {
    match is_zero {
        true => (format!("“{}”为 0，无法判断。", fact.zh()), format!("{}: 0, so this cannot be judged.", capital(english(fact)))),
        false => (format!("没有记录“{}”，无法判断。", fact.zh()), format!("The record does not say: {}.", english(fact))),
    }
}

fn share(n: u32, d: u32) -> Said {
    const DIGITS: [&str; 11] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    const PARTS: [&str; 11] = ["", "", "half", "third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    let at = |list: [&'static str; 11], number: u32| list.get(number as usize).copied().unwrap_or("");
    let (few, many, part) = (at(DIGITS, n), at(DIGITS, d), at(PARTS, d));
    match (n, d) {
        (1, 2) => ("半数".to_string(), "half".to_string()),
        _ if few.is_empty() || many.is_empty() || part.is_empty() => (format!("{n}/{d}"), format!("{n}/{d}")),
        (1, _) => (format!("{many}分之{few}"), format!("a {part}")),
        _ => (format!("{many}分之{few}"), format!("{n} {part}s")),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A number with its Chinese measure word.
fn counted(fact: Fact, number: i64) -> String {
    match measure_word(fact) {
        "" => number.to_string(),
        word => format!("{number} {word}"),
    }
}

fn measure_word(fact: Fact) -> &'static str {
    use Fact as F;
    match fact {
        F::FullMembers | F::Members | F::Voters | F::CommitteeSize | F::CommitteePresent | F::Expected | F::Present => "人",
        F::VotingBase | F::PresentVoters | F::CountedOut | F::BodyExpected | F::BodyPresent => "人",
        F::LifeSpeakers | F::LifeSelfCriticisms => "人",
        F::Appraised | F::Concluded | F::Excellent | F::ProbationaryGraded | F::Graded | F::Told => "人",
        F::Approve | F::ApproveWithWritten | F::Proxies => "票",
        F::Groups => "个",
        F::ExtensionMonths => "个月",
        F::PartyDayContents | F::FollowUps | F::FollowUpsWithProgress | F::LifeMeasures | F::LifeMeasuresOwned => "项",
        F::LifeProblems => "个",
        F::LifeCriticisms => "条",
        F::Meetings => "次",
        _ => "",
    }
}

/// A fact's name for an English reader.
fn english(fact: Fact) -> &'static str {
    use Fact as F;
    match fact {
        F::FullMembers => "full members",
        F::Members => "members",
        F::Voters => "members with a vote",
        F::CommitteeSize => "committee members",
        F::HasCommittee => "there is a branch committee",
        F::NeedsCommittee => "a branch committee is due or there is one",
        F::Groups => "Party groups",
        F::LargeOrScattered => "members are many or scattered",
        F::HasGroupLeader => "the group has a leader",
        F::Expected => "expected",
        F::Present => "present",
        F::AttendanceRecorded => "attendance is on record",
        F::EverybodyListed => "the attendance of every member on the roll is on record",
        F::CommitteePresent => "committee members present",
        F::HostNamed => "the host is named",
        F::HostIsSecretary => "the secretary is the host",
        F::HostIsDelegated => "the host was delegated by the secretary",
        F::HostInOrder => "the host is the secretary, or a deputy or committee member with delegation",
        F::HostIsGroupLeader => "the group leader is the host",
        F::InFourthQuarter => "held in the fourth quarter",
        F::Voted => "put to the vote",
        F::Discussed => "the discussion is on record",
        F::Important => "an important matter",
        F::PriorCommittee => "discussed by the branch committee before",
        F::IsOrdinary => "an ordinary vote",
        F::IsAdmission => "the admission of a probationary member",
        F::IsConfirmation => "the confirmation of a probationary member",
        F::IsAdmissionOrConfirmation => "an admission or a confirmation",
        F::IsExtension => "an extension of probation",
        F::IsElection => "an election",
        F::VotingBase => "members entitled to vote",
        F::PresentVoters => "voters present",
        F::Approve => "in favour",
        F::ApproveWithWritten => "in favour, written opinions included",
        F::Passed => "recorded as passed",
        F::Secret => "a secret ballot",
        F::OneCandidate => "one candidate to a vote",
        F::Proxies => "proxy ballots",
        F::ExtensionMonths => "months of extension",
        F::WithinMonthOfPrereview => "held within a month of the preliminary review",
        F::AdmissionResolutionComplete => "the resolution has the performance, the result and the secretary's signature",
        F::CountedOut => "voters counted out",
        F::CountedOutInOrder => "counted out with the superior's consent and the meeting's adoption",
        F::OnFixedDayOrExplained => "held on the fixed day, or the reason is given",
        F::PartyDayContents => "contents of the theme Party day",
        F::PlannedBefore => "theme and contents were settled before",
        F::FollowUps => "things agreed",
        F::FollowUpsWithProgress => "with their progress on record",
        F::LifeTheme => "a theme",
        F::LifeFormUsual => "held as a members', committee or group meeting",
        F::LifeStudy => "study beforehand",
        F::LifeTalks => "talks beforehand",
        F::LifeOpinions => "opinions gathered beforehand",
        F::LifeProblems => "problems named",
        F::LifeSpeakers => "speakers",
        F::LifeSelfCriticisms => "speakers with a self-criticism",
        F::LifeCriticisms => "mutual criticism",
        F::LifeDirection => "an agreed direction",
        F::LifeMeasures => "measures",
        F::LifeMeasuresOwned => "measures with an owner and a date",
        F::StepsInOrder => "self-appraisal, mutual appraisal and ballot, in this order",
        F::BallotInGeneralMeeting => "the ballot was held in the members' meeting",
        F::Appraised => "members appraised",
        F::Concluded => "members with a conclusion",
        F::Excellent => "members graded excellent",
        F::ProbationaryGraded => "probationary members graded",
        F::Graded => "members graded",
        F::Told => "members told the conclusion",
        F::IsLeadingBody => "the organisation is a committee, leading group or work committee",
        F::BodyExpected => "members of the leading body expected",
        F::BodyPresent => "members of the leading body present",
        F::ThemeApproved => "the theme was set or agreed to by the superior",
        F::Moved => "held earlier or later than due",
        F::MoveApproved => "the superior agreed to the other date",
        F::Supervised => "the superior sent a team or an observer",
        F::Meetings => "times held",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const PART: Fact = Fact::PresentVoters;
    const WHOLE: Fact = Fact::VotingBase;

    fn of_ten(bound: Bound, part: i64, need: i64, is_met: bool) -> Said {
        let (zh, en) = ratio(bound, (PART, part), (WHOLE, 10), need, is_met);
        let zh = zh.strip_prefix(&format!("应到会有表决权的党员 10 人，到会有表决权的党员 {part} 人，")).expect("the numbers").to_string();
        let en = en.strip_prefix(&format!("Members entitled to vote: 10; voters present: {part}, ")).expect("the numbers").to_string();
        (zh, en)
    }

    fn said(zh: &str, en: &str) -> Said {
        (zh.to_string(), en.to_string())
    }

    #[test]
    fn a_part_is_told_with_its_share_and_the_number_at_its_edge() {
        assert_eq!(of_ten(Bound::AtLeast(1, 2), 5, 5, true), said("达到半数（至少 5 人）。", "which reaches half (at least 5 needed)."));
        assert_eq!(of_ten(Bound::AtLeast(1, 2), 4, 5, false), said("未达半数（至少 5 人）。", "short of half (at least 5 needed)."));
        assert_eq!(of_ten(Bound::MoreThan(1, 2), 6, 6, true), said("超过半数（至少 6 人）。", "more than half (at least 6 needed)."));
        assert_eq!(of_ten(Bound::MoreThan(1, 2), 5, 6, false), said("未超过半数（至少 6 人）。", "not more than half (at least 6 needed)."));
        assert_eq!(of_ten(Bound::AtMost(1, 3), 3, 3, true), said("未超过三分之一（至多 3 人）。", "not more than a third (at most 3 allowed)."));
        assert_eq!(of_ten(Bound::AtMost(1, 3), 4, 3, false), said("超过三分之一（至多 3 人）。", "more than a third (at most 3 allowed)."));
    }

    #[test]
    fn where_all_are_needed_what_is_left_is_told() {
        assert_eq!(of_ten(Bound::AtLeast(1, 1), 10, 10, true), said("没有遗漏。", "none is missing."));
        assert_eq!(of_ten(Bound::AtLeast(3, 3), 8, 10, false), said("还差 2 人。", "2 still missing."));
    }

    #[test]
    fn shares_are_words_as_far_as_there_are_words() {
        assert_eq!(share(1, 2), said("半数", "half"));
        assert_eq!(share(1, 3), said("三分之一", "a third"));
        assert_eq!(share(2, 3), said("三分之二", "2 thirds"));
        assert_eq!(share(4, 5), said("五分之四", "4 fifths"));
        assert_eq!(share(2, 4), said("四分之二", "2 quarters"));
        assert_eq!(share(1, 10), said("十分之一", "a tenth"));
        assert_eq!(share(9, 11), said("9/11", "9/11"));
        assert_eq!(share(11, 10), said("11/10", "11/10"));
        assert_eq!(share(1, 1), said("1/1", "1/1"));
        assert_eq!(share(1, 0), said("1/0", "1/0"));
    }

    #[test]
    fn an_amount_is_told_with_its_limits() {
        let groups = |number, least, most| amount(Fact::Groups, number, least, most);
        assert_eq!(groups(4, Some(3), Some(5)), said("党小组 4 个，应为 3 到 5 个。", "Party groups: 4, from 3 to 5 is right."));
        assert_eq!(groups(0, Some(1), None), said("党小组 0 个，应不少于 1 个。", "Party groups: 0, at least 1 needed."));
        assert_eq!(groups(6, None, Some(5)), said("党小组 6 个，应不超过 5 个。", "Party groups: 6, at most 5 allowed."));
        assert_eq!(groups(1, None, Some(0)), said("党小组 1 个，不应有。", "Party groups: 1, there should be none."));
        assert_eq!(groups(0, None, Some(0)), said("党小组 0 个，应不超过 0 个。", "Party groups: 0, at most 0 allowed."));
        assert_eq!(groups(4, None, None), said("", ""));
    }

    #[test]
    fn what_must_or_must_not_be_so_is_told_as_it_is() {
        assert_eq!(yes(Fact::Secret, true), said("无记名投票。", "A secret ballot: yes."));
        assert_eq!(yes(Fact::Secret, false), said("尚未做到“无记名投票”。", "A secret ballot: no."));
        assert_eq!(no(Fact::Secret, true), said("不应有此情形：无记名投票。", "This should not be: a secret ballot."));
        assert_eq!(no(Fact::Secret, false), said("没有此情形：无记名投票。", "This is not so: a secret ballot."));
    }

    #[test]
    fn what_is_missing_is_listed() {
        assert_eq!(all(&[]), said("都有记录。", "All are on record."));
        assert_eq!(all(&[Fact::LifeTheme]), said("缺少：确定主题。", "Missing: a theme."));
        assert_eq!(all(&[Fact::LifeTheme, Fact::LifeStudy]), said("缺少：确定主题、会前学习。", "Missing: a theme, study beforehand."));
    }

    #[test]
    fn what_is_not_known_is_told_apart_from_nothing() {
        assert_eq!(unknown(WHOLE, false), said("没有记录“应到会有表决权的党员”，无法判断。", "The record does not say: members entitled to vote."));
        let zero = said("“应到会有表决权的党员”为 0，无法判断。", "Members entitled to vote: 0, so this cannot be judged.");
        assert_eq!(unknown(WHOLE, true), zero);
    }

    #[test]
    fn people_ballots_and_things_are_counted_by_their_own_words() {
        let by = |word: &str| Fact::ALL.iter().filter(|fact| measure_word(**fact) == word).map(|fact| fact.word()).collect::<Vec<_>>().join(" ");
        let people = "full_members members voters committee_size expected present committee_present voting_base present_voters counted_out \
            life_speakers life_self_criticisms appraised concluded excellent probationary_graded graded told body_expected body_present";
        assert_eq!(by("人"), people);
        assert_eq!(by("票"), "approve approve_with_written proxies");
        assert_eq!(by("个"), "groups life_problems");
        assert_eq!(by("个月"), "extension_months");
        assert_eq!(by("项"), "party_day_contents follow_ups follow_ups_with_progress life_measures life_measures_owned");
        assert_eq!(by("条"), "life_criticisms");
        assert_eq!(by("次"), "meetings");
        assert_eq!((counted(Fact::Groups, 3), counted(Fact::Secret, 1)), ("3 个".to_string(), "1".to_string()));
    }

    #[test]
    fn every_fact_has_an_english_name_of_its_own() {
        let names: BTreeSet<&str> = Fact::ALL.iter().map(|fact| english(*fact)).collect();
        assert_eq!(names.len(), Fact::ALL.len());
    }

    #[test]
    fn a_sentence_begins_with_a_capital() {
        assert_eq!((capital("voters"), capital("Party"), capital("")), ("Voters".to_string(), "Party".to_string(), String::new()));
    }
}
