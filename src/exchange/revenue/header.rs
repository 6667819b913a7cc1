//! Recognises a file by its headings, in any order and case, with or without underscores.

use std::collections::HashSet;

use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::domain::word::nearest;
use crate::exchange::sheet::{HeadingKeys, Headings};

use super::missing_columns::missing_columns;
use super::own_columns::COLUMNS;

/// The kind of file, and the positions of the columns it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Layout {
    Own(OwnColumns),
    Invoice(InvoiceColumns),
    Insights(InsightsColumns),
}

/// `month,currency,amount,category`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OwnColumns {
    pub(super) month: usize,
    pub(super) currency: usize,
    pub(super) amount: usize,
    pub(super) category: Option<usize>,
    /// In the output of `revenue list`: whether the row counts.
    pub(super) counted: Option<usize>,
}

/// The kind of invoice file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    LicenceBased,
    UsageBased,
    NewCommerce,
}

/// A reconciliation file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct InvoiceColumns {
    pub(super) family: Family,
    pub(super) amount: usize,
    pub(super) currency: usize,
    pub(super) charge_start: usize,
    pub(super) charge_end: Option<usize>,
    pub(super) order_date: Option<usize>,
    pub(super) invoice: Option<usize>,
    pub(super) partner: Option<usize>,
    /// The columns of the reseller; Microsoft uses two names.
    pub(super) resellers: [Option<usize>; 2],
    pub(super) term: Option<usize>,
    pub(super) charge_type: Option<usize>,
    pub(super) publisher: Option<usize>,
    pub(super) publisher_id: Option<usize>,
    pub(super) pricing_currency: Option<usize>,
    pub(super) rate: Option<usize>,
    pub(super) rate_date: Option<usize>,
    /// The columns that identify the subject of a line: customer, subscription, order.
    pub(super) subject: [Option<usize>; 3],
}

/// An Insights export with `BilledRevenueUSD`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct InsightsColumns {
    pub(super) month: usize,
    pub(super) amount: usize,
    pub(super) duplicate: Option<usize>,
    pub(super) reseller: Option<usize>,
    pub(super) product: Option<usize>,
    /// The column for how a row was attributed to the partner.
    pub(super) attribution: Option<usize>,
    /// The columns that identify the subject of a line: customer, subscription, product.
    pub(super) subject: [Option<usize>; 3],
}

/// The maximum number of repeated headings to report.
const NAMED: usize = 100;

const DAILY: &str = "this is a daily-rated usage file: it repeats the Azure charges of the invoice. Import the reconciliation file of the invoice instead, so that they count once";

/// Columns of Insights exports with influenced or consumed revenue, which was not billed.
const NOT_BILLED: &[&str] = &[
    "cporrevenue",
    "dporrevenue",
    "palrevenue",
    "azureconsumedrevenueusd",
    "acrusd",
];

const NO_BILLED_REVENUE: &str = "this file contains CPOR, DPOR, PAL or consumed revenue, which is not billed and never counts: export a dataset with BilledRevenueUSD instead";

/// Recognises the layout of a file.
///
/// # Errors
/// Why it is not a revenue file, or which columns are wrong.
pub(super) fn recognise(headings: &Headings) -> Result<Layout, Diagnostics> {
    let keys = headings.keyed(plain);
    let find = |wanted: &str| keys.place(wanted);
    let has = |wanted: &[&str]| wanted.iter().all(|name| find(name).is_some());
    let layout = if find("billingpretaxtotal").is_some() || has(&["metercategory", "usagedate"]) {
        return Err(bad(DAILY));
    } else if find("billedrevenueusd").is_none()
        && NOT_BILLED.iter().any(|name| find(name).is_some())
    {
        return Err(bad(NO_BILLED_REVENUE));
    } else if let (Some(amount), Some(month)) =
        (find("billedrevenueusd"), find("monthkey").or(find("month")))
    {
        Layout::Insights(InsightsColumns {
            month,
            amount,
            duplicate: find("isduplicaterowforpga"),
            reseller: find("resellermpnid").or(find("mpnid")),
            product: find("product"),
            attribution: find("partnerattributiontype"),
            subject: [
                find("customertenantid").or(find("customerid")),
                find("subscriptionid"),
                find("productpartnumber"),
            ],
        })
    } else if let Some(columns) = invoice(&find) {
        Layout::Invoice(columns)
    } else {
        return own(headings, &keys);
    };
    let used: HashSet<usize> = layout.columns().into_iter().collect();
    let repeated = repeated(headings, &keys, |first| used.contains(&first));
    if repeated.is_empty() {
        Ok(layout)
    } else {
        Err(repeated)
    }
}

/// A mistake in the heading line as a whole.
fn bad(message: impl Into<String>) -> Diagnostics {
    Diagnostic::in_line(1, message).into()
}

/// A heading without the differences between editions of a file.
pub(super) fn plain(title: &str) -> String {
    title
        .chars()
        .filter(|letter| !matches!(letter, '_' | '-' | ' ' | '\u{a0}' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .collect()
}

fn invoice(find: &impl Fn(&str) -> Option<usize>) -> Option<InvoiceColumns> {
    let charge_start = find("chargestartdate")?;
    let currency = find("currency")?;
    let (family, amount) = if let Some(amount) = find("pretaxcharges") {
        (Family::UsageBased, amount)
    } else if find("termandbillingcycle").is_some() {
        (Family::NewCommerce, find("subtotal")?)
    } else {
        find("offerid")
            .or(find("durableofferid"))
            .or(find("billingcycletype"))?;
        (Family::LicenceBased, find("subtotal")?)
    };
    let invoice = find("invoicenumber");
    if family != Family::LicenceBased && invoice.is_none() {
        return None;
    }
    if family == Family::NewCommerce {
        find("chargeenddate")?;
    }
    Some(InvoiceColumns {
        family,
        amount,
        currency,
        charge_start,
        charge_end: find("chargeenddate"),
        order_date: find("orderdate"),
        invoice,
        partner: find("partnerid"),
        resellers: [find("resellermpnid"), find("tier2mpnid")],
        term: find("termandbillingcycle"),
        charge_type: find("chargetype"),
        publisher: find("publishername"),
        publisher_id: find("publisherid"),
        pricing_currency: find("pricingcurrency"),
        rate: find("pctobcexchangerate"),
        rate_date: find("pctobcexchangeratedate"),
        subject: [find("customerid"), find("subscriptionid"), find("orderid")],
    })
}

/// csp's own files may only have its own columns: with a mistyped `category`, all revenue would count as cloud.
fn own(headings: &Headings, keys: &HeadingKeys) -> Result<Layout, Diagnostics> {
    let known: Vec<&str> = COLUMNS.iter().map(|column| column.heading).collect();
    let required = COLUMNS.iter().filter(|column| column.is_required);
    let required: Vec<&str> = required.map(|column| column.heading).collect();
    let find = |wanted: &str| keys.place(wanted);
    let missing = missing_columns(keys);
    if !missing.is_empty() {
        return Err(missing
            .into_iter()
            .map(|message| Diagnostic::in_line(1, message))
            .collect());
    }
    if !required.iter().any(|name| find(name).is_some()) {
        let message = "this is not a known revenue file. Expected one of: a CSV with the columns month,currency,amount,category; a licence-based, usage-based or new-commerce reconciliation file; Microsoft's billing export; an Insights export with BilledRevenueUSD";
        return Err(Diagnostic::in_line(1, message)
            .with_help("To see which files can be imported: `csp help columns`")
            .into());
    }
    let mut mistakes = Diagnostics::default();
    let unknown = keys.iter().filter(|(_, key)| !known.contains(key));
    for (column, key) in unknown.take(NAMED) {
        let hint = nearest(key, known.iter().copied()).map_or_else(
            || format!("; expected one of {}", known.join(", ")),
            |near| format!("; did you mean `{near}`?"),
        );
        let message = format!("unknown column `{}`{hint}", short(headings, column));
        mistakes.push(Diagnostic::usage(message).at(Place::at(1, column + 1)));
    }
    for wanted in required {
        if find(wanted).is_none() {
            mistakes.push(Diagnostic::in_line(
                1,
                format!("the column `{wanted}` is missing"),
            ));
        }
    }
    mistakes.absorb(repeated(headings, keys, |_| true), |_| true);
    match (find("month"), find("currency"), find("amount")) {
        (Some(month), Some(currency), Some(amount)) if mistakes.is_empty() => {
            Ok(Layout::Own(OwnColumns {
                month,
                currency,
                amount,
                category: find("category"),
                counted: find("counted"),
            }))
        }
        _ => Err(mistakes),
    }
}

/// The repeated columns among those for whose first position `matters` is true.
fn repeated(
    headings: &Headings,
    keys: &HeadingKeys,
    matters: impl Fn(usize) -> bool,
) -> Diagnostics {
    let repeated = keys
        .repeated()
        .filter(|(_, key)| keys.place(key).is_some_and(&matters));
    repeated
        .take(NAMED)
        .map(|(column, _)| {
            let title = short(headings, column);
            Diagnostic::usage(format!("the column `{title}` appears twice in the file"))
                .at(Place::at(1, column + 1))
        })
        .collect()
}

/// A heading, shortened for a message.
fn short(headings: &Headings, column: usize) -> String {
    let texts = headings.texts.get(column).into_iter();
    texts.flat_map(|text| text.chars()).take(60).collect()
}

impl Layout {
    fn columns(&self) -> Vec<usize> {
        match self {
            Self::Own(own) => [
                Some(own.month),
                Some(own.currency),
                Some(own.amount),
                own.category,
                own.counted,
            ]
            .into_iter()
            .flatten()
            .collect(),
            Self::Insights(insights) => [
                Some(insights.month),
                Some(insights.amount),
                insights.duplicate,
                insights.reseller,
                insights.product,
                insights.attribution,
            ]
            .into_iter()
            .flatten()
            .collect(),
            Self::Invoice(invoice) => [
                Some(invoice.amount),
                Some(invoice.currency),
                Some(invoice.charge_start),
                invoice.charge_end,
                invoice.order_date,
                invoice.invoice,
                invoice.partner,
                invoice.resellers[0],
                invoice.resellers[1],
                invoice.term,
                invoice.publisher,
                invoice.publisher_id,
                invoice.pricing_currency,
                invoice.rate,
                invoice.rate_date,
            ]
            .into_iter()
            .flatten()
            .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recognised(header: &str) -> Result<Layout, Diagnostics> {
        recognise(&Headings {
            line: 1,
            texts: header.split(',').map(str::to_owned).collect(),
        })
    }

    fn message(header: &str) -> String {
        let listed = recognised(header).unwrap_err().into_listed();
        listed[0].message().to_owned()
    }

    fn family(header: &str) -> Family {
        let Ok(Layout::Invoice(columns)) = recognised(header) else {
            panic!("{header}");
        };
        columns.family
    }

    #[test]
    fn headers_are_found_blind_to_case_order_and_underscores() {
        assert_eq!(
            family("currency,SUBTOTAL,charge_start_date,Offer_Id"),
            Family::LicenceBased
        );
        assert_eq!(
            family("InvoiceNumber,ChargeStartDate,UsageDate,PretaxCharges,Currency"),
            Family::UsageBased
        );
        assert_eq!(
            family(
                "invoiceNumber,subtotal,currency,chargeStartDate,chargeEndDate,termAndBillingCycle"
            ),
            Family::NewCommerce
        );
        assert!(matches!(
            recognised("MonthKey,BilledRevenueUSD,MPNID"),
            Ok(Layout::Insights(_))
        ));
        assert!(matches!(
            recognised("Month,Product,BilledRevenueUSD"),
            Ok(Layout::Insights(_))
        ));
        assert!(matches!(
            recognised("Amount,Month,CURRENCY"),
            Ok(Layout::Own(_))
        ));
    }

    #[test]
    fn a_daily_rated_file_is_refused_with_the_reason() {
        let header = "InvoiceNumber,UsageDate,MeterCategory,BillingPreTaxTotal,BillingCurrency";
        assert!(
            message(header).contains("count once"),
            "{}",
            message(header)
        );
    }

    #[test]
    fn a_heading_of_many_columns_takes_no_time() {
        let began = std::time::Instant::now();
        let others: String = (0..140_000).map(|n| format!(",c{n}")).collect();
        let own = recognised(&format!("month,currency,amount{others}")).unwrap_err();
        assert_eq!(own.count(), NAMED as u64);
        let invoice = format!("InvoiceNumber,ChargeStartDate,PretaxCharges,Currency{others}");
        assert_eq!(family(&invoice), Family::UsageBased);
        assert!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());
    }

    #[test]
    fn mistakes_in_a_heading_are_reported() {
        assert!(message("month,currency,amount,catgory").contains("did you mean `category`"));
        assert!(message("month,amount").contains("`currency` is missing"));
        assert!(message("month,currency,amount,Amount").contains("twice"));
        assert!(message("a,b,c").contains("not a known revenue file"));
        assert_eq!(
            message("InvoiceNumber,Currency,Charge_Start_Date,ChargeEndDate,TermAndBillingCycle"),
            "the column `Subtotal` is missing; the file looks like a new-commerce reconciliation file"
        );
        assert!(message("Currency,ChargeStartDate,Subtotal").contains("`TermAndBillingCycle, "));
        assert!(message("MonthKey,Amount").contains("looks like an Insights export"));
        assert!(message("").contains("not a known revenue file"));
        assert!(message("Month,BilledRevenueUSD,billed_revenue_usd").contains("twice"));
        assert!(recognised("Month,BilledRevenueUSD,Other,Other").is_ok());
    }
}
