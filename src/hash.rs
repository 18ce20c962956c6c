//! The one hash of Sanhui: SHA-256, said in hex. What the trail says of a record, and what is kept of a secret instead of
//! the secret.

use aws_lc_rs::digest;

/// SHA-256 in lower-case hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    digest::digest(&digest::SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
