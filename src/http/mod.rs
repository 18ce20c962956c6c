//! All that names actix, apart from the features' `http.rs`: how a request becomes a proof and a draft, and how an
//! answer or an error becomes a reply. Not here: any rule of the domain.

pub mod content;
pub mod docs;
pub mod guard;
pub mod limits;
pub mod metrics;
pub mod page;
pub mod problem;
pub mod served;
pub mod trace;
pub mod wire;

pub use content::Content;
pub use guard::Guard;
pub use page::{List, Page};
pub use wire::{Body, IfMatch, IfMatchOrNone, Reply, Versioned};
