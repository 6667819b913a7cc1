//! Telling perpetual software and third-party products from cloud services, as no column does.

use crate::domain::revenue::Category;

/// What the row of a new-commerce file says that matters here.
pub(super) struct Signs<'a> {
    pub(super) term: &'a [u8],
    pub(super) charge_end: &'a [u8],
    pub(super) publisher: &'a [u8],
    pub(super) publisher_id: &'a [u8],
}

/// The category of a new-commerce row: first perpetual software, which has neither a term nor an end; then what
/// another publisher sells; everything else (reservations, savings plans, software subscriptions, licences, Azure) is
/// cloud.
pub(super) fn of_new_commerce(signs: &Signs<'_>) -> Category {
    if signs.term.is_empty() && signs.charge_end.is_empty() {
        Category::PerpetualSoftware
    } else if is_third_party(signs.publisher, signs.publisher_id) {
        Category::ThirdParty
    } else {
        Category::Cloud
    }
}

fn is_third_party(publisher: &[u8], id: &[u8]) -> bool {
    let ours = publisher.eq_ignore_ascii_case(b"microsoft")
        || publisher.eq_ignore_ascii_case(b"microsoft corporation");
    !ours && !id.is_empty() && !id.eq_ignore_ascii_case(b"na") && !id.eq_ignore_ascii_case(b"n/a")
}

/// The category of an Insights row. Those exports have no mark of perpetual software, so only a product that is
/// called so is taken for it.
pub(super) fn of_insights(product: &[u8]) -> Category {
    let called_perpetual = product
        .windows(b"perpetual".len())
        .any(|window| window.eq_ignore_ascii_case(b"perpetual"));
    if called_perpetual {
        Category::PerpetualSoftware
    } else {
        Category::Cloud
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tests_come_in_their_order() {
        for (term, end, publisher, id, category) in [
            ("", "", "Microsoft", "NA", Category::PerpetualSoftware),
            ("", "", "Somebody", "21223810", Category::PerpetualSoftware),
            (
                "1 Year Subscription",
                "9/30/2020",
                "Barracuda",
                "21223810",
                Category::ThirdParty,
            ),
            (
                "1 Year Subscription",
                "9/30/2020",
                "Barracuda",
                "NA",
                Category::Cloud,
            ),
            (
                "",
                "9/30/2020",
                "Microsoft Corporation",
                "123",
                Category::Cloud,
            ),
            ("", "9/30/2020", "microsoft", "", Category::Cloud),
            (
                "One-Year commitment",
                "",
                "Microsoft",
                "NA",
                Category::Cloud,
            ),
        ] {
            let signs = Signs {
                term: term.as_bytes(),
                charge_end: end.as_bytes(),
                publisher: publisher.as_bytes(),
                publisher_id: id.as_bytes(),
            };
            assert_eq!(
                of_new_commerce(&signs),
                category,
                "{term} {end} {publisher} {id}"
            );
        }
    }

    #[test]
    fn insights_know_perpetual_software_only_by_its_name() {
        assert_eq!(
            of_insights(b"Windows Server 2019 (Perpetual)"),
            Category::PerpetualSoftware
        );
        assert_eq!(of_insights(b"Windows Server 2019"), Category::Cloud);
        assert_eq!(of_insights(b""), Category::Cloud);
    }
}
