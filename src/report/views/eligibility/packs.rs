//! Policy packs: whose they are, and what their signatures say.

use serde::Serialize;

use crate::domain::calendar::{Day, rfc3339};
use crate::exchange::minisign::{Signed, Untrusted};
use crate::policy::{PackAction, PackHeader, PolicyPack};
use crate::report::{ListRow, Narrow, Page, Step, TableCell, View, When, cells};

/// The header of a pack.
#[derive(Debug, Clone, Serialize)]
pub struct PackHeaderView {
    id: String,
    publisher: String,
    version: u32,
    date: Day,
}

impl From<&PackHeader> for PackHeaderView {
    fn from(header: &PackHeader) -> Self {
        Self {
            id: header.id.to_string(),
            publisher: header.publisher.clone(),
            version: header.version,
            date: header.date,
        }
    }
}

impl PackHeaderView {
    /// The pack for people: `contoso 3 (Contoso Distribution)`.
    pub(super) fn in_words(&self) -> String {
        format!("{} {} ({})", self.id, self.version, self.publisher)
    }
}

/// What a valid signature says.
#[derive(Debug, Clone, Serialize)]
struct SignatureView {
    key: String,
    signed_at: Option<String>,
    comment: String,
}

impl From<&Signed> for SignatureView {
    fn from(signed: &Signed) -> Self {
        Self {
            key: signed.key.to_string(),
            signed_at: signed.at.map(rfc3339),
            comment: signed.comment.clone(),
        }
    }
}

/// What `policies verify` found out about a file.
#[derive(Debug, Serialize)]
pub struct VerifiedPackView {
    file: String,
    verified: bool,
    reason: Option<String>,
    remedy: Option<&'static str>,
    pack: Option<PackHeaderView>,
    signature: Option<SignatureView>,
    editions: Vec<String>,
}

impl VerifiedPackView {
    /// A file that a trusted key signed.
    pub fn verified(file: String, pack: &PolicyPack, signed: &Signed) -> Self {
        Self {
            file,
            verified: true,
            reason: None,
            remedy: None,
            pack: Some((&pack.header).into()),
            signature: Some(signed.into()),
            editions: pack.edition_ids(),
        }
    }

    /// A file that no trusted key signed; nothing in it was looked at.
    pub fn untrusted(file: String, why: &Untrusted) -> Self {
        Self {
            file,
            verified: false,
            reason: Some(why.to_string()),
            remedy: Some(why.help()),
            pack: None,
            signature: None,
            editions: Vec::new(),
        }
    }

    /// Whether a trusted key signed it.
    pub fn is_verified(&self) -> bool {
        self.verified
    }
}

impl ListRow for VerifiedPackView {
    const HEADER: &'static [&'static str] = &["file", "verified", "pack", "key", "detail"];
    const CSV: &'static [&'static str] = &["file", "verified", "reason", "remedy", "editions"];
    const NARROW: &'static [Step<'static>] = &[("detail", Narrow::Wraps), ("key", Narrow::Hides)];
    fn cells(&self, _: When) -> Vec<TableCell> {
        let pack = self.pack.as_ref();
        let signature = self.signature.as_ref();
        let detail = match &self.reason {
            Some(reason) => format!("{reason}. {}", self.remedy.unwrap_or_default()),
            None => self.editions.join(", "),
        };
        cells![
            self.file.clone(),
            if self.verified { "yes" } else { "no" },
            pack.map(PackHeaderView::in_words).unwrap_or_default(),
            signature.map(|it| it.key.clone()).unwrap_or_default(),
            detail,
        ]
    }
}

/// A pack that was installed or removed.
#[derive(Debug, Serialize)]
pub struct InstalledPackView {
    action: PackAction,
    id: String,
    version: u32,
    publisher: Option<String>,
    date: Option<Day>,
    replaced: Vec<u32>,
    signature: Option<SignatureView>,
    editions: Vec<String>,
    file: String,
}

impl InstalledPackView {
    /// A pack that is installed now; `replaced` are the versions that were there before.
    pub fn installed(
        action: PackAction,
        pack: &PolicyPack,
        signed: &Signed,
        replaced: Vec<u32>,
        file: String,
    ) -> Self {
        let header = &pack.header;
        Self {
            action,
            id: header.id.to_string(),
            version: header.version,
            publisher: Some(header.publisher.clone()),
            date: Some(header.date),
            replaced,
            signature: Some(signed.into()),
            editions: pack.edition_ids(),
            file,
        }
    }

    /// A pack that was removed. Nothing in it was looked at.
    pub fn removed(id: String, version: u32, file: String) -> Self {
        Self {
            action: PackAction::Removed,
            id,
            version,
            publisher: None,
            date: None,
            replaced: Vec::new(),
            signature: None,
            editions: Vec::new(),
            file,
        }
    }
}

impl View for InstalledPackView {
    const NESTED: &'static [&'static str] = &["signature"];

    fn page(&self, page: &mut Page) {
        page.heading(&format!("Policy pack {} {}", self.id, self.version));
        page.fact("Action", Some(&self.action.to_string()));
        page.fact("Publisher", self.publisher.as_deref());
        page.day("Date", self.date);
        if let Some(signature) = &self.signature {
            page.fact("Signed by", Some(&signature.key));
            page.fact("Signed at", signature.signed_at.as_deref());
            page.fact("Signer's comment", Some(&signature.comment));
        }
        let replaced: Vec<String> = self.replaced.iter().map(u32::to_string).collect();
        page.fact("Replaces", Some(&replaced.join(", ")));
        page.fact("Editions", Some(&self.editions.join(", ")));
        page.fact("File", Some(&self.file));
    }
}
