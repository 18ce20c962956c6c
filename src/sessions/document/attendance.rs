//! Who should have come, who came, and how that is known.

use super::{Person, part};
use crate::id::MemberId;
use crate::rulebook::kinds::AbsenceReason;
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
    /// The roll of the session.
    Attendance {
        may {
            /// How many should have come, where it differs from the roll of that day.
            expected: u32,
            /// Why it differs.
            expected_reason: Remark,
        }
        many {
            people: Attendee,
        }
    }
}

part! {
    /// Somebody who sat in without belonging: 列席, or a superior who came to guide.
    Observer {
        must {
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
