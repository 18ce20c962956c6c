//! What a confrontation tells the judge beside facts: contradictions, and what the record lacks.

use crate::rulebook::case::{Case, Contradiction, Fact, Lack, Scene, Told};
use crate::text::Remark;

impl Case {
    /// The record lacks something that a record of its kind must say to be judged by.
    pub fn lack(&mut self, pointer: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) {
        self.lacking.push(Lack { pointer: pointer.into(), told: Told::new(zh, en) });
    }

    /// The record says otherwise than the system knows; with the recorder's reason, where there is one.
    pub fn contradicted(&mut self, rule: &'static str, pointer: impl Into<String>, said: (String, String), reason: Option<&Remark>) {
        let (zh, en) = said;
        let told = match reason.filter(|reason| !reason.is_blank()) {
            Some(reason) => Told::new(format!("{zh}：{reason}"), format!("{en}: {reason}")),
            None => Told::new(zh, en),
        };
        self.contradictions.push(Contradiction { rule, pointer: pointer.into(), told });
    }
}

impl Scene {
    /// Whether a fact is known to be so.
    pub fn is(&self, fact: Fact) -> bool {
        self.known.get(&fact).is_some_and(|known| known.low > 0)
    }
    pub fn is_unknown(&self, fact: Fact) -> bool {
        !self.known.contains_key(&fact)
    }
}
