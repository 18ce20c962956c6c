//! Imports, spoken.

use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Bytes, Data};
use actix_web::{FromRequest, HttpRequest, post};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{Authority, Format, Manner, Report, Subject, sheet, take};
use crate::authz::action::Import;
use crate::db::Db;
use crate::error::{Error, Fault, Result};
use crate::http::page::Query;
use crate::http::{Guard, Reply, wire};

/// The largest file, in bytes: 130,000 organisations come to about 8 MiB.
const MOST_BYTES: usize = 32 * 1024 * 1024;
/// At 1 KiB/s a phone's network would take hours for the largest; half an hour is enough for any.
const DEADLINE: Duration = Duration::from_secs(1_800);

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
}

/// A spreadsheet's bytes.
struct Upload {
    format: Format,
    bytes: Bytes,
}

impl FromRequest for Upload {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Upload>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let format = match kind.split(';').next().unwrap_or_default().trim() {
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => Some(Format::Xlsx),
            "text/csv" => Some(Format::Csv),
            _ => None,
        };
        let body = wire::gather(request, payload, MOST_BYTES, DEADLINE);
        Box::pin(async move {
            let format = format.ok_or_else(|| {
                Error::new(Fault::UnsupportedMedia).saying("请上传 XLSX（.xlsx）或 CSV（text/csv）文件。", "Send an XLSX workbook or text/csv.")
            })?;
            Ok(Upload { format, bytes: body.await? })
        })
    }
}

/// Bring in a spreadsheet
///
/// XLSX or CSV with a Chinese or English header row. All rows are taken or, without `skip_bad`, none; the report says
/// of each row what was done or why not. Doing it again changes nothing. Columns that are not needed are named and not
/// kept; identity numbers are never read.
#[utoipa::path(tag = "imports", params(ImportQuery),
    request_body(content((String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
    responses((status = 200, body = Report)))]
#[post("/imports")]
async fn import(guard: Guard<Import>, db: Data<Db>, query: Query<ImportQuery>, upload: Upload) -> Result<Reply<Report>> {
    let ImportQuery { kind, dry_run, skip_bad } = query.0;
    let Upload { format, bytes } = upload;
    // Reading a large workbook takes a while: not on the thread that answers others, and not in the transaction.
    let sheet = tokio::task::spawn_blocking(move || sheet::read(format, &bytes)).await.map_err(Error::internal)??;
    let manner = Manner { dry_run, skip_bad };
    let report = guard.write(&db, move |tx, scope| take(tx, &Authority::of(scope), kind, manner, &sheet, Box::new(|_, _| ()))).await?;
    Ok(Reply::ok(report))
}
