//! The kinds of charge in invoice files. None decides whether a row counts; one that is not on Microsoft's list is named.

use std::collections::BTreeMap;

use super::blank_cells::or_blank;
use super::record::Record;
use super::value::shown;

/// The kinds on Microsoft's list, in small letters and without blanks.
const KNOWN: &[&str] = &[
    "new",
    "renew",
    "cyclecharge",
    "addquantity",
    "removequantity",
    "movequantity",
    "cancelimmediate",
    "cancel",
    "convert",
    "changebillingplan",
    "customercredit",
    "extendterm",
    "purchase",
    "refund",
    "credit",
    "discount",
    "offsetalineitem",
    "activationfee",
    "cancelfee",
    "cancelinstanceprorate",
    "cyclefee",
    "cycleinstanceprorate",
    "newpurchasecyclefee",
    "proratefeeswhencancel",
    "proratefeeswhenconvertawayfromcurrentoffering",
    "proratefeeswhenconverttoanewoffering",
    "proratefeeswhenpurchase",
    "proratefeewhenrenew",
    "proratefeeswhenrenew",
    "proratefeeswhenactivate",
    "assessusagefeewhencancel",
    "assessusagefeeforcurrentcycle",
    "activationdiscount",
    "cyclediscount",
    "renewdiscount",
    "canceldiscount",
];

/// How many unknown kinds are named.
const NAMED: usize = 5;

/// The kinds of charge that are not on the list, with the number of their rows.
#[derive(Debug, Default)]
pub(super) struct ChargeTypes {
    column: Option<usize>,
    /// The kind of the row before, which is known.
    last: Vec<u8>,
    unknown: BTreeMap<String, u64>,
}

impl ChargeTypes {
    pub(super) fn in_column(column: Option<usize>) -> Self {
        Self {
            column,
            ..Self::default()
        }
    }

    /// Notes the kind of a row that counts.
    pub(super) fn note(&mut self, record: &Record<'_>) {
        let Some(column) = self.column else {
            return;
        };
        let cell = record.field(column);
        if *cell == *self.last {
            return;
        }
        let cell = or_blank(cell);
        let letters = cell
            .iter()
            .filter(|byte| !matches!(byte, b' ' | b'_' | b'-'));
        let plain: Vec<u8> = letters.map(u8::to_ascii_lowercase).collect();
        if plain.is_empty() || KNOWN.iter().any(|known| known.as_bytes() == plain) {
            self.last.clear();
            self.last.extend_from_slice(&cell);
            return;
        }
        let name = shown(&cell);
        if self.unknown.len() < NAMED || self.unknown.contains_key(&name) {
            *self.unknown.entry(name).or_default() += 1;
        }
    }

    /// The unknown kinds and the number of their rows.
    pub(super) fn into_unknown(self) -> BTreeMap<String, u64> {
        self.unknown
    }
}
