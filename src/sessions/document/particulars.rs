//! What a kind's record has beyond the common parts. Not here: the steps and the criticism of a democratic life session;
//! those are sealed and come with their own room.

use super::{Decision, Person, Speech, part};
use crate::clock::Day;
use crate::id::MemberId;
use crate::rulebook::kinds::{AppraisalGrade, AppraisalStep, PartyDayContent};
use crate::rulebook::kinds::{Kind, Supervision, TalkMode, TalkRelation, ThemeSetBy};
use crate::text::{Name, Prose, Remark};

part! {
    /// 党课.
    Lecture {
        may {
            lecturer: Person,
            #[schema(example = "镇党委书记")]
            position: Name,
            title: Name,
            outline: Prose,
            feedback: Prose,
        }
    }
}

part! {
    /// 主题党日.
    PartyDay {
        may {
            theme: Name,
            /// The day the branch settled theme and contents.
            planned_on: Day,
            #[schema(example = "支部委员会")]
            planned_by: Name,
            /// Why it was not on the branch's fixed day.
            other_day_reason: Remark,
            /// Minutes of volunteer service, all taken together.
            service_minutes: u32,
            dues_collected: bool,
        }
        many {
            contents: PartyDayContent,
            follow_ups: Decision,
        }
    }
}

part! {
    /// Something done on a day before the meeting.
    Step {
        must {
            on: Day,
            text: Remark,
        }
    }
}

part! {
    /// What one member said of themselves, and heard.
    LifeSpeaker {
        must {
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
    Life {
        may {
            theme: Name,
            /// As which meeting it was held.
            form: Kind,
            /// The direction of rectification that was agreed.
            direction: Prose,
        }
        many {
            study: Step,
            talks: Step,
            opinions: Step,
            /// What the branch found wrong with itself.
            problems: Remark,
            speakers: LifeSpeaker,
            measures: Decision,
        }
    }
}

part! {
    /// How the ballots fell for one member.
    Ballot {
        must {
            excellent: u32,
            qualified: u32,
            basically_qualified: u32,
            unqualified: u32,
        }
    }
}

part! {
    /// One member's appraisal.
    AppraisedMember {
        must {
            member: MemberId,
        }
        may {
            self_appraisal: Prose,
            ballot: Ballot,
            /// The committee's or the meeting's conclusion.
            opinion: Prose,
            /// None for a probationary member.
            grade: AppraisalGrade,
            /// The day the member was told.
            told_on: Day,
        }
        many {
            mutual: Speech,
        }
    }
}

part! {
    /// 民主评议党员.
    Appraisal {
        may {
            /// The ballot was held in a members' meeting.
            ballot_in_general_meeting: bool,
        }
        many {
            /// In the order they were taken.
            steps: AppraisalStep,
            members: AppraisedMember,
        }
    }
}

part! {
    /// 谈心谈话.
    Talk {
        may {
            relation: TalkRelation,
            mode: TalkMode,
            occasion: Name,
            points: Prose,
            opinions: Prose,
        }
        many {
            talkers: Person,
            with: Person,
            follow_ups: Decision,
        }
    }
}

part! {
    /// 集中学习培训.
    Study {
        may {
            topic: Name,
            material: Remark,
            outline: Prose,
        }
    }
}

part! {
    /// 民主生活会: the document and its quorum.
    DemocraticLife {
        may {
            theme: Name,
            theme_set_by: ThemeSetBy,
            /// 专题.
            special: bool,
            /// Members of the leading body who should have come.
            body_expected: u32,
            body_present: u32,
            /// Held earlier or later than the usual time.
            moved: bool,
            move_approved: bool,
            supervision: Supervision,
        }
    }
}
