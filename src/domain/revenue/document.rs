//! The names of documents, and whether two names mean the same document.

use std::fmt;

use super::RevenueDocumentKind;
use crate::domain::calendar::{Day, read_day};
use crate::domain::money::Currency;

/// The name of a revenue document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum DocumentName {
    /// An invoice with a number, and the partner or provider if the file names one.
    Invoice {
        /// The invoice number.
        number: String,
        /// The partner or provider it was issued to; blank if the file names none.
        partner: String,
    },
    /// A licence-based file without an invoice number.
    Period {
        /// The partner; blank if the file names none.
        partner: String,
        /// The first day of its billing period.
        first: Day,
        /// The last day of its billing period.
        last: Day,
        /// The currency; `None` for files that csp 0.1 read.
        currency: Option<Currency>,
    },
    /// A month of an export.
    Month(String),
}

/// The relation between two documents of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// They are the same document.
    Same,
    /// Their billing periods overlap without being the same.
    Overlapping,
    /// They are different documents.
    Different,
}

/// The separator between an invoice number and its partner.
const OF: &str = " of ";

impl DocumentName {
    /// Parses a name as stored.
    pub fn read(kind: RevenueDocumentKind, text: &str) -> Self {
        match kind {
            RevenueDocumentKind::Insights => Self::Month(text.to_owned()),
            RevenueDocumentKind::LicenceBased => {
                read_period(text).unwrap_or_else(|| Self::read_invoice(text))
            }
            RevenueDocumentKind::UsageBased | RevenueDocumentKind::NewCommerce => {
                Self::read_invoice(text)
            }
        }
    }

    fn read_invoice(text: &str) -> Self {
        let (number, partner) = text.rsplit_once(OF).unwrap_or((text, ""));
        Self::Invoice {
            number: number.to_owned(),
            partner: partner.to_owned(),
        }
    }

    /// The relation to another document of the same kind. A missing partner matches any.
    pub fn relation(&self, other: &Self) -> Relation {
        let same_if = |same| {
            if same {
                Relation::Same
            } else {
                Relation::Different
            }
        };
        match (self, other) {
            (Self::Month(one), Self::Month(two)) => same_if(one == two),
            (
                Self::Invoice { number, partner },
                Self::Invoice {
                    number: two,
                    partner: of_two,
                },
            ) => same_if(number == two && may_be_same(partner, of_two)),
            // csp 0.1 named licence-based files by their period even if they had an invoice number.
            (Self::Invoice { number, .. }, Self::Period { partner, .. })
            | (Self::Period { partner, .. }, Self::Invoice { number, .. }) => {
                same_if(number == partner)
            }
            (
                Self::Period {
                    partner,
                    first,
                    last,
                    currency,
                },
                Self::Period {
                    partner: of_two,
                    first: from,
                    last: to,
                    currency: in_two,
                },
            ) => {
                let one_currency = currency.is_none() || in_two.is_none() || currency == in_two;
                if !(may_be_same(partner, of_two) && one_currency) {
                    Relation::Different
                } else if (first, last) == (from, to) {
                    Relation::Same
                } else if first <= to && from <= last {
                    Relation::Overlapping
                } else {
                    Relation::Different
                }
            }
            (Self::Month(_), Self::Invoice { .. } | Self::Period { .. })
            | (Self::Invoice { .. } | Self::Period { .. }, Self::Month(_)) => Relation::Different,
        }
    }
}

fn may_be_same(partner: &str, other: &str) -> bool {
    partner.is_empty() || other.is_empty() || partner.eq_ignore_ascii_case(other)
}

/// `PARTNER FIRST..LAST CURRENCY`, the partner and the currency optional.
fn read_period(text: &str) -> Option<DocumentName> {
    let (before, currency) = match text.rsplit_once(' ') {
        Some((before, code)) => match Currency::from_code(code) {
            Ok(currency) => (before, Some(currency)),
            Err(_) => (text, None),
        },
        None => (text, None),
    };
    let (partner, period) = before.rsplit_once(' ').unwrap_or(("", before));
    let (first, last) = period.split_once("..")?;
    Some(DocumentName::Period {
        partner: partner.to_owned(),
        first: read_day(first).ok()?,
        last: read_day(last).ok()?,
        currency,
    })
}

impl fmt::Display for DocumentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month(month) => f.write_str(month),
            Self::Invoice { number, partner } if partner.is_empty() => f.write_str(number),
            Self::Invoice { number, partner } => write!(f, "{number}{OF}{partner}"),
            Self::Period {
                partner,
                first,
                last,
                currency,
            } => {
                if !partner.is_empty() {
                    write!(f, "{partner} ")?;
                }
                write!(f, "{first}..{last}")?;
                match currency {
                    Some(currency) => write!(f, " {currency}"),
                    None => Ok(()),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back_as_they_are_written() {
        for (kind, text) in [
            (RevenueDocumentKind::NewCommerce, "G1"),
            (RevenueDocumentKind::NewCommerce, "G1 of 0f7c1c5e"),
            (
                RevenueDocumentKind::LicenceBased,
                "P1 2019-02-01..2019-02-28 EUR",
            ),
            (
                RevenueDocumentKind::LicenceBased,
                "2019-02-01..2019-02-28 EUR",
            ),
            (
                RevenueDocumentKind::LicenceBased,
                "P 1 2019-02-01..2019-02-28",
            ),
            (RevenueDocumentKind::LicenceBased, "D020001IVK of P1"),
            (RevenueDocumentKind::Insights, "2020-03"),
        ] {
            assert_eq!(DocumentName::read(kind, text).to_string(), text);
        }
    }

    #[test]
    fn documents_differ_by_number_partner_period_and_currency() {
        use Relation::{Different, Overlapping, Same};
        for (kind, one, two, relation) in [
            (RevenueDocumentKind::NewCommerce, "G1", "G1", Same),
            (RevenueDocumentKind::NewCommerce, "G1", "G2", Different),
            (RevenueDocumentKind::NewCommerce, "G1", "G1 of p", Same),
            (RevenueDocumentKind::NewCommerce, "G1 of P", "G1 of p", Same),
            (
                RevenueDocumentKind::NewCommerce,
                "G1 of p",
                "G1 of q",
                Different,
            ),
            (
                RevenueDocumentKind::LicenceBased,
                "p 2019-02-01..2019-02-28 EUR",
                "p 2019-02-01..2019-02-28 USD",
                Different,
            ),
            (
                RevenueDocumentKind::LicenceBased,
                "p 2019-02-01..2019-02-28 EUR",
                "p 2019-02-01..2019-02-28",
                Same,
            ),
            (
                RevenueDocumentKind::LicenceBased,
                "p 2019-02-01..2019-02-28 EUR",
                "p 2019-02-28..2019-03-27 EUR",
                Overlapping,
            ),
            (
                RevenueDocumentKind::LicenceBased,
                "p 2019-02-01..2019-02-28 EUR",
                "p 2019-03-01..2019-03-31 EUR",
                Different,
            ),
            (
                RevenueDocumentKind::LicenceBased,
                "p 2019-02-01..2019-02-28 EUR",
                "q 2019-02-01..2019-02-28 EUR",
                Different,
            ),
            (
                RevenueDocumentKind::LicenceBased,
                "D1 of p",
                "D1 2019-02-01..2019-02-28",
                Same,
            ),
            (
                RevenueDocumentKind::Insights,
                "2020-03",
                "2020-04",
                Different,
            ),
        ] {
            let (one, two) = (DocumentName::read(kind, one), DocumentName::read(kind, two));
            assert_eq!(one.relation(&two), relation, "{one} | {two}");
            assert_eq!(two.relation(&one), relation, "{two} | {one}");
        }
    }
}
