//! The version of a recorded document beside the one that comes in.

use crate::domain::revenue::{DocumentVersion, FileForm};

/// Two versions of one document with different content.
pub(super) struct Versions {
    recorded: DocumentVersion,
    incoming: DocumentVersion,
    /// Whether months of the recorded one were removed.
    is_reduced: bool,
}

impl Versions {
    pub(super) fn of(
        recorded: DocumentVersion,
        incoming: DocumentVersion,
        has_recorded_lines: bool,
    ) -> Self {
        // Only tables of csp 0.1 were recorded without their lines.
        let is_reduced = !has_recorded_lines && recorded.form != FileForm::Table;
        Self {
            recorded,
            incoming,
            is_reduced,
        }
    }

    /// How the versions differ, as the end of a sentence.
    pub(super) fn difference(&self) -> String {
        let (recorded, incoming) = (&self.recorded, &self.incoming);
        let removed = if self.is_reduced {
            "; months of the recorded one were removed"
        } else {
            ""
        };
        self.difference_of_data(recorded, incoming) + removed
    }

    fn difference_of_data(&self, recorded: &DocumentVersion, incoming: &DocumentVersion) -> String {
        if incoming.is_older_than(recorded) {
            format!(
                "; {} is recorded, which is newer than {}",
                recorded.title(),
                incoming.title()
            )
        } else if recorded.is_older_than(incoming) {
            format!(
                "; the recorded one is {}, and {} is newer",
                recorded.title(),
                incoming.title()
            )
        } else if recorded.form != incoming.form || recorded.e_tag != incoming.e_tag {
            format!(
                "; the recorded one is {}, and this one is {}",
                recorded.title(),
                incoming.title()
            )
        } else if incoming.e_tag.is_some() && !self.is_reduced {
            "; both have the same eTag: other rows count now, for example of another reseller"
                .to_owned()
        } else {
            String::new()
        }
    }

    /// Why no further part can be added to what is recorded.
    pub(super) fn why_nothing_can_be_added(&self) -> Option<String> {
        let (recorded, incoming) = (&self.recorded, &self.incoming);
        if incoming.is_complete() {
            Some("the export has all lines of the invoice, so it is not a further part of it: use --replace".to_owned())
        } else if recorded.is_complete() {
            Some(format!(
                "{} is recorded, which has all lines of the invoice: use --replace",
                recorded.title()
            ))
        } else if recorded.form != incoming.form {
            Some(format!(
                "{} is recorded and this is {}: two forms of one invoice have the same lines, so use --replace",
                recorded.form.title(),
                incoming.form.title()
            ))
        } else {
            None
        }
    }

    /// What to know when older data take the place of newer ones.
    pub(super) fn warning(&self, name: &str) -> Option<String> {
        self.incoming.is_older_than(&self.recorded).then(|| {
            format!(
                "{name}: replaced {} by {}, which is older",
                self.recorded.title(),
                self.incoming.title()
            )
        })
    }
}
