//! What a database error means to the person who asked.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error as Failure};

use crate::error::{Error, Fault};

impl From<Failure> for Error {
    fn from(failure: Failure) -> Error {
        let fault = match &failure {
            Failure::NotFound => return Fault::NotFound.into(),
            Failure::DatabaseError(kind, info) => match kind {
                DatabaseErrorKind::UniqueViolation => return twice(info.as_ref(), &failure),
                DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand | DatabaseErrorKind::SerializationFailure => {
                    Fault::Unavailable
                }
                _ => of_message(info.message()),
            },
            Failure::BrokenTransactionManager => Fault::Unavailable,
            _ => Fault::Internal,
        };
        Error { cause: Some(failure.to_string().into()), ..Error::new(fault) }
    }
}

/// What is there once, and what to say to who comes second. Verbs look before they write and say it better; this is for
/// two at the same instant. Told by the columns on SQLite, by the constraint's name on PostgreSQL.
const ONCE: [(&str, &str, &str, &str); 3] = [
    ("accounts.login", "accounts_login_key", "登录名已被使用，请另取一个。", "The login is taken; choose another."),
    ("organizations.code", "organizations_code_key", "组织代码已被使用，请核对。", "The organisation's code is taken; check it."),
    (
        "memberships.",
        "memberships_pkey",
        "这名党员在同一天已有组织关系，请取最新情况再试。",
        "The member began to belong somewhere on that very day; look again.",
    ),
];

/// Two wanted to be the only one. An id that another has just used is answered as one that was used before.
fn twice(info: &dyn DatabaseErrorInformation, failure: &Failure) -> Error {
    let is_of = |columns: &str, constraint: &str| info.constraint_name() == Some(constraint) || info.message().contains(columns);
    let known = ONCE.iter().find(|(columns, constraint, ..)| is_of(columns, constraint));
    let error = known.map_or(Error::new(Fault::AlreadyExists), |(.., zh, en)| Error::new(Fault::Duplicate).saying(*zh, *en));
    Error { cause: Some(failure.to_string().into()), ..error }
}

/// diesel gives no code for these on SQLite, and only the sentence on PostgreSQL.
fn of_message(message: &str) -> Fault {
    const FULL: [&str; 3] = ["disk is full", "No space left on device", "could not extend file"];
    const AWAY: [&str; 10] = [
        "database is locked",
        "database table is locked",
        "disk I/O error",
        "unable to open database",
        "server closed the connection",
        "terminating connection",
        "deadlock detected",
        "canceling statement due to",
        "the database system is",
        "connection to server",
    ];
    if FULL.iter().any(|part| message.contains(part)) {
        Fault::DiskFull
    } else if AWAY.iter().any(|part| message.contains(part)) {
        Fault::Unavailable
    } else {
        Fault::Internal
    }
}

impl From<diesel::ConnectionError> for Error {
    fn from(failure: diesel::ConnectionError) -> Error {
        Error { cause: Some(failure.to_string().into()), ..Error::new(Fault::Unavailable) }
    }
}
