//! 谈心谈话.

use utoipa::PartialSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

use super::{Decision, ListedPerson, Part, Record, part};
use crate::facts::Ground;
use crate::rulebook::case::{Case, Fact};
use crate::rulebook::kinds::{Kind, TalkMode, TalkRelation};
use crate::text::{Name, Prose};

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
            talkers: ListedPerson,
            with: ListedPerson,
            follow_ups: Decision,
        }
    }
}

impl Part for Talk {
    const KINDS: &'static [Kind] = &[Kind::HeartToHeartTalk];
    const FEEDS: &'static [(&'static str, &'static [Fact])] = &[("relation", &[Fact::CommitteeTalks, Fact::CommitteeMemberTalks, Fact::MemberTalks])];

    fn form() -> RefOr<Schema> {
        Self::schema()
    }

    fn facts(part: Option<&Talk>, _: &Record, _: &Ground, case: &mut Case) {
        if part.is_none_or(|talk| talk.talkers.is_empty()) {
            case.lack("/talk/talkers", "谈话人", "who talked");
        }
        if part.is_none_or(|talk| talk.with.is_empty()) {
            case.lack("/talk/with", "谈话对象", "with whom");
        }
        if part.is_none_or(|talk| talk.relation.is_none()) {
            case.lack("/talk/relation", "谈话双方的关系", "in which relation they are");
        }
    }
}
