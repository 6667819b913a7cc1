//! An anchor of the journal.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::domain::anchor::{Anchor, AnchorHead, Chain, Hash};
use crate::domain::hex;
use crate::report::{Page, View};

/// The heads of all chains.
#[derive(Debug, Serialize)]
pub struct AnchorView {
    /// The place of the newest entry of all chains; 0 for an empty journal.
    seq: i64,
    /// The hash of that entry.
    hash: Option<String>,
    /// The head of each chain.
    heads: Vec<AnchorHeadView>,
    /// The signature of the text.
    signature: Option<String>,
    /// The file that the text was written to.
    written_to: Option<String>,
    #[serde(skip)]
    text: String,
}

/// The head of a chain.
#[derive(Debug, Serialize)]
struct AnchorHeadView {
    chain: i64,
    account: Option<String>,
    seq: i64,
    hash: String,
    state: Option<String>,
}

impl From<&AnchorHead> for AnchorHeadView {
    fn from(head: &AnchorHead) -> Self {
        Self {
            chain: head.chain.number().unwrap_or_default(),
            account: match &head.chain {
                Chain::Account { slug, .. } => Some(slug.clone()),
                Chain::Store | Chain::Unknown => None,
            },
            seq: head.seq,
            hash: hex(&head.hash),
            state: head.state.as_ref().map(|state| hex(state)),
        }
    }
}

impl AnchorView {
    /// The answer with an anchor; `newest` is the place and the hash of the newest entry.
    pub fn new(
        newest: Option<(i64, Hash)>,
        anchor: &Anchor,
        signature: Option<String>,
        written_to: Option<PathBuf>,
    ) -> Self {
        let (seq, hash) = newest.map_or((0, None), |(seq, hash)| (seq, Some(hex(&hash))));
        Self {
            seq,
            hash,
            heads: anchor.heads().iter().map(AnchorHeadView::from).collect(),
            signature,
            written_to: written_to
                .as_deref()
                .map(Path::display)
                .map(|it| it.to_string()),
            text: anchor.to_string(),
        }
    }
}

impl View for AnchorView {
    const NESTED: &'static [&'static str] = &["heads"];

    fn page(&self, page: &mut Page) {
        match (&self.written_to, &self.signature) {
            (Some(file), None) => page.prose(0, &format!("Anchor written to {file}.")),
            (Some(file), Some(_)) => page.prose(
                0,
                &format!("Anchor written to {file}, its signature to {file}.sig."),
            ),
            (None, signature) => {
                let signature = signature.as_deref().unwrap_or_default();
                page.line(format!("{}{signature}", self.text).trim_end());
            }
        }
    }
}
