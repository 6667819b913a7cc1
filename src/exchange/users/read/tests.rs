use std::fmt::Write as _;

use chrono::DateTime;
use proptest::prelude::*;

use super::*;
use crate::domain::role::Role;
use crate::domain::user::{Person, User, UserState, UserStep};
use crate::domain::word::Word;
use crate::exchange::users::{UserExport, template};

fn read_for(text: &[u8], role_needed: bool) -> Result<UserFile, Diagnostics> {
    read_users(text, Opening::ROWS, role_needed).into_result()
}

fn read(text: &[u8]) -> Result<UserFile, Diagnostics> {
    read_for(text, true)
}

/// The content of the file in short, or its mistakes as `line:column message`.
fn render_mistakes(text: &[u8]) -> String {
    told_for(text, true)
}

fn told_for(text: &[u8], role_needed: bool) -> String {
    let mut told = String::new();
    match read_for(text, role_needed) {
        Ok(file) => {
            let _ = writeln!(told, "{}", file.source.unwrap().title());
            for row in file.batch.iter() {
                let _ = writeln!(
                    told,
                    "{} {} [{}|{}|{}] {}{}",
                    row.line,
                    row.email,
                    row.first_name,
                    row.last_name,
                    row.display_name,
                    row.roles,
                    match row.blocking {
                        Blocking::Yes => " blocked",
                        Blocking::No => " not blocked",
                        Blocking::Unsaid => "",
                    }
                );
            }
            if file.notes != Notes::default() {
                let _ = writeln!(told, "{:?}", file.notes);
            }
        }
        Err(mistakes) => {
            for mistake in mistakes.into_listed() {
                let rule = mistake.rule().map_or("", |rule| rule.id);
                let _ = writeln!(
                    told,
                    "{} {} {rule}",
                    mistake.place().unwrap(),
                    mistake.message()
                );
            }
        }
    }
    told
}

#[test]
fn csps_own_format_is_read_in_every_variant() {
    let plain =
        "own CSV\n2 Ada@x.fr [Ada|Byron|] admin-agent;sales-agent\n3 zoe@x.fr [||] report-viewer\n";
    for text in [
        "email,first_name,last_name,roles\nAda@x.fr,Ada,Byron,sales-agent;admin-agent\nzoe@x.fr,,,report-viewer\n",
        "\u{feff}email;first_name;last_name;roles\r\nAda@x.fr;Ada;Byron;\"sales-agent;admin-agent\"\r\nzoe@x.fr;;;report-viewer\r\n",
        "\"email\";\"first_name\";\"last_name\";\"roles\"\n\"Ada@x.fr\";\"Ada\";\"Byron\";\"sales-agent;admin-agent\"\nzoe@x.fr;;;report-viewer",
        "ROLES, Email ,last_name,first_name,state,display_name\n\"sales-agent, admin-agent\", Ada@x.fr ,Byron,Ada,,Countess\nreport-viewer,zoe@x.fr,,,,\n,,,,,\n",
        "email;first_name;last_name;roles;;\r\nAda@x.fr;Ada;Byron;\"sales-agent;admin-agent\";;\r\nzoe@x.fr;;;report-viewer\r\n",
        "email\tfirst_name\tlast_name\troles\nAda@x.fr\tAda\tByron\tsales-agent,admin-agent\nzoe@x.fr\t\t\treport-viewer\n\x1a",
        ",Email Address,First Name,Last Name,Role\n0,Ada@x.fr,Ada,Byron,sales-agent;admin-agent\n1,zoe@x.fr,,,report-viewer\n",
    ] {
        assert_eq!(render_mistakes(text.as_bytes()), plain, "{text}");
    }
}

#[test]
fn the_files_of_other_systems() {
    let partner_center =
        "First name,Last name,Display name,Email,Status update\nAda,Byron,The Countess,ada@x.fr,\n";
    let file = read_for(partner_center.as_bytes(), false).unwrap();
    assert_eq!(file.source, Some(UserFileFormat::PartnerCenter.into()));
    assert_eq!(file.batch.row(0).unwrap().display_name, "The Countess");
    let heading = template(UserFileFormat::Entra);
    let entra = format!(
        "{heading}Example: Chris Green,chris@contoso.com,myPassword1234,No,,,,,,,,,,,,,\nAda,ada@x.fr,Secret123,yes,Ada,Byron,Countess,,,,,,,,,,\nZoe,zoe@x.fr,,No,Zoe,,,,,,,,,,,,\n"
    );
    let file = read_for(entra.as_bytes(), false).unwrap();
    assert_eq!(file.source, Some(UserFileFormat::Entra.into()));
    assert_eq!(file.notes.passwords_ignored, 1);
    assert_eq!(file.notes.examples_passed_over, 1);
    let blocked: Vec<Blocking> = file.batch.iter().map(|row| row.blocking).collect();
    assert_eq!(blocked, [Blocking::Yes, Blocking::No]);
    let semicolons = entra.replace(',', ";");
    let file = read_for(semicolons.as_bytes(), false).unwrap();
    assert_eq!(file.batch.len(), 2);
}

/// Files of other systems, reduced to the columns that csp reads.
#[test]
fn files_of_other_systems_are_told_apart() {
    let mut table = String::new();
    for (name, text) in [
        (
            "French template, its example row, cells left out",
            "version:v1.0\nNom [displayName] Obligatoire,Nom d'utilisateur [userPrincipalName] Obligatoire,Mot de passe initial [passwordProfile] Obligatoire,Bloquer la connexion (Oui/Non) [accountEnabled] Obligatoire,Prénom [givenName],Nom de famille [surname],Poste [jobTitle]\nExemple : Chris Green,chris@contoso.com,monMotDePasse1234,Non,Chris,Green,Ingénieur\nZoé,zoe@x.fr,,Non,Zoé\nPaul,paul@x.fr,,Oui\n",
        ),
        (
            "Japanese template",
            "Version:v1.0,,,,\n名前 [displayName] 必須,ユーザー名 [userPrincipalName] 必須,サインインのブロック (はい/いいえ) [accountEnabled] 必須,名 [givenName],姓 [surname]\n佐藤 花子,hanako@x.fr,いいえ,花子,佐藤\n佐藤 太郎,taro@x.fr,はい,太郎,佐藤\n",
        ),
        (
            "a template that was filled in with True and False",
            "version:v1.0\nName [displayName] Required,User name [userPrincipalName] Required,Block sign in (Yes/No) [accountEnabled] Required\nZoé,zoe@x.fr,False\nPaul,paul@x.fr,True\n",
        ),
        (
            "users downloaded from Entra, with a guest",
            "\u{feff}userPrincipalName,displayName,surname,mail,givenName,id,userType,accountEnabled\nzoe@x.fr,Zoé,Z,zoe@x.fr,Zoé,1,Member,True\npaul@x.fr,Paul,M,paul@x.fr,Paul,2,Member,False\nx_y.fr#EXT#@x.onmicrosoft.com,X,Y,x@y.fr,X,3,Guest,True\n",
        ),
        (
            "the same with Yes and No",
            "userPrincipalName,displayName,accountEnabled\nzoe@x.fr,Zoé,Yes\npaul@x.fr,Paul,No\n",
        ),
        (
            "guests alone",
            "userPrincipalName,displayName,userType\nx_y.fr#EXT#@x.fr,X,Guest\n",
        ),
        (
            "users exported from Microsoft 365",
            "Block credential,City,Display name,First name,Last name,User principal name\nFalse,,Zoé Z,Zoé,Z,zoe@x.fr\nTrue,,Paul M,Paul,M,paul@x.fr\n",
        ),
        (
            "the Microsoft 365 template with one of its people",
            "Username,First name,Last name,Display name,Job title\nchris@contoso.com,Chris,Green,Chris Green,IT\nzoe@x.fr,Zoé,Z,Zoé Z,\n",
        ),
        (
            "Get-MgUser through Export-Csv",
            "#TYPE Microsoft.Graph.PowerShell.Models.MicrosoftGraphUser\n\"DisplayName\",\"Id\",\"Mail\",\"UserPrincipalName\"\n\"Zoé Z\",\"1\",\"zoe@x.fr\",\"zoe@x.fr\"\n",
        ),
        (
            "a file for Partner Center with an apostrophe of its own",
            "First name,Last name,Display name,Email,Status update\nMaarten,'-Hart,M,'t@x.fr,Error\n",
        ),
        (
            "our own with states",
            "email,state\na@x.fr,blocked\nb@x.fr,active\nc@x.fr,\n",
        ),
        (
            "our own with a removed user",
            "email,state\na@x.fr,removed\n",
        ),
    ] {
        let said = told_for(text.as_bytes(), false);
        let _ = writeln!(table, "{name}\n  {}", said.trim().replace('\n', "\n  "));
    }
    insta::assert_snapshot!(table);
}

#[test]
fn every_mistake_of_a_file_has_its_line_and_column() {
    let text = "email,first_name,last_name,roles\n\
        ada@x.fr,Ada,Byron,sale-agent\n\
        \n\
        not an address,,,sales-agent\n\
        ,Zoe,,sales-agent\n\
        zoe@x.fr,Zoe\n\
        odd@x.fr,Odd,,sales-agent,,more\n\
        eve@x.fr,,,\n\
        bob@x.fr,\"Bob\"by,,sales-agent\n\
        dup@x.fr,,,sales-agent\n\
        DUP@X.FR,,,sales-agent\n\
        tab@x.fr,a\tb,,guest-user\n\
        nul@x.fr,a\0b,,sales-agent\n";
    insta::assert_snapshot!(render_mistakes(text.as_bytes()));
}

#[test]
fn a_file_that_cannot_be_understood_is_one_mistake() {
    let mut table = String::new();
    for (name, text) in [
        ("empty", &b""[..]),
        ("blank", b"\n\r\n"),
        ("headings alone", b"email,first_name,last_name,roles\n"),
        ("unknown headings", b"name,mail\nAda,ada@x.fr\n"),
        (
            "one unknown column",
            b"email,firstname,roles\na@x.fr,A,sales-agent\n",
        ),
        ("a column twice", b"email,Email,roles\n"),
        (
            "another version",
            b"version:v9.0\nName [displayName] Required\n",
        ),
        ("no headings after the version", b"version:v1.0\n"),
        (
            "no column for roles",
            b"First name,Last name,Display name,Email,Status update\nA,B,A B,a@x.fr,\n",
        ),
        ("UTF-16", b"\xff\xfee\0m\0"),
        ("no UTF-8 in the headings", b"email,\xe9\n"),
        (
            "no UTF-8 in a row",
            b"email,first_name,roles\na@x.fr,Zo\xeb,sales-agent\n",
        ),
        (
            "a line of Excel and tabs",
            b"sep=\t\r\nemail\troles\na@x.fr\tsales-agent\n",
        ),
        ("a quote left open", b"email,roles\na@x.fr,\"sales-agent\n"),
    ] {
        let _ = writeln!(
            table,
            "{name}\n  {}",
            render_mistakes(text).trim().replace('\n', "\n  ")
        );
    }
    insta::assert_snapshot!(table);
}

#[test]
fn a_line_of_a_hundred_megabytes_is_refused_without_keeping_it() {
    let head = &b"email,first_name,last_name,roles\n"[..];
    let line = std::io::Read::take(std::io::repeat(b'x'), 100 << 20);
    let input = std::io::BufReader::new(std::io::Read::chain(head, line));
    let mistakes = read_users(input, Opening::ROWS, true)
        .mistakes
        .into_listed();
    assert_eq!(mistakes.len(), 1);
    assert_eq!(mistakes[0].line(), Some(2));
}

#[test]
fn mistakes_beyond_counting_are_counted() {
    let mut text = "email,roles\n".to_owned();
    for number in 0..12_000 {
        let _ = writeln!(text, "user{number},sales-agent");
    }
    let mistakes = read(text.as_bytes()).unwrap_err();
    assert_eq!(mistakes.beyond(), 2000);
    assert_eq!(mistakes.into_listed().len(), Diagnostics::LISTED);
}

fn any_user() -> impl Strategy<Value = User> {
    let name = || proptest::option::of("[-=+@'A-Za-zé;,\"]{1,8}");
    (
        "[a-zA-Z0-9=+'][a-zA-Z0-9=+'-]{0,9}",
        name(),
        name(),
        1_u32..(1 << 17),
        any::<bool>(),
    )
        .prop_map(|(local, first, last, roles, blocked)| {
            let parse = |name: Option<String>| name.and_then(|name| name.parse().ok());
            let roles = Role::ALL
                .iter()
                .copied()
                .filter(|role| roles >> (*role as u32) & 1 == 1)
                .collect();
            let person = Person {
                email: format!("{local}@x.fr").parse().unwrap(),
                first_name: parse(first),
                last_name: parse(last),
                display_name: None,
            };
            let now = DateTime::from_timestamp(1_614_600_000, 0).unwrap();
            let mut user = User::new(person, roles, now).unwrap();
            if blocked {
                user.state = user.state.apply(UserStep::Block, now).unwrap();
            }
            user
        })
}

proptest! {
    #[test]
    fn what_is_exported_can_be_imported(users in proptest::collection::vec(any_user(), 1..20)) {
        let mut users = users;
        users.sort_by(|a, b| a.email.key().cmp(b.email.key()));
        users.dedup_by(|a, b| a.email == b.email);
        for format in UserFileFormat::ALL {
            let mut export = UserExport::begin(*format, Vec::new()).unwrap();
            for user in &users {
                export.write(user).unwrap();
            }
            let text = export.finish().unwrap();
            let file = read_for(&text, false).unwrap();
            prop_assert_eq!(file.source, Some(UserFileSource::Format(*format)));
            prop_assert_eq!(file.batch.len(), users.len());
            for (row, user) in file.batch.iter().zip(&users) {
                prop_assert_eq!(row.email, user.email.as_str());
                prop_assert_eq!(row.first_name, user.first_name.as_ref().map_or("", |name| name.as_str()));
                prop_assert_eq!(row.last_name, user.last_name.as_ref().map_or("", |name| name.as_str()));
                if *format == UserFileFormat::Own {
                    prop_assert_eq!(row.roles, user.roles);
                } else {
                    prop_assert_eq!(row.display_name, user.display_name.as_str());
                }
                let blocking = match (*format, user.state) {
                    (UserFileFormat::PartnerCenter, _) => Blocking::Unsaid,
                    (UserFileFormat::Own | UserFileFormat::Entra, UserState::Blocked { .. }) => Blocking::Yes,
                    (UserFileFormat::Own | UserFileFormat::Entra, _) => Blocking::No,
                };
                prop_assert_eq!(row.blocking, blocking);
            }
        }
    }

    #[test]
    fn no_bytes_break_the_reader(text in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read_users(text.as_slice(), Opening::ROWS, true);
        let mut headed = b"email,first_name,last_name,roles\n".to_vec();
        headed.extend_from_slice(&text);
        let _ = read_users(headed.as_slice(), Opening::ROWS, true);
    }
}

#[test]
fn rows_in_the_order_of_their_addresses_keep_their_own_names() {
    let file = "email,first_name,last_name,roles\n\
        zoe@x.fr,Zoë,Z,sales-agent\n\
        Bob@X.fr,Bob,,helpdesk-agent\n\
        ada@x.fr,Ada,Byron,admin-agent\n";
    assert_eq!(
        render_mistakes(file.as_bytes()),
        "own CSV\n\
         4 ada@x.fr [Ada|Byron|] admin-agent\n\
         3 Bob@X.fr [Bob||] helpdesk-agent\n\
         2 zoe@x.fr [Zoë|Z|] sales-agent\n"
    );
}
