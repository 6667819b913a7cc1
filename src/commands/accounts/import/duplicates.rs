//! Values that two applications of one import share, though each account needs its own.

use std::collections::HashMap;

use super::source::SourceRow;
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::domain::application::Field;
use crate::domain::rule::{RuleRef, enroll};
use crate::domain::word::Word as _;
use crate::exchange::application::ACCOUNT;

/// The place of each value that was seen.
#[derive(Debug, Default)]
pub(super) struct SeenValues(HashMap<(&'static str, String), Place>);

impl SeenValues {
    /// Notes the values of an application, and reports those that came before. A short name that came before is taken
    /// out of it, so that it is not reported again.
    pub(super) fn note(&mut self, row: &mut SourceRow, mistakes: &mut Diagnostics) {
        let application = &row.input.application;
        let mpn_id = application.mpn_id().map(|id| id.to_string());
        let domain = application.tenant_domain();
        let domain = domain.map(|domain| domain.key().to_owned());
        let tenant = application.tenant_id().map(|id| id.to_string());
        let slug = row.input.slug.as_ref().map(ToString::to_string);
        let values: [(&str, _, RuleRef); 4] = [
            (Field::MpnId.word(), mpn_id, &enroll::MPN_UNIQUE),
            (Field::TenantDomain.word(), domain, &enroll::MPN_UNIQUE),
            (Field::TenantId.word(), tenant, &enroll::MPN_UNIQUE),
            (ACCOUNT, slug, &enroll::SLUG),
        ];
        for (key, value, rule) in values {
            let Some(value) = value else { continue };
            let message = |before: &Place| format!("`{value}` is already in {}", shown(before));
            if let Some(before) = self.0.get(&(key, value.clone())) {
                let mistake = Diagnostic::usage(message(before)).under(rule);
                mistakes.push(row.mistake(&mistake.with_field(key)));
                if key == ACCOUNT {
                    row.input.slug = None;
                }
            } else {
                self.0.insert((key, value), row.at.clone());
            }
        }
    }
}

/// A place before, in a sheet or in a folder.
fn shown(place: &Place) -> String {
    match (place.file_name(), place.line()) {
        (None, Some(line)) => format!("line {line}"),
        (Some(_) | None, _) => place.to_string(),
    }
}
