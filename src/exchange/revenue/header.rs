//! Recognising a file by the text of its headers, whatever their order, case or underscores.

use std::collections::{HashMap, HashSet};

use crate::domain::word::nearest;

/// What a file is, and where the columns stand that matter.
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
    /// In what `revenue list` writes: whether the row counts.
    pub(super) counted: Option<usize>,
}

/// Which kind of invoice file it is.
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
    /// The columns of the reseller: Microsoft calls it by two names.
    pub(super) resellers: [Option<usize>; 2],
    pub(super) term: Option<usize>,
    pub(super) publisher: Option<usize>,
    pub(super) publisher_id: Option<usize>,
    pub(super) pricing_currency: Option<usize>,
    pub(super) rate: Option<usize>,
    pub(super) rate_date: Option<usize>,
    /// What a line is about: customer, subscription, order.
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
    /// How a row came to be attributed to the partner.
    pub(super) attribution: Option<usize>,
    /// What a line is about: customer, subscription, product.
    pub(super) subject: [Option<usize>; 3],
}

/// Why a header was not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BadHeader {
    /// The column that is the matter, counted from nought.
    pub(super) column: usize,
    pub(super) message: String,
}

/// How many columns of a heading are told of.
const FAULTS_TOLD: usize = 100;

const DAILY: &str = "this is a daily-rated usage file; it repeats the Azure charges of the new-commerce invoice \
    file, and counting both would count them twice: import the invoice file instead";

/// Columns of Insights exports that hold influenced or consumed revenue, which nobody was billed for.
const NOT_BILLED: &[&str] = &[
    "cporrevenue",
    "dporrevenue",
    "palrevenue",
    "azureconsumedrevenueusd",
    "acrusd",
];

const NO_BILLED_REVENUE: &str = "this file holds CPOR, DPOR, PAL or consumed revenue, which is not billed revenue and \
    never counts: export a dataset with BilledRevenueUSD instead";

/// Tells the layout of a file.
pub(super) fn recognise(titles: &[String]) -> Result<Layout, Vec<BadHeader>> {
    let names: Vec<String> = titles.iter().map(|title| plain(title)).collect();
    let find = |wanted: &str| names.iter().position(|name| name == wanted);
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
        return own(titles, &names);
    };
    duplicates(titles, &names, &layout.columns())?;
    Ok(layout)
}

fn bad(message: impl Into<String>) -> Vec<BadHeader> {
    vec![BadHeader {
        column: 0,
        message: message.into(),
    }]
}

/// A header without what differs from one edition of a file to the next.
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
        publisher: find("publishername"),
        publisher_id: find("publisherid"),
        pricing_currency: find("pricingcurrency"),
        rate: find("pctobcexchangerate"),
        rate_date: find("pctobcexchangeratedate"),
        subject: [find("customerid"), find("subscriptionid"), find("orderid")],
    })
}

/// Own files have only columns of our own: a mistyped `category` must not turn everything into cloud revenue.
fn own(titles: &[String], names: &[String]) -> Result<Layout, Vec<BadHeader>> {
    const KNOWN: &[&str] = &[
        "month", "currency", "amount", "category", "sources", "kind", "counted",
    ];
    let find = |wanted: &str| names.iter().position(|name| name == wanted);
    let lacking = super::lacking::lacking(names);
    if !lacking.is_empty() {
        return Err(lacking.into_iter().flat_map(bad).collect());
    }
    if !KNOWN.iter().take(3).any(|name| find(name).is_some()) {
        return Err(bad(
            "not a revenue file: the columns are unknown; expected month,currency,amount,category, the licence-based, \
             usage-based and new-commerce reconciliation files, and Insights exports with BilledRevenueUSD",
        ));
    }
    let mut faults = Vec::new();
    for (column, (name, title)) in names.iter().zip(titles).enumerate() {
        if faults.len() == FAULTS_TOLD {
            break;
        }
        if !KNOWN.contains(&name.as_str()) {
            let hint = nearest(name, KNOWN.iter().copied()).map_or_else(
                || format!("; expected one of {}", KNOWN.join(", ")),
                |near| format!("; did you mean `{near}`?"),
            );
            let title: String = title.chars().take(60).collect();
            faults.push(BadHeader {
                column,
                message: format!("unknown column `{title}`{hint}"),
            });
        }
    }
    for wanted in ["month", "currency", "amount"] {
        if find(wanted).is_none() {
            faults.push(BadHeader {
                column: 0,
                message: format!("the column `{wanted}` is missing"),
            });
        }
    }
    if let Err(mut doubled) = duplicates(titles, names, &(0..names.len()).collect::<Vec<_>>()) {
        faults.append(&mut doubled);
    }
    match (find("month"), find("currency"), find("amount")) {
        (Some(month), Some(currency), Some(amount)) if faults.is_empty() => {
            Ok(Layout::Own(OwnColumns {
                month,
                currency,
                amount,
                category: find("category"),
                counted: find("counted"),
            }))
        }
        _ => Err(faults),
    }
}

/// A column that matters must stand in the file once.
fn duplicates(titles: &[String], names: &[String], used: &[usize]) -> Result<(), Vec<BadHeader>> {
    let mut first_of: HashMap<&str, usize> = HashMap::with_capacity(names.len());
    let used: HashSet<usize> = used.iter().copied().collect();
    let mut faults = Vec::new();
    for (column, name) in names.iter().enumerate() {
        let first = *first_of.entry(name).or_insert(column);
        if first != column && used.contains(&first) {
            let title: String = titles
                .get(column)
                .into_iter()
                .flat_map(|title| title.chars())
                .take(60)
                .collect();
            faults.push(BadHeader {
                column,
                message: format!("the column `{title}` is in the file twice"),
            });
        }
        if faults.len() == FAULTS_TOLD {
            break;
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults)
    }
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

    fn recognised(header: &str) -> Result<Layout, Vec<BadHeader>> {
        let titles: Vec<String> = header.split(',').map(str::to_owned).collect();
        recognise(&titles)
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
        let faults =
            recognised("InvoiceNumber,UsageDate,MeterCategory,BillingPreTaxTotal,BillingCurrency")
                .unwrap_err();
        assert!(faults[0].message.contains("twice"), "{faults:?}");
    }

    #[test]
    fn a_heading_of_many_columns_takes_no_time() {
        let began = std::time::Instant::now();
        let others: String = (0..140_000).map(|n| format!(",c{n}")).collect();
        let own = recognised(&format!("month,currency,amount{others}")).unwrap_err();
        assert_eq!(own.len(), FAULTS_TOLD);
        let invoice = format!("InvoiceNumber,ChargeStartDate,PretaxCharges,Currency{others}");
        assert_eq!(family(&invoice), Family::UsageBased);
        assert!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());
    }

    #[test]
    fn what_is_wrong_with_a_header_is_said() {
        let message = |header: &str| recognised(header).unwrap_err()[0].message.clone();
        assert!(message("month,currency,amount,catgory").contains("did you mean `category`"));
        assert!(message("month,amount").contains("`currency` is missing"));
        assert!(message("month,currency,amount,Amount").contains("twice"));
        assert!(message("a,b,c").contains("not a revenue file"));
        assert_eq!(
            message("InvoiceNumber,Currency,Charge_Start_Date,ChargeEndDate,TermAndBillingCycle"),
            "the column `Subtotal` of a new-commerce reconciliation file is missing"
        );
        assert!(message("Currency,ChargeStartDate,Subtotal").contains("`TermAndBillingCycle, "));
        assert!(message("MonthKey,Amount").contains("`BilledRevenueUSD` of an Insights export"));
        assert!(message("").contains("not a revenue file"));
        assert!(message("Month,BilledRevenueUSD,billed_revenue_usd").contains("twice"));
        assert!(recognised("Month,BilledRevenueUSD,Other,Other").is_ok());
    }
}
