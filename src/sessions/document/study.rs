//! 集中学习培训.

use utoipa::PartialSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

use super::{Figures, Part, Record, part};
use crate::draft::Count;
use crate::facts::Ground;
use crate::rulebook::case::{Case, Fact};
use crate::rulebook::kinds::Kind;
use crate::text::{Name, Prose, Remark};

part! {
    /// 集中学习培训; of a group's meeting, what it studied.
    Study {
        may {
            topic: Name,
            material: Remark,
            outline: Prose,
            /// Who learned, members and others together.
            learners: Count,
        }
    }
}

impl Part for Study {
    const KINDS: &'static [Kind] = &[Kind::CollectiveStudy, Kind::PartyGroupMeeting];
    const FEEDS: &'static [(&'static str, &'static [Fact])] = &[];

    fn form() -> RefOr<Schema> {
        Self::schema()
    }

    fn facts(part: Option<&Study>, record: &Record, _: &Ground, case: &mut Case) {
        if !record.is(Kind::CollectiveStudy) {
            return;
        }
        if part.is_none_or(|study| study.topic.is_none()) && record.title.is_none() {
            case.lack("/study/topic", "学习主题", "its topic");
        }
        minutes(record, case);
    }

    fn figures(&self, figures: &mut Figures) {
        figures.learned(self.learners);
    }
}

/// Minutes of study, of a lecture or a study.
pub(super) fn minutes(record: &Record, case: &mut Case) {
    if record.study_minutes.is_none() {
        case.lack("/study_minutes", "学习时长", "the minutes of study");
    }
}
