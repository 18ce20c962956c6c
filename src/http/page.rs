//! Pages of a list, by keyset: the cursor says after which row to go on, so a row that comes or goes shifts nothing.
//! A cursor is sealed: bound to its caller, its address and its filters, and of no meaning to anybody else.

use std::collections::BTreeMap;
use std::future::{Ready, ready};
use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::guard::Who;
use crate::authz::token::Keys;
use crate::db::page::{Listed, Paging};
use crate::error::{Error, Fault, Result};

/// Rows on a page when the caller does not say.
pub const DEFAULT_LIMIT: i64 = 20;
/// The most rows on a page.
pub const MOST: i64 = 100;

/// One page of a list.
#[derive(Serialize, ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Where to go on; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// The parameters every list has, for the OpenAPI document.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paged {
    /// Rows on a page; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// A list that is not filtered.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NoFilter {}

/// The query of a list: its filters, and the page asked for.
pub struct List<Q, K> {
    pub filter: Q,
    pub paging: Paging<K>,
    keys: Data<Keys>,
    binding: String,
    position: PhantomData<K>,
}

impl<Q, K: Serialize> List<Q, K> {
    /// Takes the query apart, keeping what seals the next cursor.
    pub fn parts(self) -> (Q, Paging<K>, Sealer) {
        (self.filter, self.paging, Sealer { keys: self.keys, binding: self.binding })
    }
}

/// Seals the position of the next page.
pub struct Sealer {
    keys: Data<Keys>,
    binding: String,
}

impl Sealer {
    pub fn page<T, K: Serialize>(&self, found: Listed<T, K>) -> Page<T> {
        Page { next_cursor: found.next.and_then(|position| self.seal(&position)), items: found.items }
    }
    /// A position as an opaque string.
    pub fn seal<K: Serialize>(&self, position: &K) -> Option<String> {
        let mut sealed = serde_json::to_vec(position).ok()?;
        let mut bytes = tag(&self.keys, &self.binding, &sealed).to_vec();
        bytes.append(&mut sealed);
        Some(URL_SAFE_NO_PAD.encode(bytes))
    }
}

const TAG: usize = 16;

fn tag(keys: &Keys, binding: &str, position: &[u8]) -> [u8; TAG] {
    let whole = keys.mac("cursor", &[binding.as_bytes(), position]);
    let mut short = [0; TAG];
    short.iter_mut().zip(whole.as_ref()).for_each(|(to, from)| *to = *from);
    short
}

fn open<K: DeserializeOwned>(keys: &Keys, binding: &str, cursor: &str) -> Option<K> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let (seal, position) = bytes.split_at_checked(TAG)?;
    let same = aws_lc_rs::constant_time::verify_slices_are_equal(seal, &tag(keys, binding, position)).is_ok();
    if same { serde_json::from_slice(position).ok() } else { None }
}

impl<Q: DeserializeOwned, K: DeserializeOwned> FromRequest for List<Q, K> {
    type Error = Error;
    type Future = Ready<Result<List<Q, K>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(list(request))
    }
}

fn list<Q: DeserializeOwned, K: DeserializeOwned>(request: &HttpRequest) -> Result<List<Q, K>> {
    let keys = request.app_data::<Data<Keys>>().cloned().ok_or_else(|| Error::internal("no keys"))?;
    let mut given: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in pairs(request.query_string())? {
        if given.insert(name.clone(), value).is_some() {
            return Err(bad_query(format!("{name} 出现了两次。"), format!("{name} appears twice.")));
        }
    }
    let limit = match given.remove("limit") {
        None => DEFAULT_LIMIT,
        Some(text) => {
            let limit = text.parse().ok().filter(|limit| (1..=MOST).contains(limit));
            limit.ok_or_else(|| bad_query(format!("limit 应在 1 到 {MOST} 之间。"), format!("limit must be from 1 to {MOST}.")))?
        }
    };
    let cursor = given.remove("cursor");
    let filters = serde_urlencoded::to_string(&given).map_err(Error::internal)?;
    let filter = filter(&filters)?;
    let who = request.extensions().get::<Who>().map(|who| who.0.to_string()).unwrap_or_default();
    let binding = format!("{who} {} {filters}", request.path());
    let after = match cursor {
        None => None,
        Some(cursor) => Some(open(&keys, &binding, &cursor).ok_or(Fault::BadCursor)?),
    };
    Ok(List { filter, paging: Paging { limit, after }, keys, binding, position: PhantomData })
}

fn pairs(query: &str) -> Result<Vec<(String, String)>> {
    filter(query)
}

/// That a query is text: what does not decode would otherwise be read as a replacement character and searched for.
fn check_text(query: &str) -> Result<()> {
    let hex = |digits: &[u8]| std::str::from_utf8(digits).ok().and_then(|digits| u8::from_str_radix(digits, 16).ok());
    let (mut decoded, mut rest) = (Vec::with_capacity(query.len()), query.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        let escaped = if *first == b'%' { after.split_at_checked(2).and_then(|(digits, after)| Some((hex(digits)?, after))) } else { None };
        let (byte, after) = escaped.unwrap_or((*first, after));
        decoded.push(byte);
        rest = after;
    }
    match std::str::from_utf8(&decoded) {
        Ok(text) if text.contains('\0') => Err(bad_query("参数含有 NUL 字符。", "A parameter contains a NUL character.")),
        Ok(_) => Ok(()),
        Err(_) => Err(bad_query("参数不是有效的 UTF-8。", "A parameter is not valid UTF-8.")),
    }
}

/// Reads a query string into its type; what is not known there is refused.
pub fn filter<Q: DeserializeOwned>(query: &str) -> Result<Q> {
    check_text(query)?;
    serde_urlencoded::from_str(query).map_err(|error| bad_query(format!("{error}。"), format!("{error}.")))
}

fn bad_query(zh: impl Into<String>, en: impl Into<String>) -> Error {
    Error::new(Fault::BadQuery).saying(zh, en)
}

/// The query of a call that is no list.
pub struct Query<Q>(pub Q);

impl<Q: DeserializeOwned> FromRequest for Query<Q> {
    type Error = Error;
    type Future = Ready<Result<Query<Q>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(filter(request.query_string()).map(Query))
    }
}
