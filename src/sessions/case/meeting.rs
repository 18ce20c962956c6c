//! The facts of any session: when it was held, who came, who was its host.

use crate::members::Roll;
use crate::rulebook::case::{Fact, Scene};
use crate::rulebook::kinds::Duty;
use crate::sessions::document::{Attendance, Host, Record};

pub(super) fn day(whole: &mut Scene, record: &Record) {
    whole.yes(Fact::InFourthQuarter, record.held_on.quarter() == 4);
}

/// Without a list nobody knows who came; an empty one records nobody.
pub(super) fn attendance(whole: &mut Scene, record: &Record, roll: &Roll) {
    let Some(attendance) = &record.attendance else {
        whole.yes(Fact::AttendanceRecorded, false);
        return;
    };
    whole.yes(Fact::AttendanceRecorded, !attendance.people.is_empty());
    match attendance.expected {
        Some(expected) => whole.number(Fact::Expected, expected),
        None => whole.number(Fact::Expected, record.expected_of(roll)),
    };
    whole.number(Fact::Present, present(attendance));
    whole.number(Fact::CommitteePresent, committee_present(attendance, roll));
    whole.yes(Fact::EverybodyListed, lists_everybody(attendance, roll));
}

fn present(attendance: &Attendance) -> usize {
    attendance.people.iter().filter(|one| one.came.is_present()).count()
}

fn committee_present(attendance: &Attendance, roll: &Roll) -> usize {
    let present = attendance.people.iter().filter(|one| one.came.is_present());
    let on_roll = present.filter_map(|one| roll.find(one.member));
    on_roll.filter(|person| person.is_on_committee()).count()
}

/// Present or not, everybody on the roll has a line.
fn lists_everybody(attendance: &Attendance, roll: &Roll) -> bool {
    let is_listed = |member| attendance.people.iter().any(|one| one.member == member);
    roll.people.iter().all(|person| is_listed(person.member))
}

/// In which duty a host held it is not guessed from the name.
pub(super) fn host(whole: &mut Scene, record: &Record) {
    whole.yes(Fact::HostNamed, record.host.is_some());
    let Some(host) = &record.host else { return };
    let Some(duty) = host.duty else { return };
    let is_secretary = duty == Duty::Secretary;
    let is_delegated = is_delegated(host, duty);
    whole.yes(Fact::HostIsSecretary, is_secretary);
    whole.yes(Fact::HostIsDelegated, is_delegated);
    whole.yes(Fact::HostInOrder, is_secretary || is_delegated);
    whole.yes(Fact::HostIsGroupLeader, duty == Duty::GroupLeader);
}

fn is_delegated(host: &Host, duty: Duty) -> bool {
    duty.is_on_committee() && host.delegated == Some(true)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::sessions::case::of;
    use crate::sessions::case::samples::{branch, full, known, member, record, roll, said, serving};

    /// Six on the roll: a secretary and a commissioner, a group leader, three others.
    fn six() -> Roll {
        let serving = [serving(1, Duty::Secretary), serving(2, Duty::OrganizationCommissioner), serving(3, Duty::GroupLeader)];
        roll(serving.into_iter().chain((4..=6).map(full)))
    }

    fn facts_of<const N: usize>(parts: Value, facts: [Fact; N]) -> [Option<i64>; N] {
        let whole = of(&record(parts), &branch(), &six()).whole;
        facts.map(|fact| known(&whole, fact))
    }

    fn came(people: &[(u128, &str)]) -> Value {
        let people: Vec<Value> = people.iter().map(|(number, came)| json!({ "member": member(*number), "came": came })).collect();
        json!({ "attendance": { "people": people } })
    }

    #[test]
    fn the_fourth_quarter_begins_in_october_and_ends_with_the_year() {
        for (day, is_in) in [("2026-09-30", 0), ("2026-10-01", 1), ("2026-12-31", 1), ("2027-01-01", 0)] {
            assert_eq!(said(json!({ "held_on": day }), Fact::InFourthQuarter), Some(is_in), "{day}");
        }
    }

    const COUNTS: [Fact; 4] = [Fact::Expected, Fact::Present, Fact::CommitteePresent, Fact::EverybodyListed];

    #[test]
    fn without_a_list_nothing_is_known_of_who_came() {
        assert_eq!(facts_of(json!({}), [Fact::AttendanceRecorded]), [Some(0)]);
        assert_eq!(facts_of(json!({}), COUNTS), [None; 4]);
    }

    #[test]
    fn an_empty_list_records_nobody_and_counts_nobody() {
        assert_eq!(facts_of(came(&[]), [Fact::AttendanceRecorded]), [Some(0)]);
        assert_eq!(facts_of(came(&[]), COUNTS), [6, 0, 0, 0].map(Some));
        assert_eq!(facts_of(came(&[(4, "absent")]), [Fact::AttendanceRecorded]), [Some(1)]);
    }

    #[test]
    fn who_came_late_or_by_wire_was_present_and_who_was_excused_was_not() {
        for (how, present) in [("present", 1), ("late", 1), ("remote", 1), ("excused", 0), ("absent", 0)] {
            assert_eq!(facts_of(came(&[(1, how)]), [Fact::Present, Fact::CommitteePresent]), [Some(present); 2], "{how}");
        }
    }

    #[test]
    fn of_those_present_only_the_committees_members_are_its_quorum() {
        assert_eq!(facts_of(came(&[(1, "present"), (2, "late"), (3, "present"), (4, "present")]), COUNTS), [6, 4, 2, 0].map(Some));
        assert_eq!(facts_of(came(&[(1, "excused"), (2, "present"), (99, "present")]), COUNTS), [6, 2, 1, 0].map(Some));
    }

    #[test]
    fn everybody_is_listed_when_each_on_the_roll_has_a_line_whether_they_came_or_not() {
        let everybody = [(1, "present"), (2, "absent"), (3, "excused"), (4, "late"), (5, "present"), (6, "absent")];
        assert_eq!(facts_of(came(&everybody), [Fact::EverybodyListed]), [Some(1)]);
        assert_eq!(facts_of(came(&everybody[1..]), [Fact::EverybodyListed]), [Some(0)]);
        let with_a_guest = [&everybody[..], &[(99, "present")]].concat();
        assert_eq!(facts_of(came(&with_a_guest), [Fact::EverybodyListed]), [Some(1)]);
    }

    #[test]
    fn the_roll_is_expected_unless_the_record_gives_another_number() {
        let expected = |kind: &str, number: Value| {
            let attendance = json!({ "expected": number, "expected_reason": "二人当天转出", "people": [] });
            facts_of(json!({ "kind": kind, "attendance": attendance }), [Fact::Expected])
        };
        assert_eq!(expected("branch_general_meeting", Value::Null), [Some(6)]);
        assert_eq!(expected("branch_committee_meeting", Value::Null), [Some(2)], "the committee to its own meeting");
        assert_eq!(expected("branch_general_meeting", json!(4)), [Some(4)]);
        assert_eq!(expected("branch_committee_meeting", json!(0)), [Some(0)]);
    }

    const HOST: [Fact; 5] = [Fact::HostNamed, Fact::HostIsSecretary, Fact::HostIsDelegated, Fact::HostInOrder, Fact::HostIsGroupLeader];

    fn host(duty: Option<&str>, delegated: Option<bool>) -> [Option<i64>; 5] {
        let person = json!({ "member": member(1) });
        facts_of(json!({ "host": { "person": person, "duty": duty, "delegated": delegated } }), HOST)
    }

    #[test]
    fn the_duty_of_a_host_is_not_guessed() {
        assert_eq!(facts_of(json!({}), HOST), [Some(0), None, None, None, None]);
        assert_eq!(host(None, None), [Some(1), None, None, None, None]);
        assert_eq!(host(None, Some(true)), [Some(1), None, None, None, None]);
    }

    #[test]
    fn a_secretary_is_in_order_and_others_of_the_committee_by_delegation_only() {
        assert_eq!(host(Some("secretary"), None), [1, 1, 0, 1, 0].map(Some));
        assert_eq!(host(Some("secretary"), Some(true)), [1, 1, 1, 1, 0].map(Some));
        for duty in ["deputy_secretary", "organization_commissioner", "committee_member"] {
            assert_eq!(host(Some(duty), Some(true)), [1, 0, 1, 1, 0].map(Some), "{duty}");
            assert_eq!(host(Some(duty), Some(false)), [1, 0, 0, 0, 0].map(Some), "{duty}");
            assert_eq!(host(Some(duty), None), [1, 0, 0, 0, 0].map(Some), "{duty}");
        }
        assert_eq!(host(Some("group_leader"), Some(true)), [1, 0, 0, 0, 1].map(Some), "who leads a group is not on the committee");
        assert_eq!(host(Some("group_leader"), None), [1, 0, 0, 0, 1].map(Some));
    }
}
