//! Questions whose answer is a record: what is offered, what is asked again, and how a no is answered.

use crate::form::Form;
use crate::journey::{active, direct_active, reject, show, state, submitted, under_review};
use crate::permissions::add_active_user;
use crate::providers_rules::{known, with_partner, with_provider};
use crate::requests::with_adatum;
use crate::screen::Screen;
use crate::terminal::{FROM, ended, on_terminal, with_form};
use crate::world::World;

const ENTER: &str = "\r";
const CTRL_C: &str = "\u{3}";
const INVITE: [&str; 3] = ["customers", "invite", "adatum.fr"];
const AGREEMENT: [&str; 3] = ["customers", "agreement", "adatum.fr"];

/// An active reseller with an invitation that is not answered yet.
fn invited() -> World {
    let world = with_provider();
    world.answer(&["providers", "invite", "tailspin"]);
    world
}

#[test]
fn an_invitation_asks_for_the_provider() {
    for (keys, provider, kind) in [
        (ENTER, Some("tailspin"), "joint"),
        ("7700001\r", Some("tailspin"), "joint"),
        ("none\r", None, "direct"),
    ] {
        let world = with_adatum(with_partner());
        let mut screen = Screen::of(&world, &INVITE[..2]);
        screen.until("Customer:");
        screen.keys("adatum.fr\r");
        let rows = screen
            .until_last("  none      a request from you alone; ordering needs a provider later");
        assert!(
            rows.contains("Provider:\nWith a provider, the customer accepts"),
            "{rows}"
        );
        assert!(rows.contains("\n> tailspin  Tailspin, DE\n"), "{rows}");
        screen.keys(keys);
        assert_eq!(screen.code(), 0, "{keys:?}");
        let request = &world.answer(&["customers", "show", "adatum.fr"])["request"];
        assert_eq!(request["provider"].as_str(), provider, "{keys:?}");
        assert_eq!(request["kind"], kind);
    }
}

#[test]
fn who_has_no_choice_of_provider_is_not_asked() {
    let drafted = with_adatum(with_partner());
    drafted.answer(&[&INVITE[..], &["--provider", "tailspin"]].concat());
    let invited = with_adatum(with_provider());
    for world in [
        with_adatum(active()),
        with_adatum(direct_active()),
        invited,
        drafted,
    ] {
        let (said, code) = ended(on_terminal(&world, &INVITE));
        assert_eq!(code, 0, "{said}");
        assert!(!said.contains("Provider:"), "{said}");
    }
    let world = with_adatum(with_partner());
    let (said, code) = ended(on_terminal(&world, &INVITE));
    assert_eq!(code, 0, "who names the customer is asked nothing: {said}");
    assert!(!said.contains("Provider:"), "{said}");
    let without = world.answer(&INVITE);
    assert_eq!(
        without["request"]["kind"], "direct",
        "no terminal, no question"
    );
}

#[test]
fn only_ways_open_to_the_account_accept_an_agreement() {
    let world = with_adatum(active());
    let mut screen = Screen::of(&world, &AGREEMENT);
    let rows = screen.until_last("> direct  the customer accepted it itself");
    assert!(!rows.contains("attestation"), "{rows}");
    screen.keys(CTRL_C);
    assert_eq!(screen.code(), 130);

    let world = with_adatum(with_partner());
    let person = [
        "--first-name",
        "Ada",
        "--last-name",
        "Byron",
        "--email",
        "ada@adatum.fr",
    ];
    let mut screen = Screen::of(&world, &[&AGREEMENT[..], &person].concat());
    let rows = screen.until_last("  attestation by tailspin  Tailspin attests it");
    assert!(
        rows.contains("\n> direct                   the customer"),
        "{rows}"
    );
    screen.keys("tailspin\r");
    assert_eq!(screen.code(), 0);
    let agreement = &world.answer(&["customers", "show", "adatum.fr"])["agreement"];
    assert_eq!(agreement["method"], "attestation");
    assert_eq!(agreement["attested_by"], "tailspin");

    let world = with_adatum(direct_active());
    add_active_user(&world, "sa@contoso.fr", "sales-agent");
    let by_agent = [&AGREEMENT[..], &["--as", "sa@contoso.fr"]].concat();
    let mut screen = Screen::of(&world, &by_agent);
    screen.until("> attestation  you attest that the customer accepted it");
    screen.keys(CTRL_C);
    let mut screen = Screen::of(&world, &AGREEMENT);
    screen.until("> direct       the customer accepted it itself");
    screen.keys(CTRL_C);
}

#[test]
fn a_signer_without_a_name_is_asked_again() {
    let world = with_adatum(active());
    let mut screen = Screen::of(&world, &[&AGREEMENT[..], &["--method", "direct"]].concat());
    screen.until("First name:");
    screen.keys("123\r");
    screen.until("error: a person's name cannot be digits alone or signs alone");
    screen.keys(CTRL_C);
    assert_eq!(screen.code(), 130);
    let direct = [
        &AGREEMENT[..],
        &[
            "--method",
            "direct",
            "--first-name",
            "Ada",
            "--last-name",
            "B",
        ],
    ]
    .concat();
    let phone = [&direct[..], &["--email", "ada@adatum.fr", "--phone", "abc"]].concat();
    let failed = world.csp(&phone);
    failed.expect(2);
    assert!(
        failed.stderr.contains("`abc` is not a valid phone number"),
        "{failed}"
    );
}

#[test]
fn adding_a_provider_asks_for_its_tenant_id() {
    let tenant = "07700001-0000-4000-8000-000000000000";
    for (keys, kept) in [
        (ENTER, None),
        ("07700001-0000-4000-8000-000000000000\r", Some(tenant)),
    ] {
        let world = active();
        let mut screen = Screen::of(&world, &["providers", "add"]);
        screen.until("Name:");
        screen.keys("-\r");
        screen.until("error: a company's name must have at least one letter or digit");
        screen.keys("Tailspin\r");
        screen.until("Country:");
        screen.keys("germany\r");
        screen.until("MPN ID:\nAlso called Partner ID, 4 to 10 digits.");
        screen.keys("7700001\r");
        screen.until(
            "Provider's tenant ID:\nOptional: Enter skips it. Requests to customers together",
        );
        screen.keys("x\r");
        screen.until("error: ");
        screen.keys(keys);
        assert_eq!(screen.code(), 0, "{keys:?}");
        let entry = world.answer(&["providers", "show", "tailspin"]);
        assert_eq!(entry["tenant_id"].as_str(), kept);
    }
    let world = active();
    let add = "providers add Tailspin --country DE --mpn-id 7700001";
    let (said, code) = ended(on_terminal(&world, &add.split(' ').collect::<Vec<_>>()));
    assert_eq!(code, 0, "{said}");
    assert!(!said.contains("Optional"), "{said}");
}

#[test]
fn going_back_leads_to_answers_that_are_on_file() {
    let world = with_form(&Form::indirect().without("support_contact.phone"));
    world.csp(&[&FROM[..], &["--draft"]].concat()).expect(0);
    let mut screen = Screen::of(&world, &["enroll", "--account", "contoso-france"]);
    screen.until("Customer support phone:");
    screen.keys("<\r");
    screen.until("Customer support email: support@contoso.fr");
    screen.keys("<");
    screen.until("Customer support email: <");
    screen.keys(ENTER);
    screen.until("Primary contact's phone: +33 1 57 75 10 00");
    screen.keys(ENTER);
    screen.until("Customer support phone:\n");
    screen.keys("abc\r");
    screen.until("error: `abc` is not a valid phone number");
    screen.keys("+33 1 57 75 10 01\r");
    screen.until("[y/N]");
    screen.keys("y\r");
    assert_eq!(screen.code(), 0);
    assert_eq!(state(&world), "email-verification");
}

#[test]
fn nothing_is_before_the_first_question() {
    let world = World::new();
    let mut screen = Screen::of(&world, &["enroll", "--model", "indirect"]);
    screen.until("MPN ID:");
    screen.keys("<\r");
    screen.until("This is the first question: there is nothing to go back to.\nMPN ID:");
    screen.keys(CTRL_C);
    assert_eq!(screen.code(), 130);
}

#[test]
fn only_checks_that_wait_can_be_chosen() {
    let world = submitted();
    let mut screen = Screen::of(&world, &["verify", "record"]);
    let rows = screen.until_last("> email-ownership");
    assert_eq!(rows.lines().count(), 3, "{rows}");
    screen.keys(CTRL_C);
    assert_eq!(screen.code(), 130);

    let world = under_review();
    let (said, code) = ended(on_terminal(&world, &["verify", "appeal"]));
    assert_eq!(code, 4, "{said}");
    assert!(said.contains("no check is rejected"), "{said}");
    reject(&world, "business", "no such company");
    for (verb, last) in [
        ("record", "  business"),
        ("reopen", "  business"),
        ("appeal", "> business"),
    ] {
        let mut screen = Screen::of(&world, &["verify", verb]);
        let rows = screen.until_last(last);
        assert_eq!(rows.contains("email-ownership"), verb == "reopen", "{rows}");
        assert!(!rows.contains("due-diligence"), "{rows}");
        screen.keys(CTRL_C);
        assert_eq!(screen.code(), 130);
    }
    let mut screen = Screen::of(&world, &["verify", "open"]);
    screen.until("> due-diligence");
    screen.keys(CTRL_C);

    let (said, code) = ended(on_terminal(&active(), &["verify", "record"]));
    assert_eq!(code, 4, "{said}");
    assert!(said.contains("no check waits for a result"), "{said}");
}

#[test]
fn providers_are_listed_as_far_as_the_step_suits_them() {
    let world = invited();
    known(&world, "Wingtip", "DE", "7700002");
    for (verb, suited, other) in [
        ("invite", "wingtip", "tailspin"),
        ("authorize", "tailspin", "wingtip"),
        ("decline", "tailspin", "wingtip"),
    ] {
        let mut screen = Screen::of(&world, &["providers", verb]);
        let rows = screen.until(&format!("> {suited}  "));
        assert!(!rows.contains(other), "{verb}: {rows}");
        screen.keys("nordic\r");
        let rows = screen.until("error: Nothing in the list fits \"nordic\". Ctrl-U clears it.");
        assert_eq!(rows.matches("Nothing").count(), 1, "{rows}");
        screen.keys(CTRL_C);
        assert_eq!(screen.code(), 130, "{verb}");
    }
    let mut screen = Screen::of(&world, &["providers", "end", "--reason", "over"]);
    screen.until("  wingtip   Wingtip, DE");
    screen.keys(ENTER);
    screen.until("providers.step");
    assert_eq!(screen.code(), 4);
    let (said, code) = ended(on_terminal(&active(), &["providers", "invite"]));
    assert_eq!(code, 5, "{said}");
    assert!(said.contains("csp providers add NAME"), "{said}");
}

#[test]
fn unknown_customers_and_users_are_asked_for_again() {
    let world = with_adatum(active());
    let mut screen = Screen::of(&world, &["customers", "invite"]);
    screen.until("Customer:\nIts domain, tenant ID or exact name.");
    screen.keys("adatum.de\r");
    screen.until("error: customer `adatum.de` not found in the account contoso-france; did you");
    screen.keys("adatum\r");
    screen.until("Customer: Adatum (adatum.fr)");
    assert_eq!(screen.code(), 0);
    assert_eq!(
        world.answer(&["customers", "show", "adatum.fr"])["state"],
        "invited"
    );

    let mut screen = Screen::of(&world, &["users", "show"]);
    screen.until("User's address:");
    screen.keys("bruno.petti@contoso.fr\r");
    screen.until("error: user bruno.petti@contoso.fr not found");
    screen.keys("bruno.petit@contoso.fr\r");
    screen.until("global-admin");

    let mut screen = Screen::of(&world, &["users", "can", "bruno.petit@contoso.fr"]);
    screen.until("Permission:");
    screen.keys("agreements\r");
    screen.until("Permission: agreements.sign\n");
    assert_eq!(screen.code(), 0);

    let (said, code) = ended(on_terminal(&active(), &["customers", "show"]));
    assert_eq!(code, 5, "{said}");
    assert!(said.contains("does not have a customer yet"), "{said}");
    let mut screen = Screen::of(&world, &["enroll", "use"]);
    screen.until("Account:");
    screen.until("> contoso-france");
    screen.keys(CTRL_C);
    assert_eq!(screen.code(), 130);
}

#[test]
fn a_no_is_answered_calmly() {
    let withdraw = ["enroll", "withdraw", "--reason", "sold"];
    for (world, args, code) in [
        (active(), &withdraw[..], 130),
        (invited(), &["providers", "authorize", "tailspin"], 4),
    ] {
        let mut screen = Screen::of(&world, args);
        screen.until("[y/N]:");
        screen.keys("n\r");
        let rows = screen.until("\nCancelled, nothing was changed.");
        assert!(!rows.contains("error"), "{rows}");
        assert!(!rows.contains("rule:"), "{rows}");
        assert_eq!(screen.code(), code);
    }
    let world = invited();
    let refused = world.csp(&["providers", "authorize", "tailspin", "--format", "json"]);
    assert!(
        refused
            .expect(4)
            .stderr
            .contains("\"rule\":\"providers.accept\""),
        "{refused}"
    );
}

#[test]
fn the_summary_shows_the_short_name() {
    let form = Form::indirect().without("company.legal_name");
    let other = with_form(&form.without("account"));
    let mut screen = Screen::of(&other, &FROM);
    screen.until("Legal name:");
    screen.keys("Contoso France SAS\r");
    screen.until("Account's short name         contoso-france-sas\n");
    screen.keys("y\r");
    assert_eq!(screen.code(), 0);
    assert_eq!(show(&other)["account"], "contoso-france-sas");
}

#[test]
fn a_long_address_wraps_under_its_own_column() {
    let world = with_form(&Form::indirect().without("company.address.line1"));
    let mut screen = Screen::of(&world, &FROM);
    screen.until("Address line 1:");
    screen.keys("39 quai du Président Roosevelt, entrance by the river, second courtyard\r");
    let rows = screen.until("[y/N]");
    let wrapped = "\n  Address line 1               39 quai du Président Roosevelt, entrance by the\n                               river, second courtyard\n";
    assert!(rows.contains(wrapped), "{rows}");
    screen.keys(CTRL_C);
    assert_eq!(screen.code(), 130);
}

#[test]
fn a_complete_application_says_that_it_was_submitted() {
    let world = with_form(&Form::indirect().without("support_contact.phone"));
    world.csp(&[&FROM[..], &["--draft"]].concat()).expect(0);
    let status = world
        .csp(&["status", "--account", "contoso-france"])
        .expect(0)
        .stdout
        .clone();
    assert!(status.contains("Complete application"), "{status}");
    assert!(!status.contains("Submit application"), "{status}");
    let resume = ["enroll", "--account", "contoso-france"];
    let phone = ["--support-phone", "+33 1 57 75 10 01"];
    let (said, code) = ended(on_terminal(&world, &[&resume[..], &phone].concat()));
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("Nothing was missing, so the application was submitted."),
        "{said}"
    );
    assert_eq!(state(&world), "email-verification");
}
