//! The worlds of the dry runs, and the files in them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::recipes::{OWN_PASSWORD, Start};
use crate::form::{Form, csv_of};
use crate::help_examples::{RELATIONSHIPS, TRANSFERS};
use crate::journey::{
    ADD_KIM, active, agreement, direct_active, fresh_code, reject, submitted, under_review,
};
use crate::policy_packs::{pack, trust, write_signed};
use crate::world::World;

/// A world and its secrets, which are empty if it has none.
pub(super) struct Place {
    pub(super) world: World,
    pub(super) code: String,
    pub(super) temporary: String,
}

/// Differs from the IBAN of examples and templates, which may be printed.
pub(super) const SECRET_IBAN: &str = "FR7630006000011234567890189";

const USERS: &str = "email,first_name,last_name,roles\nzoe@contoso.fr,Zoe,Roux,sales-agent\n";
const PROVIDERS: &str = "name,country,mpn_id\nCentral,DE,7654321\n";
const CUSTOMERS: &str = "name,domain,country,email\nImported,imported.fr,FR,it@imported.fr\n";
const REVENUE: &str = "month,currency,amount,category\n2021-01,EUR,1000.00,cloud\n";
const RESULTS: &str = "account,check,state\ncontoso-france,business,accepted\n";
const RATES: &str = "month,currency,rate\n2021-01,EUR,1.2\n";

/// Creates a world for dry runs.
pub(super) fn prepared(start: Start) -> Place {
    let mut place = Place {
        world: match start {
            Start::Nothing | Start::Draft => World::new(),
            Start::Submitted => submitted(),
            Start::UnderReview => under_review(),
            Start::Agreement => agreement(),
            Start::Active => active(),
            Start::Direct => direct_active(),
        },
        code: String::new(),
        temporary: String::new(),
    };
    settle(&mut place.world);
    if !matches!(start, Start::Nothing | Start::Draft) {
        let bank = ["enroll", "edit", "--iban", SECRET_IBAN];
        place.world.csp(&bank).expect(0);
    }
    let iban = format!("\"{SECRET_IBAN}\"");
    let form = Form::indirect().set("bank.iban", &iban).text();
    let applications = csv_of(&[Form::fabrikam().set("bank.iban", &iban)]);
    for (name, text) in [
        ("enroll.toml", form.as_str()),
        ("kbis.pdf", "%PDF-1.4"),
        ("users.csv", USERS),
        ("providers.csv", PROVIDERS),
        ("customers.csv", CUSTOMERS),
        ("revenue.csv", REVENUE),
        ("rates.csv", RATES),
        ("applications.csv", &applications),
        ("results.csv", RESULTS),
    ] {
        place.world.write(name, text);
    }
    match start {
        Start::Submitted => place.code = fresh_code(&place.world),
        Start::Active => people(&mut place),
        Start::UnderReview => drop(reject(&place.world, "employment", "unknown")),
        Start::Draft => {
            let draft = ["enroll", "--from", "enroll.toml", "--draft"];
            place.world.answer(&draft);
        }
        Start::Nothing | Start::Agreement | Start::Direct => {}
    }
    place
}

/// Adds a folder for temporary files, which is checked too.
fn settle(world: &mut World) {
    let folder = world.root().join("tmp");
    let _ = std::fs::create_dir(&folder);
    world.set("TMPDIR", folder.to_str().unwrap());
}

fn people(place: &mut Place) {
    let world = &place.world;
    let kim = world.answer(&ADD_KIM);
    let temporary = kim["temporary_password"].as_str().unwrap().to_owned();
    for (name, role) in [
        ("lea", "helpdesk-agent"),
        ("bob", "sales-agent"),
        ("ron", "sales-agent"),
        ("pat", "business-profile-admin"),
    ] {
        let email = format!("{name}@contoso.fr");
        let add = [
            "users",
            "add",
            &email,
            "--first-name",
            name,
            "--last-name",
            "Roux",
            "--role",
            role,
        ];
        let added = world.answer(&add);
        let password = added["temporary_password"].as_str().unwrap();
        let typed = format!("{password}\n{OWN_PASSWORD}\n");
        world
            .csp_reading(&typed, &["users", "sign-in", &email, "--password-stdin"])
            .expect(0);
    }
    let relationships = RELATIONSHIPS.replace("Contoso support", "Given");
    let relationships = relationships.replace("Alpine Cloud support", "Offered");
    world.write("known.json", &relationships);
    world.write("transfers.json", TRANSFERS);
    world.write("graph.json", relationships.replace("Given", "Renamed"));
    world.write(
        "validation.json",
        r#"{"validationResults": [{"partnerId": "4812345", "isValidPartnerIdOnRecord": true}]}"#,
    );
    world.write(
        "status.json",
        r#"{"customerId": "won.fr", "status": "Allowed"}"#,
    );
    world.write(
        "security.json",
        r#"{"requirementType": "securityContactProvided", "complianceStatus": "compliant"}"#,
    );
    let says = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        world.csp(&words).expect(0);
    };
    for line in [
        "users grant lea@contoso.fr sales-agent",
        "users block bob@contoso.fr --yes",
        "users remove ron@contoso.fr --yes",
        "providers add North --country DE --mpn-id 5555555 --tenant-id 11111111-1111-4111-8111-111111111111",
        "providers add South --country IT --mpn-id 6666666 --tenant-id 22222222-2222-4222-8222-222222222222",
        "providers add West --country ES --mpn-id 8888888 --email hello@west.example",
        "providers invite north",
        "providers authorize north --accept",
        "providers invite south",
        "customers add Fresh --domain fresh.fr --country FR --email it@fresh.fr",
        "customers add Draft --domain draft.fr --country FR --email it@draft.fr",
        "customers add Sent --domain sent.fr --country FR --email it@sent.fr",
        "customers add Won --domain won.fr --country FR --email it@won.fr",
        "customers invite draft.fr",
        "customers invite sent.fr",
        "customers sent sent.fr",
        "customers invite won.fr",
        "customers accept won.fr",
        "gdap import known.json",
        "gdap plan won.fr --name Planned --duration 9 --role guest-inviter",
        "gdap assign Given 8cf496da-193b-4586-87ae-d34567788991 --group-name Helpdesk --role user-administrator",
        "gdap templates set own --role guest-inviter",
        "transfers plan won.fr --direction in --partner Pebble --item 5e1fb2c8-5555-4c3d-a7e6-0000000000f1:SaaS",
        "eligibility evidence set security.admin_mfa true",
        "eligibility rates set GBP 1.3",
        "eligibility revenue add 2020-12 500.00 --currency EUR",
        "store backup copy.db",
    ] {
        says(line);
    }
    trust(world, &[1]);
    write_signed(world, "pack.toml", &pack(1, "2021-01-01"), 1);
    write_signed(world, "newer.toml", &pack(2, "2021-01-01"), 1);
    says("eligibility policies install pack.toml");
    place.temporary = temporary;
}

/// A copy of the world in another folder.
pub(super) fn copy_of(world: &World) -> World {
    let mut copy = World::new();
    copy_folder(world.root(), copy.root());
    // A store on a server is not in the folder.
    if world.store().exists() {
        copy.store().fill(&world.store().content());
    }
    settle(&mut copy);
    copy
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// All files below the world's root, with folders as empty files.
pub(super) fn seen_files(world: &World) -> BTreeMap<PathBuf, Vec<u8>> {
    fn walk(folder: &Path, seen: &mut BTreeMap<PathBuf, Vec<u8>>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, seen);
                seen.insert(path, Vec::new());
            } else {
                let bytes = std::fs::read(&path).unwrap();
                seen.insert(path, bytes);
            }
        }
    }
    let mut seen = BTreeMap::new();
    walk(world.root(), &mut seen);
    seen
}
