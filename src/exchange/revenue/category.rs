//! Distinguishes perpetual software and third-party products from cloud services. No column states the category.

use crate::domain::revenue::Category;

/// The values of a new-commerce row that determine the category.
pub(super) struct Signs<'a> {
    pub(super) term: &'a [u8],
    pub(super) has_end: bool,
    pub(super) publisher: &'a [u8],
    pub(super) publisher_id: &'a [u8],
}

/// The category of a new-commerce row. Perpetual software has neither a term nor an end date. Then come products of
/// other publishers. Everything else (reservations, savings plans, software subscriptions, licences, Azure) is cloud.
pub(super) fn of_new_commerce(signs: &Signs<'_>) -> Category {
    if signs.term.is_empty() && !signs.has_end {
        Category::PerpetualSoftware
    } else if is_third_party(signs.publisher, signs.publisher_id) {
        Category::ThirdParty
    } else {
        Category::Cloud
    }
}

/// Whether a row of an export is influenced revenue (CPOR, DPOR, PAL), which was not billed through us.
pub(super) fn is_not_billed(attribution: &[u8]) -> bool {
    let words = attribution.split(|byte| !byte.is_ascii_alphanumeric());
    let mut words = words.filter(|word| !word.is_empty());
    words.any(|word| {
        [&b"cpor"[..], b"dpor", b"pal"]
            .iter()
            .any(|one| word.eq_ignore_ascii_case(one))
    })
}

fn is_third_party(publisher: &[u8], id: &[u8]) -> bool {
    let ours = publisher.eq_ignore_ascii_case(b"microsoft")
        || publisher.eq_ignore_ascii_case(b"microsoft corporation");
    !ours && !id.is_empty() && !id.eq_ignore_ascii_case(b"na") && !id.eq_ignore_ascii_case(b"n/a")
}

/// The category of an Insights row. These exports do not mark perpetual software, so only a product with that word in
/// its name counts as such.
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
                has_end: !end.is_empty(),
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
    fn influenced_revenue_is_not_billed() {
        for (attribution, not_billed) in [
            ("CPOR", true),
            ("Partner Admin Link (PAL)", true),
            ("dpor", true),
            ("Transacting Partner", false),
            ("Principal", false),
            ("", false),
        ] {
            assert_eq!(
                is_not_billed(attribution.as_bytes()),
                not_billed,
                "{attribution}"
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
