//! Why a record needs a look before the others.

use super::queue_store::Counted;
use crate::rulebook::Outcome;
use crate::sessions::{Amendment, Head};

crate::vocabulary! {
    /// Why a record needs a person's look before the others, the weightiest first: the queue's order. Evidence, never a verdict.
    pub enum Attention {
        Violated = "violated" "有违反规定的情形";
        Warning = "warning" "有需要注意的情形";
        Incomplete = "incomplete" "内容不全";
        Late = "late" "补录";
        Clean = "clean" "未见异常";
    }
}

/// What of a record or an amendment asks for attention.
pub(super) trait Looked {
    fn outcome(&self) -> Option<Outcome>;
    fn is_incomplete(&self) -> bool;
    fn is_late(&self) -> bool;
}

macro_rules! looked {
    ($($name:ty),+) => { $(
        impl Looked for $name {
            fn outcome(&self) -> Option<Outcome> { self.outcome }
            fn is_incomplete(&self) -> bool { self.incomplete }
            fn is_late(&self) -> bool { self.late }
        }
    )+ };
}
looked!(Head, Amendment, Counted);

impl Attention {
    /// How much attention it asks for.
    pub(super) fn of(one: &impl Looked) -> Attention {
        match one.outcome() {
            Some(Outcome::Violated) => Attention::Violated,
            Some(Outcome::Warning) => Attention::Warning,
            _ if one.is_incomplete() => Attention::Incomplete,
            _ if one.is_late() => Attention::Late,
            _ => Attention::Clean,
        }
    }
    /// The place in the queue's order. Appeals come before: they are 0.
    pub(super) const fn rank(self) -> i32 {
        self as i32 + 1
    }
}

/// [`Attention::of`] as SQL, for a table that keeps the same.
macro_rules! attention {
    ($table:ident) => {
        diesel::dsl::case_when::<_, _, diesel::sql_types::Integer>(
            $table::outcome.assume_not_null().eq(Outcome::Violated),
            Attention::Violated.rank(),
        )
        .when($table::outcome.assume_not_null().eq(Outcome::Warning), Attention::Warning.rank())
        .when($table::incomplete.eq(true), Attention::Incomplete.rank())
        .when($table::late.eq(true), Attention::Late.rank())
        .otherwise(Attention::Clean.rank())
    };
}
pub(super) use attention;
