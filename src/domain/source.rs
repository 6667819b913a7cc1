//! The published pages that rules come from.

pub use crate::diagnostic::Source;

macro_rules! sources {
    ($( $(#[$meta:meta])* $name:ident = $title:literal, $y:literal, $m:literal, $d:literal; )+) => {
        $( $(#[$meta])* pub const $name: Source = Source { title: $title, date: Some(($y, $m, $d)) }; )+
    };
}

sources! {
    /// The enrol page of 2017.
    S17 = "Enroll in the Cloud Solution Provider program", 2017, 11, 20;
    /// The indirect-provider page of 2018.
    S18 = "Partner with indirect providers in the CSP program", 2018, 10, 5;
    /// The programme overview of 2020.
    S20M = "Cloud Solution Provider program overview", 2020, 5, 5;
    /// The enrol page with the direct-bill requirements of 2020-10-27.
    S20E = "Enroll in the CSP program, requirements of October 2020", 2020, 10, 27;
    /// The indirect-provider page of 2020.
    S20D = "Learn how to partner with indirect providers", 2020, 12, 11;
    /// The enrol page of 2021.
    ENROLLING_2021 = "Enrolling in the CSP program", 2021, 8, 18;
    /// The page on moving from direct bill to indirect reseller.
    TRANSITION_2021 = "Transition from direct bill to indirect reseller", 2021, 10, 7;
    /// What a restricted direct-bill partner may do.
    RESTRICTED_2022 = "Restricted direct-bill capabilities", 2022, 8, 18;
    /// How accounts, locations and tenants are related.
    ACCOUNT_STRUCTURE_2022 = "Account structure", 2022, 11, 15;
    /// Who may reset whose password.
    PASSWORDS_2022 = "Reset a user password", 2022, 11, 15;
    /// Which relationships between partners and customers are supported.
    SUPPORTED_2023 = "CSP supported partner relationships", 2023, 1, 11;
    /// How a customer's acceptance of the Microsoft Customer Agreement is confirmed.
    AGREEMENT_2023 = "Confirm a customer's acceptance of the Microsoft Customer Agreement", 2023, 4, 28;
    /// Account verification.
    VERIFICATION_2023 = "Verification process", 2023, 5, 26;
    /// The error codes of the programme's API.
    ERROR_CODES_2023 = "Partner Center REST error codes", 2023, 6, 15;
    /// How a reseller relationship is removed.
    REMOVE_2021 = "Remove a reseller relationship", 2021, 11, 1;
    /// How roles are limited to what a task needs.
    GDAP_LEAST_2023 = "Least-privileged roles by task", 2023, 2, 1;
    /// Microsoft's tool that makes relationships in bulk.
    GDAP_BULK_2023 = "GDAP bulk migration tool", 2023, 5, 24;
    /// How groups get roles.
    GDAP_ASSIGN_2023 = "Grant granular permissions to security groups", 2023, 6, 6;
    /// Questions about granular delegated admin privileges.
    GDAP_FAQ_2023 = "GDAP frequently asked questions", 2023, 8, 10;
    /// How a customer's approval is asked for.
    GDAP_OBTAIN_2023 = "Obtain granular admin permissions to manage a customer's service", 2023, 10, 23;
    /// Automatic extension.
    GDAP_EXTEND_2023 = "Partner Center announcements, automatic extension of GDAP", 2023, 10, 30;
    /// The relationships as the API describes them.
    GDAP_API_2024 = "Granular delegated admin privileges API overview", 2024, 6, 4;
    /// Microsoft's status of a customer, as the API gives it.
    VALIDATION_STATUS_2021 = "Get the validation status of a customer", 2021, 10, 27;
    /// Whether Microsoft accepts a partner as reseller of record.
    RESELLER_OF_RECORD_2025 = "Validate the reseller's partner of record", 2025, 6, 19;
    /// The attestation of today.
    ATTESTATION_2025 = "Confirm a customer's acceptance with the enhanced attestation API", 2025, 7, 10;
    /// What distributors tell their resellers about agreements from before April 2023. No page of Microsoft's is known.
    AGREEMENT_NOTICES_2025 = "Notices of distributors: accept the Microsoft Customer Agreement again", 2025, 10, 7;
    /// The legacy transfers as the API describes them.
    TRANSFERS_2022 = "Transfer entity resources", 2022, 6, 17;
    /// How a transfer is created, accepted and rejected.
    TRANSFERS_2023 = "Create, accept and reject a transfer", 2023, 7, 31;
    /// Limits of new-commerce transfers, as a distributor's page lists them.
    TRANSFER_LIMITS_2024 = "Cloud Cockpit, transfer of new commerce subscriptions", 2024, 6, 19;
    /// What the compliance admin may do.
    COMPLIANCE_2023 = "Compliance admin role", 2023, 10, 20;
}

/// The source of rules that are not published, which csp had to choose.
pub const OUR_CHOICE: Source = Source {
    title: "csp's rule, not Microsoft's",
    date: None,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::Day;

    #[test]
    fn a_source_is_shown_with_its_day_and_our_choice_without() {
        assert_eq!(S18.day(), Day::from_ymd_opt(2018, 10, 5));
        assert_eq!(
            S18.to_string(),
            "Partner with indirect providers in the CSP program (2018-10-05)"
        );
        assert_eq!(OUR_CHOICE.day(), None);
        assert_eq!(OUR_CHOICE.to_string(), "csp's rule, not Microsoft's");
    }
}
