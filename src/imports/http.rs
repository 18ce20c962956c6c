//! Imports, spoken.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Bytes, Data};
use actix_web::{FromRequest, HttpRequest, post, web};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{Format, Report, Subject};
use crate::authz::action::Import;
use crate::clock::{Clock, Day};
use crate::db::Db;
use crate::error::{Error, Fault, Result};
use crate::http::docs::Tag;
use crate::http::page::Query;
use crate::http::wire::gather;
use crate::http::{Guard, Reply};

/// The largest file, in bytes. A bigger tree comes in by the command line.
const FILE_BYTES: usize = 16 << 20;
/// A file over a village's line takes its time.
const FILE_DEADLINE: Duration = Duration::from_secs(120);

/// What the document says of these calls.
pub const TAGS: &[Tag] = &[("imports", "从表格导入组织与党员。 Organisations and members from spreadsheets.")];

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(import);
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ImportQuery {
    /// What the rows are.
    #[param(inline)]
    kind: Subject,
    /// Only say what would be done.
    #[serde(default)]
    #[param(required = false)]
    dry_run: bool,
    /// Take the good rows though others are wrong.
    #[serde(default)]
    #[param(required = false)]
    skip_bad: bool,
    /// Of members: the first day on which the roster held. Who is new belongs from then on, and what is new of the others is
    /// so from then on. When absent, the new belong from 1 January of this year on, and the rest changes today.
    since: Option<Day>,
}

/// A file, as sent.
struct Spreadsheet {
    format: Format,
    bytes: Bytes,
}

impl FromRequest for Spreadsheet {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Spreadsheet>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let sent = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).and_then(|value| value.split(';').next());
        let format = match sent.map(|sent| sent.trim().to_ascii_lowercase()).as_deref() {
            Some("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") => Some(Format::Xlsx),
            Some("text/csv") => Some(Format::Csv),
            _ => None,
        };
        let body = gather(request, payload, FILE_BYTES, FILE_DEADLINE);
        Box::pin(async move {
            let format = format.ok_or_else(|| {
                let (zh, en) = ("请以 XLSX 或 text/csv 提交。", "Send an XLSX file or text/csv.");
                Error::new(Fault::UnsupportedMedia).saying(zh, en)
            })?;
            Ok(Spreadsheet { format, bytes: body.await? })
        })
    }
}

/// Bring in a spreadsheet
///
/// Organisations or members, as XLSX or CSV (UTF-8 or GB18030), with a header row in Chinese or English. Answers what was
/// done with every row, or why not. When a row is wrong nothing is kept, unless `skip_bad` asks for the good ones: see
/// `applied`. The same file again changes nothing. Columns that are not needed are not read; identity numbers are never kept.
#[utoipa::path(tag = "imports", params(ImportQuery),
    request_body(content(
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (String = "text/csv", example = "党组织名称,党组织类别,上级党组织\n中共石桥镇坡山村支部委员会,党支部,中共安平县石桥镇委员会\n"))),
    responses((status = 200, body = Report)))]
#[post("/imports")]
async fn import(guard: Guard<Import>, db: Data<Db>, clock: Data<Clock>, query: Query<ImportQuery>, file: Spreadsheet) -> Result<Reply<Report>> {
    let Query(ImportQuery { kind, dry_run, skip_bad, since }) = query;
    guard.check(&db).await?;
    let today = clock.today();
    let reading = web::block(move || super::parse(kind, file.format, std::io::Cursor::new(file.bytes), today, None));
    let table = reading.await.map_err(Error::internal)??;
    let report = if dry_run {
        guard.read(&db, move |snapshot, scope| super::rehearse(snapshot, scope, table, since)).await?
    } else {
        guard.write(&db, move |tx, scope| super::bring_in(tx, scope, table, since, skip_bad, None)).await?
    };
    Ok(Reply::ok(report))
}
