//! What a shape makes of the facts. Thresholds are compared by integer cross-multiplication, never by floating point; what
//! lies between two ends is judged at both, and known only where they agree.

use std::collections::BTreeMap;

use super::case::{Fact, Known, Mend};
use super::rules::{Bound, Shape};
use super::sentences::{self, Count, Said};
use super::sight::Sight;

pub(super) enum Answer {
    Met,
    Short,
    /// Not yet, and its time is not over.
    Open,
    /// It cannot be told; who can mend that.
    Unknown(Mend),
}

pub(super) struct Measured {
    pub answer: Answer,
    pub said: Said,
    pub numbers: BTreeMap<String, i64>,
}

/// Whether the part keeps the bound. Wide enough for any two i64.
pub fn keeps(bound: Bound, part: i64, whole: i64) -> bool {
    let (part, whole) = (i128::from(part), i128::from(whole));
    match bound {
        Bound::AtLeast(n, d) => part * i128::from(d) >= whole * i128::from(n),
        Bound::MoreThan(n, d) => part * i128::from(d) > whole * i128::from(n),
        Bound::AtMost(n, d) => part * i128::from(d) <= whole * i128::from(n),
    }
}

/// The least (or, for a share, the most) part that keeps the bound.
pub fn needed(bound: Bound, whole: i64) -> i64 {
    let whole = i128::from(whole);
    let number = match bound {
        Bound::AtLeast(n, d) => (whole * i128::from(n) + i128::from(d) - 1).div_euclid(i128::from(d.max(1))),
        Bound::MoreThan(n, d) => (whole * i128::from(n)).div_euclid(i128::from(d.max(1))) + 1,
        Bound::AtMost(n, d) => (whole * i128::from(n)).div_euclid(i128::from(d.max(1))),
    };
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(super) fn measure(shape: &Shape, sight: Sight) -> Measured {
    let found = match shape {
        Shape::Ratio { part, whole, bound } => ratio(sight, *part, *whole, *bound),
        Shape::Yes { fact } => yes(sight, *fact, true),
        Shape::No { fact } => yes(sight, *fact, false),
        Shape::All { facts } => all(sight, facts),
        Shape::Least { fact, least } => amount(sight, *fact, Some(*least), None),
        Shape::Most { fact, most } => amount(sight, *fact, None, Some(*most)),
        Shape::Between { fact, least, most } => amount(sight, *fact, Some(*least), Some(*most)),
        Shape::Times { fact, least } => amount(sight, *fact, Some(*least), None),
        Shape::Owed { whole, owned, closed } => owed(sight, *whole, *owned, *closed),
        // These two are told by the case itself, one finding for what there is.
        Shape::Complete | Shape::Contradiction => Ok(Measured { answer: Answer::Met, said: Said::default(), numbers: BTreeMap::new() }),
    };
    found.unwrap_or_else(|fact| unknown(sight, fact))
}

/// That a fact is not known.
pub(super) fn unknown(sight: Sight, fact: Fact) -> Measured {
    Measured { answer: Answer::Unknown(sight.mend(fact)), said: sentences::unknown(sight, fact), numbers: BTreeMap::new() }
}

/// # Errors
/// The fact that is not known.
fn ratio(sight: Sight, part: Fact, whole: Fact, bound: Bound) -> Result<Measured, Fact> {
    let (of, all) = (sight.known(part).ok_or(part)?, sight.known(whole).ok_or(whole)?);
    let (counted, base) = (Count::of(sight, part, of), Count::of(sight, whole, all));
    // A part of nobody says nothing, whichever way it would fall.
    if all.low <= 0 {
        return Ok(undecided(sight, &[(whole, all)], sentences::of_nobody(&base), BTreeMap::new()));
    }
    let mut numbers = counts(&[(part, of), (whole, all)]);
    let need = all.value().map(|whole| needed(bound, whole));
    numbers.extend(need.map(|need| ("needed".to_string(), need)));
    let corners = [of.low, of.high].into_iter().flat_map(|of| [all.low, all.high].map(|all| keeps(bound, of, all)));
    Ok(match agreed(corners) {
        Some(is_met) => {
            let said = sentences::ratio(bound, &counted, &base, need, is_met);
            settled(is_met, sentences::with_evidence(said, &[of, all]), numbers)
        }
        None => undecided(sight, &[(part, of), (whole, all)], sentences::between(bound, &counted, &base), numbers),
    })
}

fn yes(sight: Sight, fact: Fact, is_wanted: bool) -> Result<Measured, Fact> {
    let (is_so, known) = (sight.is_so(fact).ok_or(fact)?, sight.known(fact).ok_or(fact)?);
    Ok(settled(is_so == is_wanted, sentences::clause(fact, known, is_so), evidence([known].into_iter()).collect()))
}

/// One that is not so settles it, whatever else is not known.
fn all(sight: Sight, facts: &[Fact]) -> Result<Measured, Fact> {
    let of =
        |wanted: bool| facts.iter().filter(move |fact| sight.is_so(**fact) == Some(wanted)).filter_map(|fact| Some((*fact, sight.known(*fact)?)));
    let (so, not_so): (Vec<_>, Vec<_>) = (of(true).collect(), of(false).collect());
    if let Some(fact) = facts.iter().find(|fact| sight.is_so(**fact).is_none()).filter(|_| not_so.is_empty()) {
        return Err(*fact);
    }
    let said = match not_so.is_empty() {
        true => sentences::joined(so.iter().map(|(fact, known)| sentences::part_of_all(sight, *fact, known))),
        false => sentences::joined(not_so.iter().map(|(fact, known)| sentences::clause(*fact, known, false))),
    };
    Ok(settled(not_so.is_empty(), said, counts(&[so, not_so].concat())))
}

fn amount(sight: Sight, fact: Fact, least: Option<i64>, most: Option<i64>) -> Result<Measured, Fact> {
    let known = sight.known(fact).ok_or(fact)?;
    let mut numbers = counts(&[(fact, known)]);
    numbers.extend(least.map(|least| ("needed".to_string(), least)));
    let is_met = least.is_none_or(|least| known.low >= least) && most.is_none_or(|most| known.high <= most);
    // Both ends may lie outside with the limits between them, so the farther ends are asked.
    let is_short = least.is_some_and(|least| known.high < least) || most.is_some_and(|most| known.low > most);
    Ok(match is_met || is_short {
        true => settled(is_met, sentences::amount(sight, fact, known, (least, most), is_met), numbers),
        false => undecided(sight, &[(fact, known)], sentences::uncertain(sight, fact, known, (least, most)), numbers),
    })
}

/// What has no owner or date can be mended by the record; what is not closed is not yet due.
fn owed(sight: Sight, whole: Fact, owned: Fact, closed: Fact) -> Result<Measured, Fact> {
    let (all, has) = (sight.known(whole).ok_or(whole)?, sight.known(owned).ok_or(owned)?);
    let base = Count::of(sight, whole, all);
    let mut numbers = counts(&[(whole, all), (owned, has)]);
    if has.low < all.high {
        let said = sentences::unowned(sight, &base, &Count::of(sight, owned, has), owned);
        return Ok(Measured { answer: Answer::Unknown(sight.mend(owned)), said: sentences::with_mend(said, sight.mend(owned)), numbers });
    }
    let done = sight.known(closed);
    numbers.extend(done.map(|done| counts(&[(closed, done)])).unwrap_or_default());
    let left = all.high.saturating_sub(done.map_or(0, |done| done.low));
    let said = sentences::owed(sight, &base, closed, done, left);
    Ok(Measured { answer: if left > 0 { Answer::Open } else { Answer::Met }, said, numbers })
}

/// What all corners agree on.
fn agreed(mut corners: impl Iterator<Item = bool>) -> Option<bool> {
    let first = corners.next()?;
    corners.all(|corner| corner == first).then_some(first)
}

fn settled(is_met: bool, said: Said, numbers: BTreeMap<String, i64>) -> Measured {
    Measured { answer: if is_met { Answer::Met } else { Answer::Short }, said, numbers }
}

/// The first that moves is the one to mend.
fn undecided(sight: Sight, facts: &[(Fact, &Known)], said: Said, numbers: BTreeMap<String, i64>) -> Measured {
    let moved = facts.iter().find(|(_, known)| known.value().is_none()).or(facts.first());
    let (said, mend) = match moved {
        None => (said, Mend::Record),
        Some((fact, known)) => (sentences::because(sight, said, *fact), sentences::mend_of(sight, *fact, known)),
    };
    Measured { answer: Answer::Unknown(mend), said: sentences::with_mend(said, mend), numbers }
}

/// Numbers by their word, with those of their evidence; one between two ends has both.
fn counts(facts: &[(Fact, &Known)]) -> BTreeMap<String, i64> {
    let of = |(fact, known): &(Fact, &Known)| match known.value() {
        _ if fact.about().unit.is_none() => Vec::new(),
        Some(value) => vec![(fact.word().to_string(), value)],
        None => vec![(format!("{fact}_least"), known.low), (format!("{fact}_most"), known.high)],
    };
    evidence(facts.iter().map(|(_, known)| *known)).chain(facts.iter().flat_map(of)).collect()
}

fn evidence<'k>(known: impl Iterator<Item = &'k Known>) -> impl Iterator<Item = (String, i64)> {
    known.filter_map(|known| known.told.as_ref()).flat_map(|told| told.numbers.clone())
}
