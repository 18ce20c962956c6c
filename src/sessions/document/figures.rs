//! The figures of a public report, as far as one session has them: what was said, never what was guessed.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Part, Record, Visit};
use crate::draft::Count;

/// What one session adds to the yearly figures. A figure that the record does not say is absent: that is not 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Figures {
    /// How many came, guests among them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub present: Option<u64>,
    /// Minutes of study, times those present.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub study_person_minutes: Option<u64>,
    /// Members who served.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub served_members: Option<u64>,
    /// Others who served with them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub served_others: Option<u64>,
    /// Minutes of service, all taken together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_minutes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opinions_received: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opinions_answered: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problems_found: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problems_solved: Option<u64>,
    /// Who learned or listened, members and others together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub learners: Option<u64>,
}

/// Two parts may tell the same figure, where a gathering was of two kinds: the same people, counted twice. The larger number
/// stands, and one part's silence takes nothing from the other.
impl Figures {
    pub fn learned(&mut self, learners: Option<Count>) {
        self.learners = self.learners.max(learners.map(Count::u64));
    }
    pub fn opinions(&mut self, received: Option<Count>, answered: Option<Count>) {
        self.opinions_received = self.opinions_received.max(received.map(Count::u64));
        self.opinions_answered = self.opinions_answered.max(answered.map(Count::u64));
    }
}

struct Sum(Figures);

impl Visit for Sum {
    fn part<P: Part>(&mut self, _: &'static str, part: Option<&P>) {
        if let Some(part) = part {
            part.figures(&mut self.0);
        }
    }
}

impl Record {
    /// The figures of this session.
    pub fn figures(&self) -> Figures {
        let mut sum = Sum(Figures::default());
        self.parts(&mut sum);
        let present = self.came_in_all().map(|came| came as u64);
        let study = self.study_minutes.map(Count::u64).zip(present).map(|(minutes, people)| minutes * people);
        Figures { present, study_person_minutes: study, ..sum.0 }
    }
}
