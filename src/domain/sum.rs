//! Exact sums of amounts. `Decimal` silently rounds sums with too many digits.

use rust_decimal::Decimal;

/// The maximum number of decimals of a [`Decimal`].
const PLACES: u32 = 28;
/// One, in units of the last place.
const ONE: i128 = 10_i128.pow(PLACES);

/// The sum of two amounts; `None` if it does not fit an exact decimal.
#[inline]
pub fn plus(a: Decimal, b: Decimal) -> Option<Decimal> {
    let exact = |a: Decimal, b: Decimal| {
        let sum = a.checked_add(b)?;
        (sum.scale() >= a.scale().max(b.scale())).then_some(sum)
    };
    exact(a, b).or_else(|| exact(a.normalize(), b.normalize()))
}

/// The sum of amounts, added exactly. If it has more digits than an exact decimal can hold, the last ones are
/// truncated. `None` if even its whole part is too large.
pub fn cut_sum(amounts: impl IntoIterator<Item = Decimal, IntoIter: Clone>) -> Option<Decimal> {
    let amounts = amounts.into_iter();
    let exact = amounts.clone().try_fold(Decimal::ZERO, plus);
    exact.or_else(|| long_sum(amounts))
}

/// The same, if the sum or an intermediate result does not fit an exact decimal.
#[cold]
fn long_sum(amounts: impl Iterator<Item = Decimal>) -> Option<Decimal> {
    let (mut whole, mut rest, mut places) = (0_i128, 0_i128, 0);
    for amount in amounts {
        let part = amount.fract();
        places = places.max(amount.scale());
        rest += part.mantissa() * 10_i128.pow(PLACES - part.scale());
        whole = whole
            .checked_add(amount.trunc().mantissa())?
            .checked_add(rest / ONE)?;
        rest %= ONE;
    }
    if whole.signum() * rest.signum() < 0 {
        rest += whole.signum() * ONE;
        whole -= whole.signum();
    }
    (0..=places).rev().find_map(|scale| {
        let last = rest / 10_i128.pow(PLACES - scale);
        let mantissa = whole.checked_mul(10_i128.pow(scale))?.checked_add(last)?;
        Decimal::try_from_i128_with_scale(mantissa, scale).ok()
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_sum_is_exact_or_none() {
        for (a, b, sum) in [
            ("1.10", "2.2", Some("3.30")),
            ("-0.01", "0.01", Some("0.00")),
            ("0.00", "5", Some("5")),
            ("9999999999999999999999999999", "0.5", None),
            (
                "9999999999999999999999999999",
                "1.000",
                Some("10000000000000000000000000000"),
            ),
            ("79228162514264337593543950335", "1", None),
        ] {
            assert_eq!(plus(decimal(a), decimal(b)), sum.map(decimal), "{a} + {b}");
        }
    }

    #[test]
    fn a_sum_of_many_digits_is_cut_and_never_rounded() {
        let large = "99999999999999999999999999.99";
        for (amounts, sum) in [
            (&[large; 12][..], Some("1199999999999999999999999999.8")),
            (
                &[
                    "9999999999999999999999999999",
                    "0.99",
                    "-9999999999999999999999999999",
                ],
                Some("0.99"),
            ),
            (
                &["-9999999999999999999999999999", "0.99"],
                Some("-9999999999999999999999999998"),
            ),
            (&["-1", "0.25"], Some("-0.75")),
            (&["1", "-0.25"], Some("0.75")),
            (
                &[
                    "-299999.9999999999999999999999",
                    "-0.00000000000000000000009",
                ],
                Some("-299999.99999999999999999999999"),
            ),
            (&["79228162514264337593543950335"; 2], None),
            (&["1.50", "0.5"], Some("2.00")),
            (&[], Some("0")),
        ] {
            let found = cut_sum(amounts.iter().map(|amount| decimal(amount)));
            let found = found.map(|sum| sum.to_string());
            assert_eq!(found.as_deref(), sum, "{amounts:?}");
            let piecewise = long_sum(amounts.iter().map(|amount| decimal(amount)));
            assert_eq!(piecewise.map(|sum| sum.to_string()), found, "{amounts:?}");
        }
    }

    proptest! {
        #[test]
        fn both_ways_agree(a in any::<i64>(), b in any::<i64>(), of_a in 0_u32..9, of_b in 0_u32..9) {
            let (a, b) = (Decimal::new(a, of_a), Decimal::new(b, of_b));
            prop_assert_eq!(plus(a, b), Some(a + b));
            prop_assert_eq!(cut_sum([a, b]), Some(a + b));
            prop_assert_eq!(long_sum([a, b].into_iter()), Some(a + b));
        }
    }
}
