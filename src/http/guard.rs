//! From a request to a proof. The extractor only verifies the token; the grants are looked up in the very transaction
//! that uses the proof, so a grant that ends in between is seen, and a request makes one hop to the database.

use std::future::{Ready, ready};
use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use super::limits::Limits;
use crate::authz::token::{Claims, Keys};
use crate::authz::{Action, Scope, prove};
use crate::clock::Clock;
use crate::db::{Db, Snapshot, Tx};
use crate::error::{Error, Fault, Result};
use crate::id::{AccountId, DeviceId};

/// A verified token, in a handler that does `A`. First among the handler's arguments: without it nothing else is read.
pub struct Guard<A> {
    claims: Claims,
    /// The ids in the request's path: requests that change the same record take turns.
    ids: Vec<uuid::Uuid>,
    action: PhantomData<fn() -> A>,
}

impl<A: Action> Guard<A> {
    pub fn account(&self) -> AccountId {
        self.claims.account
    }
    pub fn device(&self) -> DeviceId {
        self.claims.device
    }

    /// Refuses a caller who may do this nowhere: asked before work that is too heavy to do for just anybody. The proof itself
    /// is made again in the transaction that uses it.
    pub async fn check(&self, db: &Db) -> Result<()> {
        let claims = self.claims;
        db.read(move |snapshot| prove::<A>(snapshot, &claims).map(drop)).await
    }

    /// Proves the caller's scope and reads with it, on one snapshot.
    pub async fn read<T: Send + 'static>(self, db: &Db, work: impl FnOnce(&mut Snapshot, &Scope<A>) -> Result<T> + Send + 'static) -> Result<T> {
        db.read(move |snapshot| {
            let scope = prove::<A>(snapshot, &self.claims)?;
            work(snapshot, &scope)
        })
        .await
    }

    /// Proves the caller's scope and writes with it, in one transaction.
    pub async fn write<T: Send + 'static>(self, db: &Db, work: impl FnOnce(&mut Tx, &Scope<A>) -> Result<T> + Send + 'static) -> Result<T> {
        db.write(move |tx| {
            tx.hold(&self.ids)?;
            let scope = prove::<A>(tx, &self.claims)?;
            work(tx, &scope)
        })
        .await
    }
}

impl<A: Action> FromRequest for Guard<A> {
    type Error = Error;
    type Future = Ready<Result<Guard<A>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(verified(request))
    }
}

fn verified<A: Action>(request: &HttpRequest) -> Result<Guard<A>> {
    let keys = request.app_data::<Data<Keys>>().ok_or_else(|| Error::internal("no keys"))?;
    let clock = request.app_data::<Data<Clock>>().ok_or_else(|| Error::internal("no clock"))?;
    let limits = request.app_data::<Data<Limits>>().ok_or_else(|| Error::internal("no limits"))?;
    let token = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(bearer).ok_or(Fault::SignInRequired)?;
    let claims = keys.verify(token, clock.now())?;
    request.extensions_mut().insert(Who(claims.account));
    let allowance = limits.take(claims.account, claims.device);
    request.extensions_mut().insert(allowance);
    allowance.check()?;
    let ids = request.match_info().iter().filter_map(|(_, part)| part.parse().ok()).collect();
    Ok(Guard { claims, ids, action: PhantomData })
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// Whose request this is: for the log and for cursors.
#[derive(Clone, Copy)]
pub struct Who(pub AccountId);
