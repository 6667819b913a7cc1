//! Billing data as JSON: the lines of a billing export, an array, or the list in an answer of an API.
//!
//! The names of values are matched like headings, so one table of names serves files of both kinds. Names that csp does
//! not know are allowed, and names without a value may be missing from a line.

mod fast_object;
mod keys;
mod objects;
mod values;
mod written;

use std::io::Read;

use crate::diagnostic::{Diagnostic, Diagnostics, Result};
use crate::domain::revenue::FileForm;
use crate::exchange::decode::Text;
use crate::exchange::sheet::Headings;

use super::header::{self, Layout, plain};
use super::mistakes::Mistakes;
use super::record::{Origin, Record};
use super::rows::{self, Rows};
use super::sums::RevenueFile;
use super::{Reading, Whose};
use keys::Keys;
use objects::Objects;
use values::Values;

/// Names of the reseller of a line.
const RESELLERS: &[&str] = &["tier2mpnid", "resellermpnid"];

/// Names that only a full export has: those of an invoice and of daily usage that a basic one lacks.
const FULL_ONLY: &[&str] = &[
    "tier2mpnid",
    "resellermpnid",
    "mpnid",
    "availabilityid",
    "customerdomainname",
    "customercountry",
    "productname",
    "publisherid",
    "subscriptiondescription",
];

/// Names that lines may lack when they have no value.
const OPTIONAL: &[&str] = &[
    "PartnerId",
    "Tier2MpnId",
    "ResellerMpnId",
    "OrderDate",
    "ChargeEndDate",
    "PublisherName",
    "PublisherId",
    "PricingCurrency",
    "PCToBCExchangeRate",
    "PCToBCExchangeRateDate",
    "CustomerId",
    "SubscriptionId",
    "OrderId",
    "ChargeType",
];

/// Reads the objects of a text. An error is a mistake after which the file cannot be read further.
pub(super) fn read<R: Read>(
    text: Text<R>,
    reading: Reading<'_>,
    mistakes: &mut Mistakes,
) -> Result<Option<RevenueFile>> {
    let mut objects = Objects::open(text)?;
    let mut keys = Keys::default();
    let Some(first) = objects.read_first(&mut keys)? else {
        return Err(Diagnostic::in_line(
            1,
            "the file does not contain any lines",
        ));
    };
    let headings = Headings {
        line: first.line,
        texts: keys.spellings(),
    };
    let (layout, titles) = match recognise(headings) {
        Ok(found) => found,
        Err(found) => {
            match first.mistake {
                Some(mistake) => mistakes.push(mistake),
                None => mistakes.extend(found),
            }
            return Ok(None);
        }
    };
    keys.assign_columns(&titles);
    let mut values = Values::new(titles.len());
    let mut rows = Rows::of(layout, titles, reading);
    while let Some(object) = objects.read(&mut keys, &mut values)? {
        if let Some(column) = values.repeated {
            let title = rows.title(column);
            let message = format!("the name `{title}` appears twice in one line");
            mistakes.note(object.line, 0, message);
            continue;
        }
        let record = Record {
            line: object.line,
            bytes: &values.bytes,
            fields: &values.fields,
            origin: Origin::Object {
                mark: values.mark,
                positions: if object.is_one_line {
                    &values.positions
                } else {
                    &[]
                },
            },
        };
        rows.take(&record, mistakes);
    }
    objects.check_end()?;
    let is_full = !reading.is_basic && FULL_ONLY.iter().any(|name| keys.has(name));
    let form = if is_full {
        FileForm::JsonFull
    } else {
        FileForm::JsonBasic
    };
    let not_filtered = why_not_filtered(reading, &keys, &rows);
    let file = rows.finish_json(form, mistakes);
    Ok(file.map(|file| RevenueFile {
        not_filtered,
        ..file
    }))
}

/// Why the rows of one reseller cannot be chosen from a file in which no line names a reseller.
fn why_not_filtered(reading: Reading<'_>, keys: &Keys, rows: &Rows) -> Option<&'static str> {
    let names_resellers = !reading.is_basic && RESELLERS.iter().any(|name| keys.has(name));
    match reading.whose {
        Whose::Of(_) if !rows.is_invoice() => {
            rows.cannot_be_filtered().then_some(rows::NO_RESELLERS)
        }
        _ if names_resellers => None,
        Whose::Of(_) => Some(rows::NO_RESELLERS),
        Whose::OwnInvoices(_) if reading.is_from_provider && rows.is_invoice() => {
            Some(rows::BASIC_EXPORT)
        }
        Whose::OwnInvoices(_) | Whose::Everybodys => None,
    }
}

/// The kind of file, and its columns: the names in its first lines, and those that later lines may have.
fn recognise(mut headings: Headings) -> std::result::Result<(Layout, Vec<String>), Diagnostics> {
    let layout = match header::recognise(&headings)? {
        Layout::Own(_) => return Err(Diagnostic::in_line(1, rows::OWN_IS_CSV).into()),
        layout @ Layout::Insights(_) => return Ok((layout, headings.texts)),
        layout @ Layout::Invoice(_) => layout,
    };
    let known: Vec<String> = headings.texts.iter().map(|text| plain(text)).collect();
    let missing = OPTIONAL.iter().filter(|name| !known.contains(&plain(name)));
    let missing: Vec<String> = missing.map(|name| (*name).to_owned()).collect();
    if missing.is_empty() {
        return Ok((layout, headings.texts));
    }
    headings.texts.extend(missing);
    Ok((header::recognise(&headings)?, headings.texts))
}

#[cfg(test)]
mod tests;
