//! `accounts import`: applications in bulk do what single runs do.

use serde_json::{Value, json};

use crate::form::{Form, IBAN, csv_of, headings};
use crate::journey::submitted;
use crate::world::{World, each};

/// Companies with and without a short name of their own, two of one name.
fn companies() -> Vec<Form> {
    let mut forms = vec![
        Form::indirect(),
        Form::fabrikam(),
        Form::indirect()
            .of_company("Lamna SAS", "lamna", "lamna.fr", "5900003")
            .without("account"),
        Form::indirect()
            .of_company("Lamna SAS", "lamna-two", "lamna-two.fr", "5900004")
            .without("account"),
    ];
    for number in 5_u32..9 {
        let (name, slug) = (format!("Partner {number}"), format!("p{number}"));
        let mpn_id = format!("590000{number}");
        let form = Form::indirect();
        forms.push(form.of_company(&name, &slug, &format!("{slug}.fr"), &mpn_id));
    }
    forms
}

/// Imports with `more` arguments, and gives the counts.
fn import(world: &World, more: &[&str]) -> [u64; 4] {
    let answer = world.answer(&[&["accounts", "import"], more].concat());
    counts(&answer)
}

fn counts(answer: &Value) -> [u64; 4] {
    ["added", "changed", "unchanged", "skipped"].map(|key| answer[key].as_u64().unwrap())
}

/// Everything that a store has: the accounts, their users and the journal with its hashes.
fn content(world: &World) -> Vec<Value> {
    let mut all = vec![world.answer(&["enroll", "list"])];
    for account in all[0].clone().as_array().unwrap() {
        let slug = account["account"].as_str().unwrap();
        all.push(world.answer(&["users", "list", "--account", slug]));
        all.push(world.answer(&["status", "--account", slug]));
    }
    all.push(world.answer(&["audit", "log", "--limit", "1000"]));
    world.csp(&["store", "check"]).expect(0);
    all
}

fn by_single_runs(forms: &[Form], more: &[&str]) -> World {
    let world = World::new();
    for form in forms {
        world.write("one.toml", form.text());
        world.answer(&[&["enroll", "--from", "one.toml"], more].concat());
    }
    world
}

fn folder_of(world: &World, forms: &[Form]) {
    std::fs::create_dir(world.path("forms")).unwrap();
    for (number, form) in forms.iter().enumerate() {
        let path = world.path("forms").join(format!("{number}.toml"));
        std::fs::write(path, form.text()).unwrap();
    }
    std::fs::write(world.path("forms").join("notes.txt"), "not read").unwrap();
}

/// The rows of forms as a workbook.
fn workbook_of(forms: &[Form]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, heading) in (0_u16..).zip(headings()) {
        sheet.write_string(0, column, heading).unwrap();
    }
    for (row, form) in (1_u32..).zip(forms) {
        for (column, cell) in (0_u16..).zip(form.cells()) {
            match cell.as_str() {
                "" => {}
                "true" => drop(sheet.write_boolean(row, column, true).unwrap()),
                text if text.parse::<u32>().is_ok_and(|it| it > 1_000_000) => {
                    drop(sheet.write_number(row, column, text.parse::<f64>().unwrap()));
                }
                text => drop(sheet.write_string(row, column, text).unwrap()),
            }
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn an_import_does_what_single_runs_do() {
    let forms = companies();
    let count = forms.len() as u64;
    let expected = content(&by_single_runs(&forms, &[]));
    let text = csv_of(&forms);
    let utf16 = text.encode_utf16().flat_map(u16::to_le_bytes);
    let files: [(&str, Vec<u8>); 5] = [
        ("plain.csv", text.clone().into_bytes()),
        ("marked.csv", format!("\u{feff}{text}").into_bytes()),
        ("semicolons.csv", semicolons(&text).into_bytes()),
        ("utf16.csv", [0xff, 0xfe].into_iter().chain(utf16).collect()),
        ("book.xlsx", workbook_of(&forms)),
    ];
    for (name, bytes) in files {
        let world = World::new();
        world.write(name, bytes);
        assert_eq!(import(&world, &[name]), [count, 0, 0, 0], "{name}");
        assert_eq!(content(&world), expected, "{name}");
    }
    let world = World::new();
    folder_of(&world, &forms);
    assert_eq!(import(&world, &["forms"]), [count, 0, 0, 0]);
    assert_eq!(content(&world), expected);
}

#[test]
fn an_application_file_is_known_by_ending_or_content() {
    let text = format!("# An application\n{}", Form::indirect().text());
    let world = World::new();
    std::fs::create_dir(world.path("forms")).unwrap();
    std::fs::write(world.path("forms").join("A.TOML"), &text).unwrap();
    world.write("B.TOML", &text);
    world.write("b.txt", &text);
    for file in ["forms", "B.TOML", "b.txt"] {
        let rehearsed = ["accounts", "import", file, "--dry-run"];
        assert_eq!(counts(&world.answer(&rehearsed)), [1, 0, 0, 0], "{file}");
    }
    let run = world.csp_reading(&text, &["accounts", "import", "-", "--format", "json"]);
    assert!(run.expect(0).stdout.contains("contoso-france"), "{run}");
}

/// The same text with semicolons between cells, below a line that says so. No cell has a comma.
fn semicolons(text: &str) -> String {
    format!("sep=;\r\n{}", text.replace(',', ";").replace('\n', "\r\n"))
}

#[test]
fn drafts_are_what_single_runs_keep() {
    let forms = [
        Form::indirect().without("bank.iban").without("mpn_id"),
        Form::fabrikam().without("declarations.authority_to_sign"),
        Form::indirect()
            .of_company("Lamna SAS", "lamna", "lamna.fr", "5900003")
            .without("company.legal_name"),
    ];
    let expected = content(&by_single_runs(&forms, &["--draft"]));
    let world = World::new();
    world.write("apps.csv", csv_of(&forms));
    let error = world.refusal(2, &["accounts", "import", "apps.csv"]);
    assert_eq!(each(&error, "message").len(), 4, "{error:#}");
    let answer = world.answer(&["accounts", "import", "apps.csv", "--draft"]);
    assert_eq!(counts(&answer), [3, 0, 0, 0]);
    assert_eq!(
        answer["accounts"][0],
        json!({
            "account": "contoso-france", "legal_name": "Contoso France SAS", "mpn_id": null,
            "model": "indirect-reseller", "state": "draft", "outcome": "added",
            "missing": ["mpn-id", "iban"]
        })
    );
    assert_eq!(content(&world), expected);
}

#[test]
fn a_draft_is_filled_and_submitted_by_the_next_import() {
    let world = World::new();
    let whole = companies();
    let mut first = whole.clone();
    first[1] = first[1].clone().without("bank.iban");
    world.write("first.csv", csv_of(&first));
    assert_eq!(import(&world, &["first.csv", "--draft"]), [8, 0, 0, 0]);
    world.write("whole.csv", csv_of(&whole));
    let error = world.refusal(2, &["accounts", "import", "whole.csv"]);
    assert_eq!(error["details"][0]["rule"], "enroll.slug");
    let update = ["whole.csv", "--on-conflict", "update"];
    let keep = [&update[..], &["--draft"]].concat();
    assert_eq!(import(&world, &keep), [0, 1, 7, 0]);
    assert_eq!(import(&world, &update), [0, 8, 0, 0]);
    assert_eq!(import(&world, &update), [0, 0, 8, 0]);
    assert_eq!(
        import(&world, &["whole.csv", "--on-conflict", "skip"]),
        [0, 0, 0, 8]
    );
    let accounts = world.answer(&["enroll", "list"]);
    for account in accounts.as_array().unwrap() {
        assert_eq!(account["enrollments"][0]["state"], "email-verification");
    }
    world.csp(&["store", "check"]).expect(0);
}

#[test]
fn a_short_name_alone_is_not_the_same_company() {
    let world = World::new();
    world.write(
        "first.csv",
        csv_of(&[Form::fabrikam().without("bank.iban")]),
    );
    assert_eq!(import(&world, &["first.csv", "--draft"]), [1, 0, 0, 0]);
    let before = content(&world);
    let other = Form::indirect().set("account", "\"fabrikam\"");
    world.write("other.csv", csv_of(&[other]));
    for more in [&[][..], &["--draft"]] {
        let update = ["accounts", "import", "other.csv", "--on-conflict", "update"];
        let error = world.refusal(2, &[&update[..], more].concat());
        assert_eq!(each(&error, "rule"), ["enroll.slug"], "{error:#}");
        let taken = "account: the short name fabrikam is already taken";
        assert_eq!(each(&error, "message"), [taken]);
    }
    assert_eq!(content(&world), before);
}

#[test]
fn a_submitted_application_is_not_changed() {
    let world = submitted();
    let update = ["accounts", "import", "apps.csv", "--on-conflict", "update"];
    for (form, field, rule) in [
        (
            Form::indirect().set("company.address.city", "\"Lyon\""),
            Value::Null,
            "enroll.step",
        ),
        (
            Form::indirect().set("account", "\"contoso\""),
            json!("account"),
            "enroll.slug",
        ),
        (
            Form::fabrikam().set("mpn_id", "\"4812345\""),
            json!("account"),
            "enroll.slug",
        ),
    ] {
        world.write("apps.csv", csv_of(&[form]));
        let error = world.refusal(2, &update);
        assert_eq!(error["details"][0]["rule"], rule, "{error:#}");
        assert_eq!(error["details"][0]["field"], field, "{error:#}");
    }
    world.write("apps.csv", csv_of(&[Form::indirect()]));
    assert_eq!(import(&world, &update[2..]), [0, 0, 1, 0]);
}

#[test]
fn a_rehearsal_answers_the_same_and_writes_nothing() {
    let world = World::new();
    world.write("apps.csv", csv_of(&companies()));
    let import = ["accounts", "import", "apps.csv"];
    let rehearsed = world.answer(&[&import[..], &["--dry-run"]].concat());
    assert_eq!(rehearsed["dry_run"], true);
    assert!(!world.store().exists());
    let mut done = world.answer(&import);
    done["dry_run"] = json!(true);
    assert_eq!(
        serde_json::to_value(&rehearsed["accounts"]).unwrap(),
        done["accounts"]
    );
}

#[test]
fn what_is_typed_is_checked_first() {
    let world = submitted();
    let missing = world.refusal(7, &["accounts", "import", "--no-input"]);
    assert_eq!(each(&missing, "flag"), ["FILE"]);
    world.write("apps.csv", csv_of(&[Form::fabrikam()]));
    let named = [
        "accounts",
        "import",
        "apps.csv",
        "--account",
        "contoso-france",
    ];
    let error = world.refusal(2, &named);
    assert_eq!(each(&error, "flag"), ["--account"]);
    world.refusal(2, &["accounts", "import", "no.csv"]);
    std::fs::create_dir(world.path("empty")).unwrap();
    let error = world.refusal(2, &["accounts", "import", "empty"]);
    assert_eq!(each(&error, "at"), ["empty"]);
}

#[test]
fn the_model_may_be_given_for_all() {
    let world = World::new();
    world.write("apps.csv", csv_of(&[Form::indirect().without("model")]));
    let error = world.refusal(2, &["accounts", "import", "apps.csv"]);
    assert_eq!(each(&error, "at"), ["apps.csv:2:1"]);
    assert_eq!(each(&error, "message"), ["model: the cell is empty"]);
    assert_eq!(
        import(&world, &["apps.csv", "--model", "indirect"]),
        [1, 0, 0, 0]
    );
}

#[test]
fn an_account_that_withdrew_applies_again_if_its_user_may() {
    let world = submitted();
    world.answer(&["enroll", "withdraw", "--reason", "sold", "--yes"]);
    world.write("apps.csv", csv_of(&[Form::indirect(), Form::fabrikam()]));
    let update = ["accounts", "import", "apps.csv", "--on-conflict", "update"];
    let as_nobody = [&update[..], &["--as", "nobody@contoso.fr"]].concat();
    world.refusal(5, &as_nobody);
    world.write(
        "wrong.csv",
        csv_of(&[Form::indirect(), Form::fabrikam().without("mpn_id")]),
    );
    let as_nobody = as_nobody.iter().map(|it| match *it {
        "apps.csv" => "wrong.csv",
        other => other,
    });
    world.refusal(2, &as_nobody.collect::<Vec<_>>());
    assert_eq!(import(&world, &update[2..]), [1, 1, 0, 0]);
}

#[test]
fn bank_details_are_never_printed() {
    let world = World::new();
    let other = "FR7630006000011234567890189";
    let forms = [
        Form::indirect(),
        Form::fabrikam().set("bank.iban", &format!("\"{other}\"")),
    ];
    world.write("apps.csv", csv_of(&forms));
    let mut seen = String::new();
    for format in ["table", "json", "jsonl", "csv"] {
        for more in [&["--dry-run"][..], &["--dry-run", "--draft"]] {
            let import = ["accounts", "import", "apps.csv", "--format", format];
            let run = world.csp(&[&import[..], more].concat());
            run.expect(0);
            seen += &run.to_string();
        }
    }
    import(&world, &["apps.csv"]);
    seen += &world.csp(&["audit", "log", "--format", "json"]).stdout;
    assert!(!seen.contains(IBAN) && !seen.contains(other), "{seen}");
}

#[test]
fn warnings_are_shown_with_their_place() {
    let world = World::new();
    let outside = "\"alice@elsewhere.fr\"";
    let forms: Vec<Form> = companies()
        .into_iter()
        .map(|form| form.set("primary_contact.email", outside))
        .collect();
    world.write("apps.csv", csv_of(&forms));
    let run = world.csp(&["accounts", "import", "apps.csv"]);
    run.expect(0);
    let mut headings = headings().into_iter();
    let column = headings.position(|it| it == "contact-email").unwrap() + 1;
    assert!(
        run.stderr
            .contains(&format!("warning: contoso-france (apps.csv:2:{column}): ")),
        "{run}"
    );
    assert!(run.stderr.contains("5 more warnings"), "{run}");
}

#[test]
fn the_answer_has_a_line_for_each_account() {
    let world = World::new();
    world.write("apps.csv", csv_of(&companies()[..2]));
    let import = ["accounts", "import", "apps.csv", "--format"];
    let run = world.csp(&[&import[..], &["csv"]].concat());
    assert_eq!(
        run.expect(0).stdout,
        "account,legal_name,mpn_id,model,state,outcome,missing\n\
         contoso-france,Contoso France SAS,4812345,indirect-reseller,email-verification,added,\n\
         fabrikam,Fabrikam SARL,5900001,indirect-reseller,email-verification,added,\n"
    );
    let world = World::new();
    world.write("apps.csv", csv_of(&companies()[..2]));
    let run = world.csp(&["accounts", "import", "apps.csv"]);
    assert_eq!(
        run.expect(0).stdout,
        "2 added, 0 changed, 0 unchanged, 0 skipped.\n- 2 accounts in the state email-verification\n"
    );
}
