//! Every closed vocabulary of the wire.

use serde::Serialize;
use utoipa::ToSchema;

use crate::act::{Act, SubjectKind};
use crate::authz::Role;
use crate::bodies::BodyPosition;
use crate::evaluations::{Attention, Became, Grade, Verdict, Waits};
use crate::imports::Action;
use crate::organizations::OrganizationStatus;
use crate::rulebook::Outcome;
use crate::rulebook::case::{Fact, Mend, Source};
use crate::rulebook::facts::Origin;
use crate::rulebook::kinds::{
    AbsenceReason, AppraisalGrade, AppraisalStep, CountedOutReason, Duty, Kind, Level, MemberFlag, MemberStatus, OrganizationKind, PartyDayContent,
    ResolutionSubject, Sector, Supervision, TalkMode, TalkRelation, ThemeSetBy,
};
use crate::rulebook::rules::{Certainty, Each, Force};
use crate::sessions::{AmendmentStatus, Basis, Came, Opinion, Progress, Status};
use crate::words::Vocabulary;

/// Every closed word, by vocabulary.
#[derive(Serialize, ToSchema)]
pub struct Vocabularies {
    pub items: Vec<VocabularyOf>,
}

/// One vocabulary.
#[derive(Serialize, ToSchema)]
pub struct VocabularyOf {
    /// As the schema in this document is called.
    #[schema(example = "AppraisalGrade")]
    pub name: String,
    pub words: Vec<Word>,
}

/// A word as it stands on the wire, with its labels.
#[derive(Serialize, ToSchema)]
pub struct Word {
    #[schema(example = "basically_qualified")]
    pub word: String,
    #[schema(example = "基本合格")]
    pub zh: String,
    #[schema(example = "basically qualified")]
    pub en: String,
}

/// The vocabularies by name; a new one is a word here, and `tests/api/catalogue.rs` asks for it.
pub fn vocabularies() -> Vocabularies {
    macro_rules! of {
        ($($name:ident)+) => { vec![$(one::<$name>()),+] };
    }
    let items = of![
        AbsenceReason Act Action AmendmentStatus AppraisalGrade AppraisalStep Attention Basis Became BodyPosition Came Certainty CountedOutReason Duty Each Fact Force Grade Kind
        Level MemberFlag MemberStatus Mend Opinion OrganizationKind OrganizationStatus Origin Outcome PartyDayContent Progress ResolutionSubject
        Role Sector Source Status SubjectKind Supervision TalkMode TalkRelation ThemeSetBy Verdict Waits
    ];
    Vocabularies { items }
}

fn one<V: Vocabulary>() -> VocabularyOf {
    let words = V::labels().into_iter().map(|(word, zh, en)| Word { word: word.to_string(), zh: zh.to_string(), en }).collect();
    VocabularyOf { name: V::NAME.to_string(), words }
}
