//! 党课.

use utoipa::PartialSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

use super::{Figures, Part, Person, Record, part};
use crate::draft::Count;
use crate::facts::Ground;
use crate::rulebook::case::{Case, Fact};
use crate::rulebook::kinds::Kind;
use crate::text::{Name, Prose};

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
            /// Who listened, members and others together.
            learners: Count,
        }
    }
}

impl Part for Lecture {
    const KINDS: &'static [Kind] = &[Kind::PartyLecture];
    const FEEDS: &'static [(&'static str, &'static [Fact])] = &[];

    fn form() -> RefOr<Schema> {
        Self::schema()
    }

    fn facts(part: Option<&Lecture>, record: &Record, _: &Ground, case: &mut Case) {
        if part.is_none_or(|lecture| lecture.lecturer.is_none()) {
            case.lack("/lecture/lecturer", "主讲人", "who gave it");
        }
        if part.is_none_or(|lecture| lecture.title.is_none()) && record.title.is_none() {
            case.lack("/lecture/title", "党课题目", "its title");
        }
        super::study::minutes(record, case);
    }

    fn figures(&self, figures: &mut Figures) {
        figures.learned(self.learners);
    }
}
