//! The base of a vote: who is due, less who is counted out of it in order.

use crate::rulebook::case::{Known, Source};
use crate::rulebook::kinds::{CountedOutReason as Reason, ResolutionSubject as Subject};

/// An entry of those counted out, as the record says it.
#[derive(Clone, Copy, Debug)]
pub struct CountedOut {
    pub reason: Reason,
    pub count: i64,
    pub superior_consented: Option<bool>,
    pub meeting_adopted: Option<bool>,
}

impl CountedOut {
    /// Whether the base may be reduced by it: only for a reason of the vote's subject, with the superior's consent and
    /// the members' meeting's adoption. None while the subject, consent or adoption are not said.
    pub fn is_in_order(&self, subject: Option<Subject>) -> Option<bool> {
        let is_no_case = subject.is_some_and(|subject| !may_be_counted_out(subject, self.reason));
        if is_no_case || self.superior_consented == Some(false) || self.meeting_adopted == Some(false) {
            return Some(false);
        }
        (subject.is_some() && self.superior_consented.is_some() && self.meeting_adopted.is_some()).then_some(true)
    }
}

/// The reasons for which each kind of vote knows people counted out: an ordinary one none, an election two more than an
/// admission.
pub fn may_be_counted_out(subject: Subject, reason: Reason) -> bool {
    match subject {
        Subject::Ordinary => false,
        Subject::Admission | Subject::Confirmation | Subject::ProbationExtension | Subject::ProbationCancellation => {
            !matches!(reason, Reason::RetiredAway | Reason::FloatingByDecision)
        }
        Subject::Election => true,
    }
}

/// The base of a vote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    pub known: Option<Known>,
    /// The stated number and the roll's, where they differ.
    pub contradiction: Option<(i64, i64)>,
}

/// The base: the roll's voters (or the record's number where the roll is not known), less those counted out in order. What
/// is not said of their consent moves it between two ends, and both are judged.
pub fn base(roll: Option<i64>, stated: Option<i64>, subject: Option<Subject>, out: &[CountedOut]) -> Base {
    let due = super::reconciled(roll, stated);
    let (mut certain, mut possible) = (0_i64, 0_i64);
    for one in out {
        match one.is_in_order(subject) {
            Some(true) => certain = certain.saturating_add(one.count),
            None => possible = possible.saturating_add(one.count),
            Some(false) => (),
        }
    }
    let known = due.known.map(|known| Known {
        low: known.low.saturating_sub(certain).saturating_sub(possible).max(0),
        high: known.high.saturating_sub(certain).max(0),
        source: if possible > 0 { Source::Stated } else { known.source },
        told: None,
    });
    Base { known, contradiction: due.contradiction }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn out(reason: Reason, count: i64, consented: Option<bool>, adopted: Option<bool>) -> CountedOut {
        CountedOut { reason, count, superior_consented: consented, meeting_adopted: adopted }
    }

    fn ends(subject: Subject, out: &[CountedOut]) -> Option<(i64, i64)> {
        base(Some(16), None, Some(subject), out).known.map(|known| (known.low, known.high))
    }

    const SICK: Reason = Reason::Bedridden;

    #[test]
    fn an_ordinary_vote_is_never_reduced() {
        for reason in Reason::ALL {
            assert_eq!(ends(Subject::Ordinary, &[out(*reason, 2, Some(true), Some(true))]), Some((16, 16)), "{reason}");
        }
    }

    #[test]
    fn five_reasons_reduce_an_admission_and_seven_an_election() {
        let reduced =
            |subject| Reason::ALL.iter().filter(|reason| ends(subject, &[out(**reason, 2, Some(true), Some(true))]) == Some((14, 14))).count();
        let subjects = [Subject::Admission, Subject::Confirmation, Subject::ProbationExtension, Subject::ProbationCancellation, Subject::Election];
        assert_eq!(subjects.map(reduced), [5, 5, 5, 5, 7]);
    }

    #[test]
    fn who_was_counted_out_of_order_stays_in_the_base() {
        for (consented, adopted) in [(Some(false), Some(true)), (Some(true), Some(false)), (Some(false), None), (None, Some(false))] {
            assert_eq!(ends(Subject::Admission, &[out(SICK, 2, consented, adopted)]), Some((16, 16)), "{consented:?} {adopted:?}");
        }
    }

    #[test]
    fn what_is_not_said_of_the_consent_is_judged_both_ways() {
        for (consented, adopted) in [(None, None), (Some(true), None), (None, Some(true))] {
            assert_eq!(ends(Subject::Admission, &[out(SICK, 2, consented, adopted)]), Some((14, 16)));
        }
        let both = [out(SICK, 2, Some(true), Some(true)), out(Reason::ServingSentence, 1, None, None)];
        assert_eq!(ends(Subject::Admission, &both), Some((13, 14)));
    }

    #[test]
    fn of_a_vote_on_nobody_knows_what_nobody_knows_whether_it_was_in_order() {
        let of = |consented| base(Some(16), None, None, &[out(SICK, 2, Some(consented), Some(true))]).known.map(|known| (known.low, known.high));
        assert_eq!((of(true), of(false)), (Some((14, 16)), Some((16, 16))));
    }

    #[test]
    fn a_base_that_the_roll_contradicts_has_both_ends_and_says_so() {
        let of = base(Some(16), Some(6), Some(Subject::Ordinary), &[]);
        assert_eq!((of.known.map(|known| (known.low, known.high)), of.contradiction), (Some((6, 16)), Some((6, 16))));
        assert_eq!(base(None, None, Some(Subject::Ordinary), &[]).known, None);
        assert_eq!(base(None, Some(6), Some(Subject::Ordinary), &[]).known.map(|known| known.high), Some(6));
    }
}
