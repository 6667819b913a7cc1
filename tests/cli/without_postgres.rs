//! A program that was built without PostgreSQL.

use crate::world::World;

#[test]
fn a_url_is_refused_and_the_version_says_why() {
    let world = World::new();
    for url in [
        "postgres://app@127.0.0.1/csp",
        "postgresql://app:secret@127.0.0.1/csp",
    ] {
        let run = world.csp(&["status", "--store", url]);
        run.expect(2);
        let said = "this csp was built without PostgreSQL: the store has to be a file";
        assert!(run.stderr.contains(said), "{run}");
        assert!(!run.stderr.contains("secret"), "{run}");
    }
    let version = world.csp(&["--version", "--verbose"]);
    assert!(
        version
            .expect(0)
            .stdout
            .contains("PostgreSQL: not built in"),
        "{version}"
    );
}
