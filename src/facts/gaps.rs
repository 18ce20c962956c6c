//! Why something is not known, in words.

use crate::rulebook::case::Told;

/// What the record leaves out: 未写明…… / the record does not say ….
pub fn unsaid(zh: impl std::fmt::Display, en: impl std::fmt::Display) -> Told {
    Told::new(format!("未写明{zh}"), format!("the record does not say {en}"))
}

/// Nobody is on the roll of that day: it is not known, and neither 0 nor everybody.
pub fn no_roll() -> Told {
    Told::new("当天名册为空", "that day's roll is empty")
}

/// A roll without any duty does not say who has which.
pub fn no_duties() -> Told {
    Told::new("当天名册未记职务", "that day's roll has no duties")
}
