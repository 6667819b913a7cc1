//! The regions of the programme.

use crate::domain::word::words;

words! {
    /// A CSP region: a partner sells in every country of its own region and in no other region.
    pub enum Region: "region" {
        /// Africa.
        Africa = "africa",
        /// Asia and the Pacific.
        AsiaPacific = "asia-pacific",
        /// Australia and islands around it.
        Australia = "australia",
        /// Brazil alone.
        Brazil = "brazil",
        /// Canada and Saint Pierre and Miquelon.
        Canada = "canada",
        /// China alone.
        China = "china",
        /// The European Union, the European Free Trade Association and their neighbours.
        Europe = "europe",
        /// India alone.
        India = "india",
        /// Japan alone.
        Japan = "japan",
        /// South Korea alone.
        Korea = "korea",
        /// Latin America and the Caribbean.
        LatinAmericaCaribbean = "latin-america-caribbean",
        /// The Middle East and Central and Eastern Europe.
        MiddleEastCentralEasternEurope = "middle-east-central-eastern-europe",
        /// New Zealand, Samoa and Vanuatu.
        NewZealand = "new-zealand",
        /// Taiwan alone.
        Taiwan = "taiwan",
        /// The United States and their islands.
        UnitedStates = "united-states",
    }
}

impl Region {
    /// The region in running text.
    pub fn title(self) -> &'static str {
        match self {
            Self::Africa => "Africa",
            Self::AsiaPacific => "Asia-Pacific",
            Self::Australia => "Australia",
            Self::Brazil => "Brazil",
            Self::Canada => "Canada",
            Self::China => "China",
            Self::Europe => "Europe",
            Self::India => "India",
            Self::Japan => "Japan",
            Self::Korea => "Korea",
            Self::LatinAmericaCaribbean => "Latin America and the Caribbean",
            Self::MiddleEastCentralEasternEurope => "Middle East and Central and Eastern Europe",
            Self::NewZealand => "New Zealand",
            Self::Taiwan => "Taiwan",
            Self::UnitedStates => "United States",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::word::Word;

    #[test]
    fn every_region_has_a_market() {
        let markets = super::super::markets();
        for region in Region::ALL {
            assert!(
                markets.iter().any(|market| market.region == *region),
                "{region}"
            );
        }
    }

    #[test]
    fn a_title_is_the_word_in_running_text() {
        for region in Region::ALL {
            let plain = region.title().to_lowercase();
            let told: Vec<&str> = plain
                .split([' ', '-'])
                .filter(|part| !matches!(*part, "and" | "the"))
                .collect();
            assert_eq!(
                told.join("-").replace("south-korea", "korea"),
                region.word()
            );
        }
    }
}
