//! Transfers by the groups and keepers of their customers.

use serde_json::Value;

use crate::gdap_plan::with_customers;
use crate::transfers_plan::plan;
use crate::world::World;

const ITEM: &str = "5e1fb2c8-5555-4c3d-a7e6-0000000000f1:OnlineServicesNCE:14";

#[test]
fn transfers_are_listed_by_group_and_keeper_of_customers() {
    let world = with_customers();
    world.answer(&plan("out", &["--item", ITEM]));
    for line in [
        &["customers", "group", "northwind.fr", "--add", "gold"][..],
        &["customers", "keeper", "northwind.fr", "ana@consult.fr"],
        &["customers", "keeper", "adatum.fr", "bob@consult.fr"],
        &["accounts", "keeper", "contoso-france", "cy@consult.fr"],
        &["accounts", "group", "contoso-france", "--add", "nord"],
    ] {
        world.csp(line).expect(0);
    }
    for (filter, count) in [
        (["--group", "gold"], 1),
        (["--group", "nord"], 1),
        (["--keeper", "cy@consult.fr"], 0),
        (["--keeper", "ana@consult.fr"], 1),
        (["--keeper", "bob@consult.fr"], 0),
    ] {
        for all in [&[][..], &["--all-accounts"]] {
            let line = [&["transfers", "list"], &filter[..], all].concat();
            let list = world.answer(&line);
            assert_eq!(list.as_array().unwrap().len(), count, "{filter:?} {list}");
        }
    }
    let run = world.csp(&["transfers", "list", "--group", "gald"]);
    assert!(
        run.expect(0).stderr.contains("known groups: gold, nord"),
        "{run}"
    );
}

#[test]
fn many_transfers_are_one_action_until_they_are_put_off() {
    let world = with_customers();
    let items: Vec<String> = (1..=6)
        .map(|at| format!("5e1fb2c8-5555-4c3d-a7e6-00000000000{at}:OnlineServicesNCE:14"))
        .collect();
    for item in &items[..4] {
        world.answer(&plan("out", &["--item", item]));
    }
    let mut of_adatum = plan("out", &["--item", &items[4]]);
    of_adatum[2] = "adatum.fr";
    world.answer(&of_adatum);
    for (customer, keeper) in [("northwind.fr", "ana@x.fr"), ("adatum.fr", "bob@x.fr")] {
        let line = ["customers", "keeper", customer, keeper];
        world.csp(&line).expect(0);
    }
    let open = |world: &World, filter: &[&str]| -> Vec<Value> {
        let status = world.answer(&[&["status"], filter].concat());
        let next = status[0]["next"].as_array().unwrap().iter();
        next.filter(|one| one["action"] == "continue-transfer")
            .cloned()
            .collect()
    };
    let all = open(&world, &[]);
    assert_eq!(all.len(), 1, "{all:#?}");
    let mails = world.answer(&["status", "--mail", "drafts"]);
    let mails = mails["messages"].as_array().unwrap();
    assert_eq!(mails.len(), 2, "{mails:#?}");
    for keeper in ["ana@x.fr", "bob@x.fr"] {
        assert_eq!(open(&world, &["--keeper", keeper]), all);
        let mail = world.read(&format!("drafts/next-{keeper}.eml"));
        assert!(mail.contains("continue transfer"), "{mail}");
    }
    let id = all[0]["id"].as_str().unwrap();
    let until = ["--until", "2021-03-20", "--reason", "r"];
    let run = world.csp(&[&["snooze", id][..], &until].concat());
    assert!(
        run.expect(0).stderr.contains("4 others are put off"),
        "{run}"
    );
    assert_eq!(open(&world, &[]), Vec::<Value>::new());
    let list = world.answer(&["snooze", "list"]);
    assert_eq!(list.as_array().unwrap().len(), 5, "{list}");
    world.answer(&plan("out", &["--item", &items[5]]));
    let later = open(&world, &[]);
    assert_eq!(later.len(), 1, "a later transfer is another matter");
    let command = later[0]["command"].as_str().unwrap();
    assert!(command.contains("draft-6"), "{command}");
}
