use crate::clock::Moment;
use crate::error::*;
use crate::id::*;
pub struct Keys;
pub struct Claims {
    pub account: AccountId,
    pub device: DeviceId,
}
impl Keys {
    pub fn load_or_create(_: &std::path::Path, _: &[std::path::PathBuf]) -> Result<Keys> {
        Ok(Keys)
    }
    pub fn verify(&self, _: &str, _: Moment) -> Result<Claims> {
        Err(Fault::SignInRequired.into())
    }
    pub fn mac(&self, _: &str, _: &[&[u8]]) -> [u8; 32] {
        [0; 32]
    }
}
