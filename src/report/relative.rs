//! Days as people say them, beside the date.

use crate::domain::calendar::Day;

/// `tomorrow`, `in 7 days`, `3 days ago`.
pub fn relative(day: Day, today: Day) -> String {
    match (day - today).num_days() {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        -1 => "yesterday".to_owned(),
        ahead if ahead > 0 => format!("in {ahead} days"),
        ago => format!("{} days ago", -ago),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_read_as_people_say_them() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let today = day("2021-03-01");
        for (on, said) in [
            ("2021-03-01", "today"),
            ("2021-03-02", "tomorrow"),
            ("2021-02-28", "yesterday"),
            ("2021-03-08", "in 7 days"),
            ("2021-02-26", "3 days ago"),
        ] {
            assert_eq!(relative(day(on), today), said);
        }
    }
}
