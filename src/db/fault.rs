//! What a database error means to the person who asked.

use diesel::result::{DatabaseErrorKind, Error as Failure};

use crate::error::{Error, Fault};

impl From<Failure> for Error {
    fn from(failure: Failure) -> Error {
        let fault = match &failure {
            Failure::NotFound => return Fault::NotFound.into(),
            Failure::DatabaseError(kind, info) => match kind {
                DatabaseErrorKind::UniqueViolation => Fault::Duplicate,
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
