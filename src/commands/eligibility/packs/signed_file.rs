//! A policy pack as it is handed in: its bytes, and those of its signature.

use std::path::Path;

use crate::diagnostic::{Place, Result};
use crate::exchange::minisign::{DetachedSignature, Untrusted};
use crate::session::Context;
use crate::session::eligibility_files::mistakes;
use crate::session::input_file;
use crate::session::policy_packs::{LARGEST, PackFault, VerifiedPack, signature_of, verify_pack};

/// The bytes of a pack and of its signature.
pub(super) struct SignedFile {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    pub(super) signature: Vec<u8>,
}

impl SignedFile {
    /// Reads both, up to a limit.
    pub(super) fn read(ctx: &Context<'_>, path: &Path, signature: Option<&Path>) -> Result<Self> {
        let read = |path: &Path| {
            input_file::read_bounded(ctx, path, LARGEST)?
                .ok_or_else(|| input_file::too_large(path, LARGEST))
        };
        let beside = signature_of(path);
        let bytes = read(path)?;
        let signature = read(signature.unwrap_or(&beside)).map_err(|failure| {
            failure.with_help(
                "A policy pack needs its signature in FILE.minisig, or give it: `csp eligibility policies verify FILE --signature SIGNATURE`",
            )
        })?;
        Ok(Self {
            name: path.display().to_string(),
            bytes,
            signature,
        })
    }

    /// The pack, with every example of it run.
    pub(super) fn verified(
        &self,
        ctx: &Context<'_>,
        signature: Option<&Path>,
    ) -> Result<std::result::Result<VerifiedPack, Untrusted>> {
        let place = match signature {
            Some(path) => path.display().to_string(),
            None => format!("{}.minisig", self.name),
        };
        let signature = DetachedSignature::read(&self.signature);
        let signature = signature.map_err(|failure| failure.at(Place::at(1, 1).in_file(place)))?;
        let verified = match verify_pack(&self.bytes, &signature, &ctx.settings.policy_keys) {
            Ok(verified) => verified,
            Err(PackFault::Untrusted(why)) => return Ok(Err(why)),
            Err(PackFault::Broken(faults)) => return Err(mistakes(&self.name, &faults)),
        };
        let failures = verified.pack.example_failures();
        if failures.is_empty() {
            Ok(Ok(verified))
        } else {
            Err(mistakes(&self.name, &failures))
        }
    }
}
