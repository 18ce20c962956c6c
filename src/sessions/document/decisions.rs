//! What was talked about, put to the vote and decided.

use super::{Person, part};
use crate::clock::Day;
use crate::id::SessionId;
use crate::rulebook::kinds::{CountedOutReason, ResolutionSubject};
use crate::text::{Name, Prose, Remark};

crate::vocabulary! {
    /// How far something decided has got.
    pub enum Progress {
        Open = "open" "未办结";
        Done = "done" "已办结";
        Dropped = "dropped" "不再办理";
    }
}

crate::vocabulary! {
    /// What a voter said.
    pub enum Opinion {
        Approve = "approve" "赞成";
        Oppose = "oppose" "反对";
        Abstain = "abstain" "弃权";
    }
}

part! {
    /// What one person said. Other opinions are recorded in full.
    Speech {
        must {
            person: Person,
            text: Prose,
        }
    }
}

part! {
    /// Something decided, with who sees to it and until when. It comes back on the agenda until it is closed.
    Decision {
        must {
            #[schema(example = "11 月底前完成困难党员走访。")]
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
    /// Voters counted out of the base: only with the superior's consent and the members' meeting's adoption.
    CountedOut {
        must {
            reason: CountedOutReason,
            count: u32,
        }
        may {
            superior_consented: bool,
            meeting_adopted: bool,
        }
    }
}

part! {
    /// A voter's written opinion.
    Written {
        must {
            person: Person,
            opinion: Opinion,
            /// The day it reached the branch.
            received_on: Day,
        }
    }
}

part! {
    /// One vote. Numbers of ballots, never who gave which.
    Vote {
        must {
            subject: ResolutionSubject,
            /// 应到会有表决权, before anybody is counted out.
            voting_base: u32,
            /// 实到会有表决权.
            present_voters: u32,
            approve: u32,
            oppose: u32,
            abstain: u32,
        }
        may {
            /// About whom, for an admission, a confirmation or an election.
            candidate: Person,
            secret: bool,
            passed: bool,
            /// Ballots cast for somebody who was not there.
            proxies: u32,
            /// For an extended probation.
            extension_months: u32,
            /// The day the superior's preliminary review passed, for an admission.
            prereview_passed_on: Day,
        }
        many {
            counted_out: CountedOut,
            written: Written,
        }
    }
}

part! {
    /// Where an item comes from: something an earlier session left open.
    Carried {
        must {
            session: SessionId,
            /// JSON Pointer to the decision in that session's record.
            #[schema(example = "/agenda/0/decisions/1")]
            pointer: String,
            /// `open` keeps it on the next agenda.
            progress: Progress,
        }
    }
}

part! {
    /// One item of the agenda.
    AgendaItem {
        must {
            #[schema(example = "讨论接收李明为预备党员")]
            title: Name,
        }
        may {
            /// Important: the branch committee should have discussed it before.
            important: bool,
            /// An important matter of the village or community.
            village_important: bool,
            /// The branch committee's meeting that discussed it before.
            prior_committee_session: SessionId,
            /// What an admission's resolution says of the candidate's performance.
            candidate_performance: Prose,
            /// The secretary signed the resolution.
            secretary_signed: bool,
            carried: Carried,
        }
        many {
            discussion: Speech,
            decisions: Decision,
            votes: Vote,
        }
    }
}
