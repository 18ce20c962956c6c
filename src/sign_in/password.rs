//! Passwords: argon2id on a bounded number of threads, so that a crowd at the door does not slow those inside.

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use crate::config::Config;
use crate::error::{Error, Fault, FieldError, FieldFault, Result};
use crate::text::Secret;

/// Shortest password, in characters. No rule about kinds of characters: they make worse passwords.
pub const SHORTEST: usize = 10;
const LONGEST: usize = Secret::LIMIT;
/// How long a sign-in waits for its turn before it is told to come back.
const PATIENCE: Duration = Duration::from_secs(3);

/// Long enough for the rule above and still among the first that are tried.
const COMMON: [&str; 24] = [
    "1234567890",
    "0123456789",
    "12345678910",
    "123456789a",
    "a123456789",
    "1234567890a",
    "0987654321",
    "1111111111",
    "0000000000",
    "8888888888",
    "6666666666",
    "1122334455",
    "1q2w3e4r5t",
    "qwertyuiop",
    "qwerty12345",
    "password12",
    "password123",
    "passw0rd123",
    "abc1234567",
    "abcd123456",
    "woaini1314",
    "woaini520520",
    "iloveyou123",
    "5201314520",
];

/// Hashes and verifies, a few at a time.
pub struct Passwords {
    argon: Arc<Argon2<'static>>,
    turns: Arc<Semaphore>,
    patience: Duration,
    /// Verified for logins that do not exist, so that they take as long as others.
    nobody: String,
}

impl Passwords {
    /// # Errors
    /// When the configured parameters are none that argon2 knows.
    pub fn new(config: &Config) -> Result<Passwords> {
        let params = Params::new(config.password_memory_kib, 2, 1, None).map_err(Error::internal)?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let turns = if config.password_workers == 0 { std::thread::available_parallelism().map_or(1, usize::from) } else { config.password_workers };
        let nobody = hashed(&argon, "nobody's password")?;
        Ok(Passwords { argon: Arc::new(argon), turns: Arc::new(Semaphore::new(turns)), patience: PATIENCE, nobody })
    }

    /// # Errors
    /// `too_many_requests` when the queue does not move.
    pub async fn hash(&self, password: String) -> Result<String> {
        let argon = self.argon.clone();
        self.in_turn(move || hashed(&argon, &password)).await
    }

    /// Whether the password belongs to the hash; never for none, and then in the same time.
    ///
    /// # Errors
    /// `too_many_requests` when the queue does not move.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool> {
        let argon = self.argon.clone();
        let exists = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobody.clone());
        self.in_turn(move || Ok(argon.verify_password(plain(&password).as_bytes(), hash.as_str()).is_ok() && exists)).await
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let turn = tokio::time::timeout(self.patience, self.turns.clone().acquire_owned()).await;
        let turn = turn.map_err(|_| Error::new(Fault::TooManyRequests).retry_in(5))?.map_err(Error::internal)?;
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        });
        done.await.map_err(Error::internal)?
    }
}

/// For the command line, which has no crowd.
pub fn hash_blocking(config: &Config, password: &str) -> Result<String> {
    hashed(&Passwords::new(config)?.argon, password)
}

fn hashed(argon: &Argon2, password: &str) -> Result<String> {
    let mut salt = [0; 16];
    aws_lc_rs::rand::fill(&mut salt).map_err(Error::internal)?;
    let hash: argon2::PasswordHash = argon.hash_password_with_salt(plain(password).as_bytes(), &salt).map_err(Error::internal)?;
    Ok(hash.to_string())
}

/// One password however a keyboard writes it: a Chinese one may send `１２３` for `123`.
fn plain(password: &str) -> String {
    password.nfkc().collect()
}

/// # Errors
/// `weak_password` at the pointer.
pub fn check(password: &str, login: &str, pointer: &str) -> Result<()> {
    let password = plain(password);
    let length = password.chars().count();
    let weak = !(SHORTEST..=LONGEST).contains(&length)
        || COMMON.iter().any(|common| password.eq_ignore_ascii_case(common))
        || password.eq_ignore_ascii_case(login)
        || password.chars().all(|c| password.starts_with(c));
    if weak { Err(Error::field(FieldError::new(pointer, FieldFault::WeakPassword).with(SHORTEST))) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cheap() -> Passwords {
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(64, 1, 1, None).unwrap());
        let nobody = hashed(&argon, "nobody's password").unwrap();
        Passwords { argon: Arc::new(argon), turns: Arc::new(Semaphore::new(1)), patience: Duration::from_millis(20), nobody }
    }

    #[test]
    fn common_short_and_repeated_ones_are_refused() {
        for weak in ["", "九个字的密码不够长", "1234567890", "１２３４５６７８９０", "Password123", "aaaaaaaaaaaa", "wang.xiuying", "WANG.XIUYING"]
        {
            assert!(check(weak, "wang.xiuying", "/password").is_err(), "{weak}");
        }
        assert!(check(&"长".repeat(201), "wang", "/password").is_err());
        for good in ["correct horse", "山高路远坑深大军纵横驰奔", "x7!x7!x7!x7!"] {
            assert!(check(good, "wang", "/password").is_ok(), "{good}");
        }
    }

    #[actix_web::test]
    async fn a_password_is_the_same_however_it_is_typed_and_no_other() {
        let passwords = cheap();
        let hash = passwords.hash("Pass１２３４５６７".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{hash}");
        assert!(passwords.verify("Pass1234567".into(), Some(hash.clone())).await.unwrap());
        assert!(!passwords.verify("pass1234567".into(), Some(hash)).await.unwrap());
        assert!(!passwords.verify("nobody's password".into(), None).await.unwrap());
    }

    #[actix_web::test]
    async fn whoever_waits_too_long_is_told_to_come_back() {
        let passwords = cheap();
        let busy = passwords.turns.clone().acquire_owned().await.unwrap();
        let refused = passwords.verify("x".into(), None).await.unwrap_err();
        assert_eq!((refused.fault, refused.retry_after), (Fault::TooManyRequests, Some(5)));
        drop(busy);
        assert!(passwords.verify("x".into(), None).await.is_ok());
    }
}
