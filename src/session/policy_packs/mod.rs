//! Policy packs beside the configuration file: `policies/ID-VERSION.toml`, with the signature in a file beside each.
//!
//! A pack is verified every time before it is read. One that cannot be verified is not used, and a warning says so.

mod folder;

use std::path::PathBuf;

use crate::diagnostic::Diagnostic;
use crate::exchange::minisign::{DetachedSignature, Signed, TrustedKeys, Untrusted};
use crate::policy::{Policies, PolicyPack, UnusedEdition, load_pack};
use crate::session::settings::Settings;
pub use folder::{PackFile, PackFolder, signature_of, write_pack};

/// No policy pack is larger than this.
pub const LARGEST: u64 = 1 << 20;

/// A policy pack whose signature was verified.
#[derive(Debug, Clone)]
pub struct VerifiedPack {
    /// The pack.
    pub pack: PolicyPack,
    /// What its signature says.
    pub signed: Signed,
}

/// Why a file is not used as a policy pack.
pub enum PackFault {
    /// No trusted key signed it.
    Untrusted(Untrusted),
    /// It is signed, but it is not a policy pack that csp can read: every mistake with its line.
    Broken(Vec<Diagnostic>),
}

/// Verifies a signature, and only then reads the pack.
///
/// # Errors
/// Why it cannot be used.
pub fn verify_pack(
    bytes: &[u8],
    signature: &DetachedSignature,
    keys: &TrustedKeys,
) -> Result<VerifiedPack, PackFault> {
    let signed = signature.verify(bytes, keys);
    let signed = signed.map_err(PackFault::Untrusted)?;
    let pack = load_pack(bytes).map_err(PackFault::Broken)?;
    Ok(VerifiedPack { pack, signed })
}

/// A policy pack that is installed and not used.
#[derive(Debug, Clone)]
pub struct UnusedPack {
    /// The file of the pack.
    pub path: PathBuf,
    /// Why it is not used, and what helps.
    pub why: Diagnostic,
}

/// The policies that csp decides by here, and the packs that they are made of.
pub struct PoliciesHere {
    /// The policies.
    pub policies: Policies,
    /// The packs that are used, in the order of their ids.
    pub packs: Vec<VerifiedPack>,
    /// The packs that are not used.
    pub unused: Vec<UnusedPack>,
    /// Why the folder of the packs cannot be read, if so.
    pub unreadable: Option<Diagnostic>,
}

impl PoliciesHere {
    /// Reads and verifies the packs that are installed.
    pub fn read(settings: &Settings) -> Self {
        let folder = PackFolder::of(settings);
        let (files, unreadable) = match folder.files() {
            Ok(files) => (files, None),
            Err(failure) => (Vec::new(), Some(failure)),
        };
        let (mut packs, mut unused) = (Vec::new(), Vec::new());
        for (place, file) in files.iter().enumerate() {
            let newest = files.iter().skip(place + 1).find(|next| next.id == file.id);
            let read = match newest {
                Some(newest) => Err(file.replaced_by(newest)),
                None => file.verified(&settings.policy_keys),
            };
            match read {
                Ok(pack) => packs.push(pack),
                Err(why) => unused.push(UnusedPack {
                    path: file.path.clone(),
                    why,
                }),
            }
        }
        let policies = Policies::with_packs(packs.iter().map(|one| &one.pack));
        Self {
            policies,
            packs,
            unused,
            unreadable,
        }
    }

    /// What a person should know: each pack and edition that is installed and not used.
    pub fn warnings(&self) -> Vec<Diagnostic> {
        let unreadable = self.unreadable.iter().cloned();
        let packs = self.unused.iter().map(|one| one.why.clone());
        let editions = self.policies.unused().iter().map(describe_unused);
        unreadable.chain(packs).chain(editions).collect()
    }
}

fn describe_unused(one: &UnusedEdition) -> Diagnostic {
    let (id, reason) = (&one.edition.id, &one.reason);
    let pack = one.edition.pack.as_ref();
    let of = pack.map_or_else(String::new, |pack| format!(" of the policy pack {pack}"));
    let failure = Diagnostic::usage(format!("the edition {id}{of} is not used: {reason}"));
    match pack {
        Some(pack) => failure.with_help(remove(pack.id.as_str())),
        None => failure,
    }
}

/// The command that removes a pack.
pub fn remove(pack: &str) -> String {
    format!("To remove the pack: `csp eligibility policies remove {pack}`")
}

/// That the keys of the configuration file are not trusted; `None` where they are.
pub fn distrusted_keys(settings: &Settings) -> Option<String> {
    let path = settings.config_path.display();
    settings.policy_keys_are_distrusted.then(|| {
        format!("the keys in policies.keys are not trusted, because others can write {path} or its folder")
    })
}
