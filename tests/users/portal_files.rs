//! Files of users as portals, spreadsheets and shells write them.

use crate::world::World;

/// The users that a file adds to an account, as `address state`.
fn imported(bytes: &[u8], more: &[&str]) -> (Vec<String>, String) {
    let world = World::active();
    std::fs::write(world.home.path().join("people.csv"), bytes).unwrap();
    let mut args = vec!["users", "import", "people.csv", "--role", "report-viewer"];
    args.extend(more);
    let run = world.csp(&args).expect(0);
    let users = world.answer(&["users", "list"]);
    let people = users
        .as_array()
        .unwrap()
        .iter()
        .filter(|user| user["email"] != crate::world::OWNER)
        .map(|user| {
            format!(
                "{} {}",
                user["email"].as_str().unwrap(),
                user["state"].as_str().unwrap()
            )
        })
        .collect();
    (people, run.stderr)
}

#[test]
fn a_downloaded_list_blocks_users_with_disabled_accounts() {
    let (people, said) = imported(
        b"userPrincipalName,displayName,userType,accountEnabled\nzoe@contoso.fr,Zoe,Member,True\npaul@contoso.fr,Paul,Member,False\nx_y#EXT#@contoso.fr,X,Guest,True\n",
        &[],
    );
    assert_eq!(
        people,
        ["paul@contoso.fr blocked", "zoe@contoso.fr password-pending"]
    );
    assert!(said.contains("opposite of \"Block sign in\""), "{said}");
    assert!(said.contains("1 guest was skipped"), "{said}");
}

#[test]
fn yes_under_account_enabled_is_refused() {
    let world = World::active();
    let text = "userPrincipalName,displayName,accountEnabled\nzoe@contoso.fr,Zoe,Yes\npaul@contoso.fr,Paul,No\n";
    world.write("people.csv", text);
    let error = world.refusal(
        2,
        &["users", "import", "people.csv", "--role", "report-viewer"],
    );
    assert_eq!(error["details"].as_array().unwrap().len(), 1, "{error:#}");
    assert_eq!(error["details"][0]["count"], 2);
    assert_eq!(error["details"][0]["places"][1], "people.csv:3:3");
}

#[test]
fn the_example_row_of_a_french_template_is_ignored() {
    let text = "version:v1.0\r\nNom [displayName] Obligatoire,Nom d'utilisateur [userPrincipalName] Obligatoire,Mot de passe initial [passwordProfile] Obligatoire,Bloquer la connexion (Oui/Non) [accountEnabled] Obligatoire,Poste [jobTitle]\r\nExemple : Chris Green,chris@contoso.com,monMotDePasse1234,Non,\r\nZoé,zoe@contoso.fr,,Oui\r\n";
    let (people, said) = imported(text.as_bytes(), &[]);
    assert_eq!(people, ["zoe@contoso.fr blocked"]);
    assert!(said.contains("example row was skipped"), "{said}");
}

#[test]
fn encodings_are_recognised_and_reported() {
    let ansi = b"email;first_name;last_name\r\nelodie@contoso.fr;\xc9lodie;Lef\xe8vre\r\n";
    let text = "\u{feff}email\tfirst_name\tlast_name\r\nelodie@contoso.fr\tÉlodie\tLefèvre\r\n";
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (bytes, note) in [(&ansi[..], "Windows-1252"), (&utf16, "UTF-16")] {
        let world = World::active();
        std::fs::write(world.home.path().join("people.csv"), bytes).unwrap();
        let args = ["users", "import", "people.csv", "--role", "report-viewer"];
        let run = world.csp(&args).expect(0);
        assert!(
            run.stderr.contains(&format!("people.csv: read as {note}")),
            "{}",
            run.stderr
        );
        let user = world.answer(&["users", "show", "elodie@contoso.fr"]);
        assert_eq!(user["display_name"], "Élodie Lefèvre");
    }
}

#[test]
fn a_workbook_is_read_and_its_sheet_is_chosen() {
    let bytes = include_bytes!("../workbooks/lists.xlsx");
    let (people, said) = imported(bytes, &[]);
    assert_eq!(
        people,
        [
            "nadia@contoso.fr password-pending",
            "paul@contoso.fr password-pending"
        ]
    );
    assert!(said.contains("4 other sheets are left out"), "{said}");
    assert_eq!(imported(bytes, &["--sheet", "staff"]).0, people);
    let world = World::active();
    std::fs::write(world.home.path().join("lists.xlsx"), bytes).unwrap();
    let error = world.refusal(2, &["users", "import", "lists.xlsx", "--sheet", "Team"]);
    assert!(
        error["remedy"].as_str().unwrap().contains("Staff, Rates"),
        "{error:#}"
    );
    world.write("people.csv", "email\na@contoso.fr\n");
    let error = world.refusal(2, &["users", "import", "people.csv", "--sheet", "Team"]);
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("not a workbook"),
        "{error:#}"
    );
}

#[test]
fn other_kinds_of_files_are_named() {
    for (bytes, kind) in [
        (&b"\x1f\x8b\x08\0\0\0\0\0"[..], "gzip"),
        (
            b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            "zip file",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", "(.xls)"),
        (b"[{\"mail\": \"a@contoso.fr\"}]", "this is JSON"),
        (
            b"{\"mail\":\"a@b.fr\"}\n{\"mail\":\"c@b.fr\"}\n",
            "JSON lines",
        ),
        (b"<html><body><table>", "web page"),
        (b"%PDF-1.7\n", "PDF"),
    ] {
        let world = World::active();
        std::fs::write(world.home.path().join("people.csv"), bytes).unwrap();
        for command in [
            &["users", "import"][..],
            &["providers", "import"],
            &["eligibility", "revenue", "import"],
            &["eligibility", "rates", "import"],
        ] {
            let mut args = command.to_vec();
            args.push("people.csv");
            let error = world.refusal(2, &args);
            // Revenue is read from JSON too: the file is named as one without revenue.
            let is_read = command.contains(&"revenue") && kind.contains("JSON");
            let kind = if is_read {
                "not a known revenue file"
            } else {
                kind
            };
            assert!(
                error["message"].as_str().unwrap().contains(kind),
                "{command:?} {error:#}"
            );
            // A line break would be shown as `\\n`, as in quoted data.
            let remedy = error["remedy"].as_str().unwrap();
            assert!(!remedy.contains('\n'), "{error:#}");
            assert_eq!(error["details"][0]["at"], "people.csv:1:1", "{error:#}");
        }
    }
}

#[test]
fn a_blocked_user_comes_back_blocked_and_states_are_updated() {
    let world = World::active();
    world.write(
        "people.csv",
        "email,first_name,last_name,roles,state\nzoe@contoso.fr,Zoe,Z,report-viewer,blocked\npaul@contoso.fr,Paul,M,report-viewer,\n",
    );
    world.csp(&["users", "import", "people.csv"]).expect(0);
    let state = |email: &str| world.answer(&["users", "show", email])["state"].clone();
    assert_eq!(state("zoe@contoso.fr"), "blocked");
    let own = world.csp(&["users", "export"]).expect(0).stdout;
    let other = World::active();
    other
        .csp_reading(&own, &["users", "import", "-", "--on-conflict", "skip"])
        .expect(0);
    assert_eq!(
        other.answer(&["users", "show", "zoe@contoso.fr"])["state"],
        "blocked"
    );
    let update = |text: &str| {
        world.write("update.csv", text);
        let args = ["users", "import", "update.csv", "--on-conflict", "update"];
        let answer = world.answer(&args);
        (answer["updated"].clone(), answer["skipped"].clone())
    };
    assert_eq!(update(&own), (0.into(), 3.into()));
    assert_eq!(
        update("email,first_name\nzoe@contoso.fr,Zoe\n"),
        (0.into(), 1.into())
    );
    assert_eq!(state("zoe@contoso.fr"), "blocked");
    let swap = "email,state\nzoe@contoso.fr,active\npaul@contoso.fr,blocked\n";
    assert_eq!(update(swap), (2.into(), 0.into()));
    assert_eq!(state("zoe@contoso.fr"), "password-pending");
    assert_eq!(state("paul@contoso.fr"), "blocked");
    let owner = format!("email,state\n{},blocked\n", crate::world::OWNER);
    world.write("owner.csv", &owner);
    let error = world.refusal(
        2,
        &["users", "import", "owner.csv", "--on-conflict", "update"],
    );
    assert_eq!(error["details"][0]["rule"], "users.last-global-admin");
}

#[test]
fn files_for_other_systems_hold_names_as_they_are() {
    let world = World::active();
    world
        .csp_reading(
            "email,first_name,last_name,roles\n-desk@contoso.fr,-Desk,@Home,report-viewer\n",
            &["users", "import", "-"],
        )
        .expect(0);
    for target in ["entra", "partner-center"] {
        let run = world.csp(&["users", "export", "--for", target]).expect(0);
        assert!(run.stdout.contains("-Desk @Home"), "{}", run.stdout);
        assert!(!run.stdout.contains('\''), "{}", run.stdout);
        let fill = run
            .stderr
            .contains("Initial password [passwordProfile] Required");
        assert_eq!(fill, target == "entra", "{}", run.stderr);
        let args = ["users", "import", "-", "--on-conflict", "update"];
        let back = world.csp_reading(&run.stdout, &args).expect(0);
        assert!(back.stdout.contains("0 updated"), "{}", back.stdout);
    }
    let own = world.csp(&["users", "export"]).expect(0).stdout;
    assert!(own.contains("'-desk@contoso.fr,'-Desk,'@Home"), "{own}");
}
