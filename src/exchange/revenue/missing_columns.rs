//! Names the missing columns of a file that looks like a known kind.

use crate::exchange::sheet::HeadingKeys;

/// A kind of file: a column that only it has, and the other columns that it requires.
struct Kind {
    name: &'static str,
    marked_by: &'static [&'static str],
    needed: &'static [&'static str],
}

const KINDS: &[Kind] = &[
    Kind {
        name: "a new-commerce reconciliation file",
        marked_by: &["TermAndBillingCycle"],
        needed: &[
            "InvoiceNumber",
            "ChargeStartDate",
            "ChargeEndDate",
            "Subtotal",
            "Currency",
        ],
    },
    Kind {
        name: "a usage-based reconciliation file",
        marked_by: &["PretaxCharges"],
        needed: &["InvoiceNumber", "ChargeStartDate", "Currency"],
    },
    Kind {
        name: "a licence-based reconciliation file",
        marked_by: &["OfferId", "DurableOfferId", "BillingCycleType"],
        needed: &["ChargeStartDate", "Subtotal", "Currency"],
    },
    Kind {
        name: "a reconciliation file",
        marked_by: &["ChargeStartDate"],
        needed: &["TermAndBillingCycle, PretaxCharges or OfferId"],
    },
    Kind {
        name: "an Insights export",
        marked_by: &["MonthKey"],
        needed: &["BilledRevenueUSD"],
    },
    Kind {
        name: "an Insights export",
        marked_by: &["BilledRevenueUSD"],
        needed: &["MonthKey"],
    },
];

/// Messages about the missing columns; empty if the headings match no known kind.
pub(super) fn missing_columns(keys: &HeadingKeys) -> Vec<String> {
    let has = |column: &&str| keys.place(&column.to_lowercase()).is_some();
    let Some(kind) = KINDS.iter().find(|kind| kind.marked_by.iter().any(&has)) else {
        return Vec::new();
    };
    let missing = kind.needed.iter().filter(|column| !has(column));
    missing
        .map(|column| {
            format!(
                "the column `{column}` is missing; the file looks like {}",
                kind.name
            )
        })
        .collect()
}
