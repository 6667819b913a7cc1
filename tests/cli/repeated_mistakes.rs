//! Many rows of an import with the same cause are reported as one mistake, with a count and the first three places.

use crate::journey::active;
use crate::world::World;

const ROWS: usize = 60;

/// A bulk import with functions for a row, given its number: one with an invalid value, and one that is valid.
struct Import {
    args: &'static [&'static str],
    header: &'static str,
    bad: fn(usize) -> String,
    good: Option<fn(usize) -> String>,
}

const IMPORTS: [Import; 5] = [
    Import {
        args: &["users", "import"],
        header: "email,roles",
        bad: |n| format!("user{n}.contoso.fr,sales-agent"),
        good: Some(|n| format!("user{n}@contoso.fr,sales-agent")),
    },
    Import {
        args: &["customers", "import"],
        header: "name,domain,country,email",
        bad: |n| format!("Customer {n},c{n}.example,X{n},mail@c{n}.example"),
        good: Some(|n| format!("Customer {n},c{n}.example,FR,mail@c{n}.example")),
    },
    Import {
        args: &["providers", "import"],
        header: "name,country,mpn-id",
        bad: |n| format!("Provider {n},FR,P{n}"),
        good: Some(|n| format!("Provider {n},FR,{}", 6_000_000 + n)),
    },
    Import {
        args: &["eligibility", "revenue", "import"],
        header: "month,currency,amount,category",
        bad: |n| format!("2020-03,USD,a{n},cloud"),
        good: None,
    },
    Import {
        args: &["eligibility", "rates", "import"],
        header: "month,currency,rate",
        bad: |n| format!("2020-03,EUR,a{n}"),
        good: None,
    },
];

fn import(world: &World, import: &Import, row: fn(usize) -> String) -> Vec<&'static str> {
    let rows: Vec<String> = (0..ROWS).map(row).collect();
    world.write(
        "rows.csv",
        format!("{}\n{}\n", import.header, rows.join("\n")),
    );
    [import.args, &["rows.csv"]].concat()
}

fn assert_said_once(world: &World, args: &[&str]) {
    let error = world.refusal(2, args);
    let details = error["details"].as_array().unwrap();
    assert_eq!(details.len(), 1, "{args:?}: {error:#}");
    assert_eq!(details[0]["count"], ROWS, "{args:?}: {error:#}");
    assert_eq!(details[0]["places"].as_array().unwrap().len(), 3);
    let text = world.csp(args).expect(2).stderr.clone();
    assert!(
        text.contains(&format!("in {ROWS} places: rows.csv:2:")),
        "{text}"
    );
    assert!(text.contains(&format!("and {} more", ROWS - 3)), "{text}");
    assert!(text.lines().count() < 10, "{text}");
}

#[test]
fn rows_with_one_kind_of_bad_value_are_one_mistake() {
    let world = active();
    for one in &IMPORTS {
        assert_said_once(&world, &import(&world, one, one.bad));
    }
}

#[test]
fn rows_that_are_in_the_store_already_are_one_mistake() {
    let world = active();
    for one in &IMPORTS {
        let Some(good) = one.good else { continue };
        let args = import(&world, one, good);
        world.csp(&args).expect(0);
        assert_said_once(&world, &args);
    }
}
