//! Transfers by the groups and keepers of their customers.

use crate::gdap_plan::with_customers;
use crate::transfers_plan::plan;

const ITEM: &str = "5e1fb2c8-5555-4c3d-a7e6-0000000000f1:OnlineServicesNCE:14";

#[test]
fn transfers_are_listed_by_group_and_keeper_of_customers() {
    let world = with_customers();
    world.answer(&plan("out", &["--item", ITEM]));
    for line in [
        &["customers", "group", "northwind.fr", "--add", "gold"][..],
        &["customers", "keeper", "northwind.fr", "ana@consult.fr"],
        &["customers", "keeper", "adatum.fr", "bob@consult.fr"],
    ] {
        world.csp(line).expect(0);
    }
    for (filter, count) in [
        (["--group", "gold"], 1),
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
    assert!(run.expect(0).stderr.contains("known groups: gold"), "{run}");
}
