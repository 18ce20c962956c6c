//! **Sanhui (三会)** keeps the organisational life of Party branches: every session recorded, judged by the rulebook,
//! evaluated by the committee above. These pages are the architecture document.
//!
//! In one sentence: a request is a *proof*, a *draft* and one *transaction*; the draft is confronted with what the system
//! knows and becomes *facts*; the transaction writes a document and one row of the *trail*; everything else is a reader of
//! the trail.
//!
//! ```text
//! phone / committee ──HTTP──▶ guard ──▶ feature verb ──▶ store ──▶ one transaction ──▶ sessions + versions + trail
//!                             proof      draft → facts → judgement → document
//! ```
//!
//! # The rooms, from the ground up
//! | room | what it is |
//! |---|---|
//! | [`error`] [`draft`] [`text`] [`words`] [`id`] [`clock`] [`config`] [`hash`] | the kernel: faults with their sentences, strict reading of bodies, checked text, closed vocabularies, typed ids, time, settings |
//! | [`seen`] [`act`] | the one law of change, and what the trail calls things |
//! | [`rulebook`] | pure: the rules as data (`rulebook/*.toml`) and the judge of facts by them. Every room may use its words |
//! | [`db`] | the only room that knows there are two databases: [`db::Snapshot`] to read, [`db::Tx`] to write |
//! | [`authz`] | who may do what, where: the one policy, and the proofs [`authz::Scope`] and [`authz::At`] that only it can make |
//! | [`http`] | all that names actix: [`http::Guard`], bodies, versions, pages, problems, limits, the OpenAPI document. Known to `http.rs` files alone |
//! | [`trail`] | the ordered, gap-free log |
//! | [`organizations`] → [`members`] → [`bodies`] → [`accounts`] → [`endings`] → [`sign_in`] → [`local_rules`] → [`facts`] → [`sessions`] → [`evaluations`] → [`imports`] → [`catalogue`] | the features: each `mod.rs` (nouns and verbs), `http.rs` (spoken), `store.rs` (kept) |
//! | of these [`facts`] | pure: what the system knows of a session's day ([`facts::Ground`]), and how what a recorder wrote is confronted with it |
//! | [`service`] [`app`] [`demo`] [`command`] | health; the wiring; a small world to look around in; the command line |
//!
//! # Directions
//! 1. A room imports only what stands above it in this table; a feature only features to its left, and only their `mod.rs`.
//! 2. Only `http.rs` files, [`http`], [`service`] and [`app`] know actix. Below the handler everything is plain synchronous Rust
//!    in one closure.
//! 3. Only stores and read models name tables; each table is written by one store.
//! 4. `now()`, environment variables and random ids: only in the kernel.
//!
//! `tests/api/architecture.rs` reads the table above and `src`, and checks these; its failure says what to do instead.
//!
//! # The three values in a signature
//! ```
//! # use sanhui::{authz::{Scope, action::RecordSession}, db::Tx, error::Result, id::SessionId, seen::Seen, sessions::{Session, Standards, submit}};
//! fn verb(tx: &mut Tx, scope: &Scope<RecordSession>, standards: &Standards, id: SessionId, seen: Seen) -> Result<Session> {
//!     submit(tx, scope, standards, id, seen)
//! }
//! ```
//! The scope is looked up in the very transaction that uses it: `guard.write(&db, |tx, scope| …)`. A store finds a row with
//! it and hands out the proof for the row's organisation, `find(snapshot, scope, id) -> (row, At<A>)`; whatever writes takes
//! that `At`, and reads organisation and path from it. Who has no account (the operator at the command line, the server's own
//! work) holds a proof made for that: [`authz::Scope::operator`], [`authz::Scope::system`]. What each of these would be without the other:
//!
//! **A proof cannot be put together.** Only [`authz`] makes one.
//! ```compile_fail,E0451
//! # use sanhui::{authz::{At, Action}, db::Path, id::OrganizationId};
//! fn forged<A: Action>(organization: OrganizationId, path: Path) -> At<A> {
//!     At { organization, path, caller: None, action: std::marker::PhantomData }
//! }
//! ```
//! **A proof is for one action.** Whoever may read a record may not therefore submit it: with `Scope<RecordSession>` above this compiles.
//! ```compile_fail,E0308
//! # use sanhui::{authz::{Scope, action::ReadSession}, db::Tx, error::Result, id::SessionId, seen::Seen, sessions::{Session, Standards, submit}};
//! fn verb(tx: &mut Tx, scope: &Scope<ReadSession>, standards: &Standards, id: SessionId, seen: Seen) -> Result<Session> {
//!     submit(tx, scope, standards, id, seen)
//! }
//! ```
//! **Nothing is written outside a transaction.** A [`db::Tx`] is a [`db::Snapshot`] and never the other way round: with `&mut Tx` above
//! this compiles.
//! ```compile_fail,E0308
//! # use sanhui::{authz::{Scope, action::RecordSession}, db::Snapshot, error::Result, id::SessionId, seen::Seen, sessions::{Session, Standards, submit}};
//! fn verb(tx: &mut Snapshot, scope: &Scope<RecordSession>, standards: &Standards, id: SessionId, seen: Seen) -> Result<Session> {
//!     submit(tx, scope, standards, id, seen)
//! }
//! ```
//!
//! # One law of change
//! [`seen::Seen`] is the version that the sender saw; [`seen::Seen::meets`] says what a request comes to: make, the same already,
//! change, or a refusal. Every `UPDATE` names the version it replaces (`db::replace!`), so a lock is only so that nobody works in
//! vain. Every change may be sent again after a lost reply and is answered as then. One of many runs in a savepoint
//! ([`db::Tx::attempt`]). What was done is an [`act::Act`] to an [`act::Subject`], told by the proof ([`authz::At::note`]).
//!
//! # Where to add
//! * **A rule** of a known shape: a few lines in `rulebook/*.toml`, its quotation in `rulebook/evidence.toml`, no code;
//!   `rulebook/README.md` shows how. With a new fact: one entry in [`rulebook::facts`] (the compiler asks for its sentences), and where it
//!   is found out; a fact that nothing yields is "insufficient data" for ever, and nothing tells you.
//! * **A closed word**: [`words`] makes it, and the catalogue's list of vocabularies asks for it.
//! * **A kind** of session: a variant in [`rulebook::kinds::Kind`]; its criteria in `rulebook/evaluation-forms.toml` and its agenda in
//!   `rulebook/agendas.toml` (the start refuses without); its rules in TOML; a whole record in `tests/api/records/mod.rs`. Has it
//!   particulars: one file in `sessions/document/` that is a [`sessions::document::Part`], and one line in `record!` there. Its
//!   persons, decisions and ids are found by the walk that `part!` writes, its facts and what it lacks are asked of it.
//! * **An endpoint**: a handler and a line in the feature's `http.rs`, and a sample in `tests/api/support/samples.rs` that says what it
//!   needs where; a test asks for both.
//! * **An action**: a line in [`authz::action`], an arm in [`authz::policy`]. Without the arm nobody may, and its sample fails.
//! * **What is sent**, or a part of the record: [`part!`], whose comment is its grammar; the document is closed and bounded by it.
//! * **A setting**: a field in [`config::Config`]. **A fault**: a line in [`error`], and a test that provokes it.
//! * **A table**: a migration, its declaration in [`db::schema`], a store. Do its rows carry a path: the word `carried` there, so that
//!   a move takes them along. With an id of its own: a line in [`id`]. `tests/api/schema.rs` and `proofs.rs` ask for each.
//! * **A feature**: a folder, a place in the table above, a word in [`app`]; its acts and its subject in [`act`].
//!
//! # Known quirks
//! * A login and an organisation's code are there once in the whole database, so whoever asks for one that is taken learns
//!   that it is, though not whose. The alternative, one namespace a subtree, would let the same person have two logins.
//! * A repeated request is answered with what stands: whether another caller made that very change meanwhile is not asked.
//! * Asked for again after a record was changed once more, a step is refused as stale; a phone then reads the record and sees.
//! * A former membership's duties are not corrected any more, and a change of group begins another membership: what is told
//!   late of days before it is refused.
//! * Where a group stands is known as of now, and whose it was before a merge by its members alone: of a day on which nobody
//!   was in a group, it counts as the present branch's.
//! * While a returned record is mended, lists show its new title, kind and day to all who see it; the text stays its branch's.
//! * The trail keeps the place at which something was done. After a move the new superior sees what is done from then on,
//!   the old one what was done before; the record itself, with all its versions, moves along.
//! * Signing in costs a statement more than it must: the proof that an account acts for itself is looked up apart.

pub mod accounts;
pub mod act;
pub mod app;
pub mod authz;
pub mod bodies;
pub mod catalogue;
pub mod clock;
pub mod command;
pub mod config;
pub mod db;
pub mod demo;
pub mod draft;
pub mod endings;
pub mod error;
pub mod evaluations;
pub mod facts;
pub mod hash;
pub mod http;
pub mod id;
pub mod imports;
pub mod local_rules;
pub mod members;
pub mod organizations;
pub mod rulebook;
pub mod seen;
pub mod service;
pub mod sessions;
pub mod sign_in;
pub mod text;
pub mod trail;
pub mod words;
