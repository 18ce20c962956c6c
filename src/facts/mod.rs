//! Between a record and the rulebook: what the system itself knows on the day of a session ([`Ground`]), and how what a
//! recorder wrote is confronted with it. Nothing typed is believed where the system knows; what neither says stays
//! unsaid. Pure: values in, values out. Not here: which fields a part of the record has (`sessions::document`, whose
//! parts each yield their facts with what is in this room), and what a rule makes of a fact (`rulebook`).

mod gaps;
mod ground;
mod people;
mod reconcile;
mod telling;
mod voting;

pub use gaps::{no_duties, no_roll, unsaid};
pub use ground::{Agreed, Found, Ground, Held, NamedPerson, Presence, Stored};
pub use people::{and_others, counted, names};
pub use reconcile::{Reconciled, reconciled, said};
pub use voting::{Base, CountedOut, base, may_be_counted_out};
