//! The facts of any session: when it was held, who came, who was its host.

use crate::members::Roll;
use crate::rulebook::case::{Fact, Scene};
use crate::rulebook::kinds::Duty;
use crate::sessions::document::{Attendance, Host, Record};

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
    let Some(host) = &record.host else { return };
    let Some(duty) = host.duty else { return };
    let is_secretary = duty == Duty::Secretary;
    let is_delegated = is_delegated(host, duty);
    whole.yes(Fact::HostInOrder, is_secretary || is_delegated);
    whole.yes(Fact::HostIsGroupLeader, duty == Duty::GroupLeader);
}

fn is_delegated(host: &Host, duty: Duty) -> bool {
    duty.is_on_committee() && host.delegated == Some(true)
}
