//! Policy packs: verified, installed, used, refused and removed.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::minisign::TestKey;
use crate::world::World;

const COMMENT: &str = "timestamp:1606809600\tfile:contoso-pack.toml\thashed";
const CHECK: [&str; 5] = [
    "eligibility",
    "check",
    "--facts",
    "facts.toml",
    "--model=indirect",
];

/// A pack of version `version` with one edition, and examples that hold.
pub(crate) fn pack(version: u32, day: &str) -> String {
    let text = include_str!("../../examples/policies/contoso-pack.toml");
    let text = text.replace("version = 1", &format!("version = {version}"));
    text.replace("2021-01-01-contoso", &format!("{day}-contoso"))
        .replace("effective = 2021-01-01", &format!("effective = {day}"))
}

/// Writes a pack with its signature.
pub(crate) fn write_signed(world: &World, name: &str, text: &str, key: u8) {
    world.write(name, text);
    let signature = TestKey::of(key).sign(text.as_bytes(), COMMENT);
    world.write(&format!("{name}.minisig"), signature);
}

/// Trusts the keys of these numbers.
pub(crate) fn trust(world: &World, keys: &[u8]) {
    let named = |key: &u8| format!("key-{key}={}", TestKey::of(*key).public());
    let keys: Vec<String> = keys.iter().map(named).collect();
    let keys = keys.join(",");
    world
        .csp(&["config", "set", "policies.keys", &keys])
        .expect(0);
}

/// A world in which key 1 is trusted, with a signed pack and a facts file.
fn signed() -> World {
    let world = World::new();
    trust(&world, &[1]);
    write_signed(&world, "pack.toml", &pack(1, "2021-01-01"), 1);
    let facts = "membership = { active = true, mpn_id = \"4812345\" }\nendorsement.authority_to_sign = true\n";
    world.write("facts.toml", facts);
    world
}

fn installed() -> World {
    let world = signed();
    world.answer(&["eligibility", "policies", "install", "pack.toml"]);
    world
}

fn kept(world: &World, name: &str) -> PathBuf {
    world.root().join("config/policies").join(name)
}

/// The id of the edition that decides, and that of its pack.
fn decides(world: &World) -> (String, Value) {
    let answer = world.csp(&crate::world::json(&CHECK)).json();
    let policy = &answer["policy"];
    let id = policy["id"].as_str().unwrap().to_owned();
    (id, policy["pack"]["id"].clone())
}

#[test]
fn a_signed_pack_is_verified() {
    let world = signed();
    let answer = world.answer(&["eligibility", "policies", "verify", "pack.toml"]);
    assert_eq!(answer[0]["verified"], true);
    assert_eq!(answer[0]["pack"]["publisher"], "Contoso Distribution");
    assert_eq!(answer[0]["signature"]["key"], "key-1 (0101010101010101)");
    assert_eq!(answer[0]["signature"]["signed_at"], "2020-12-01T08:00:00Z");
    assert_eq!(
        answer[0]["editions"][0],
        "indirect-reseller/2021-01-01-contoso"
    );
    assert!(!kept(&world, "contoso-1.toml").exists());
    assert!(!world.store().exists());
}

#[test]
fn what_no_trusted_key_signed_is_a_no() {
    let world = signed();
    let text = world.read("pack.toml");
    let signature = world.read("pack.toml.minisig");
    write_signed(&world, "unknown.toml", &text, 2);
    world.write("changed.toml", text.replace("5000.00", "1.00"));
    world.write("changed.toml.minisig", &signature);
    world.write("comment.toml", &text);
    world.write(
        "comment.toml.minisig",
        signature.replace("1606809600", "1706809600"),
    );
    for (file, reason) in [
        (
            "unknown.toml",
            "0202020202020202, which is not in policies.keys",
        ),
        ("changed.toml", "was changed after it was signed"),
        ("comment.toml", "was changed after it was signed"),
    ] {
        let run = world.csp(&[
            "eligibility",
            "policies",
            "verify",
            "pack.toml",
            file,
            "-ojson",
        ]);
        let answer = run.expect(3).json();
        assert_eq!(
            (&answer[0]["verified"], &answer[1]["verified"]),
            (&true.into(), &false.into())
        );
        let why = answer[1]["reason"].as_str().unwrap();
        assert!(why.contains(reason), "{why}");
        assert_eq!(answer[1]["pack"], Value::Null, "nothing in it is shown");
        let error = world.refusal(4, &["eligibility", "policies", "install", file]);
        assert!(
            error["message"].as_str().unwrap().contains(reason),
            "{error}"
        );
    }
    assert!(!kept(&world, "contoso-1.toml").exists());
}

#[test]
fn a_broken_file_is_refused_with_its_line() {
    let world = signed();
    let good = world.read("pack.toml");
    let without_line = |what: &str| {
        let kept = good.lines().filter(|line| !line.starts_with(what));
        kept.collect::<Vec<_>>().join("\n")
    };
    for (text, wrong) in [
        ("model = ".to_owned(), "broken.toml:1:"),
        (good.replace("[pack]", "[packet]"), "needs a [pack] table"),
        (without_line("publisher"), "`publisher` is missing here"),
        (
            good.replace("version = 1", "version = 0"),
            "1 or greater, not 0",
        ),
        (
            good.replace("\"contoso\"", "\"../contoso\""),
            "is not a valid short name",
        ),
        (
            good.replace("Contoso Distribution", "Contoso\\u001b[31m"),
            "control character",
        ),
        (
            good.replace("eligible = true", "eligible = false"),
            "expected eligible = false",
        ),
        (good.replace("\"not-met\"", "\"met\""), "broken.toml:40:1"),
        (
            good.replace("kind = \"revenue\"", "kind = \"sales\""),
            "is not a valid kind",
        ),
    ] {
        write_signed(&world, "broken.toml", &text, 1);
        for verb in ["verify", "install"] {
            let run = world.csp(&["eligibility", "policies", verb, "broken.toml"]);
            run.expect(2);
            assert!(run.stderr.contains(wrong), "{wrong}\n{run}");
            assert!(!run.stderr.contains('\u{1b}'), "{run}");
        }
    }
    world.write("broken.toml.minisig", "signed by me\n");
    let run = world.csp(&["eligibility", "policies", "verify", "broken.toml"]);
    run.expect(2);
    assert!(run.stderr.contains("broken.toml.minisig"), "{run}");
    std::fs::remove_file(world.path("broken.toml.minisig")).unwrap();
    world.refusal(2, &["eligibility", "policies", "install", "broken.toml"]);
    world.write("broken.toml", " ".repeat((1 << 20) + 1));
    let error = world.refusal(2, &["eligibility", "policies", "verify", "broken.toml"]);
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("larger than 1 MiB"),
        "{error}"
    );
}

#[test]
fn an_installed_pack_decides_and_is_named() {
    let world = signed();
    let (before, none) = decides(&world);
    assert_eq!(
        (before.as_str(), none),
        ("indirect-reseller/2020-05-05", Value::Null)
    );
    let answer = world.answer(&[
        "eligibility",
        "policies",
        "install",
        "pack.toml",
        "--dry-run",
    ]);
    assert_eq!(
        (&answer["action"], &answer["dry_run"]),
        (&"installed".into(), &true.into())
    );
    assert!(!world.root().join("config/policies").exists());
    world.answer(&["eligibility", "policies", "install", "pack.toml"]);
    let (after, pack) = decides(&world);
    assert_eq!(
        (after.as_str(), pack),
        ("indirect-reseller/2021-01-01-contoso", "contoso".into())
    );
    let run = world.csp(&CHECK);
    assert!(
        run.expect(0)
            .stdout
            .contains("contoso 1 (Contoso Distribution)"),
        "{run}"
    );
    let run = world.csp(&[&CHECK[..], &["--format", "github"]].concat());
    assert!(
        run.expect(0)
            .stdout
            .contains("of the policy pack contoso 1"),
        "{run}"
    );
    let editions = world.answer(&["eligibility", "policies", "--model", "indirect"]);
    let of_pack = &editions[2];
    assert_eq!(
        (&of_pack["origin"], &of_pack["in_force"]),
        (&"pack".into(), &true.into())
    );
    assert_eq!(
        (&editions[1]["origin"], &editions[1]["pack"]),
        (&"shipped".into(), &Value::Null)
    );
    let changes = world.answer(&["eligibility", "diff", "2020-12-31", "2021-01-01"]);
    assert_eq!(changes["models"][1]["added"][0]["id"], "revenue-ttm");
    assert!(
        !world.store().exists(),
        "packs are configuration: no store, no journal"
    );
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_an_installed_pack() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = installed();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&world.root().join("config/policies")), 0o700);
    for name in ["contoso-1.toml", "contoso-1.toml.minisig"] {
        assert_eq!(mode(&kept(&world, name)), 0o600, "{name}");
    }
}

#[test]
fn a_newer_version_replaces_an_older_one_only() {
    let world = installed();
    let again = world.answer(&["eligibility", "policies", "install", "pack.toml"]);
    assert_eq!(again["action"], "unchanged");
    write_signed(&world, "other.toml", &pack(1, "2021-02-01"), 1);
    let error = world.refusal(4, &["eligibility", "policies", "install", "other.toml"]);
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("with other content"),
        "{error}"
    );
    write_signed(&world, "newer.toml", &pack(2, "2021-02-01"), 1);
    let newer = world.answer(&["eligibility", "policies", "install", "newer.toml"]);
    assert_eq!(
        (&newer["action"], &newer["replaced"][0]),
        (&"updated".into(), &1.into())
    );
    assert!(!kept(&world, "contoso-1.toml").exists());
    assert!(!kept(&world, "contoso-1.toml.minisig").exists());
    assert_eq!(decides(&world).0, "indirect-reseller/2021-02-01-contoso");
    let error = world.refusal(4, &["eligibility", "policies", "install", "pack.toml"]);
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("version 2 is installed"),
        "{error}"
    );
    assert!(
        error["remedy"]
            .as_str()
            .unwrap()
            .contains("policies remove contoso"),
        "{error}"
    );
}

#[test]
fn a_pack_never_takes_the_place_of_an_edition() {
    let world = installed();
    let own = pack(1, "2020-05-05").replace("\"contoso\"", "\"shadow\"");
    let twin = pack(1, "2021-01-01").replace("\"contoso\"", "\"twin\"");
    let same_id = pack(1, "2021-01-02").replace("\"contoso\"", "\"same\"");
    let same_id = same_id.replace("2021-01-02-contoso", "2021-01-01-contoso");
    for (text, why) in [
        (own, "this csp has an edition in force from 2020-05-05"),
        (twin, "the policy pack contoso has an edition with this id"),
        (
            same_id,
            "the policy pack contoso has an edition with this id",
        ),
    ] {
        write_signed(&world, "clash.toml", &text, 1);
        let error = world.refusal(2, &["eligibility", "policies", "install", "clash.toml"]);
        assert!(error["message"].as_str().unwrap().contains(why), "{error}");
        assert_eq!(error["details"][0]["at"], "clash.toml:23:1", "{error}");
    }
}

#[test]
fn an_edition_that_csp_has_by_now_is_shown_as_not_used() {
    let world = installed();
    let text = pack(1, "2020-05-05");
    let place = kept(&world, "contoso-1.toml");
    std::fs::write(&place, &text).unwrap();
    let signature = TestKey::of(1).sign(text.as_bytes(), COMMENT);
    std::fs::write(kept(&world, "contoso-1.toml.minisig"), signature).unwrap();
    let run = world.csp(&["eligibility", "policies", "--model", "indirect", "-ojson"]);
    let editions = run.expect(0).json();
    let unused = editions
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["origin"] == "pack");
    let why = "this csp has an edition in force from 2020-05-05";
    assert_eq!(unused.unwrap()["not_used"], why);
    assert!(run.stderr.contains(why), "{run}");
    assert_eq!(decides(&world).0, "indirect-reseller/2020-05-05");
}

#[test]
fn a_pack_that_no_longer_verifies_is_not_used() {
    type Harm = fn(&World);
    let harms: [(Harm, &str); 6] = [
        (|world| trust(world, &[2]), "which is not in policies.keys"),
        (
            |world| std::fs::write(world.root().join("config/config.toml"), "").unwrap(),
            "lists no keys",
        ),
        (
            |world| {
                let path = kept(world, "contoso-1.toml");
                let text = std::fs::read_to_string(&path).unwrap();
                std::fs::write(path, text.replace("5000.00", "1.00")).unwrap();
            },
            "was changed after it was signed",
        ),
        (
            |world| std::fs::remove_file(kept(world, "contoso-1.toml.minisig")).unwrap(),
            "contoso-1.toml.minisig",
        ),
        (
            |world| std::fs::write(kept(world, "contoso-1.toml.minisig"), "x").unwrap(),
            "is not a minisign signature",
        ),
        (
            |world| {
                for end in [".toml", ".toml.minisig"] {
                    let from = kept(world, &format!("contoso-1{end}"));
                    std::fs::rename(from, kept(world, &format!("contoso-9{end}"))).unwrap();
                }
            },
            "it is version 1 of contoso",
        ),
    ];
    for (harm, reason) in harms {
        let world = installed();
        harm(&world);
        let run = world.csp(&CHECK);
        assert!(
            run.expect(0).stderr.contains("is not used"),
            "{reason}\n{run}"
        );
        assert!(run.stderr.contains(reason), "{reason}\n{run}");
        assert_eq!(
            decides(&world).0,
            "indirect-reseller/2020-05-05",
            "{reason}"
        );
        let findings = world.csp(&["doctor", "-ojson"]);
        let findings = findings.expect(3).json();
        let found = findings.as_array().unwrap().iter().any(|one| {
            one["check"] == "policies" && one["what"].as_str().unwrap().contains(reason)
        });
        assert!(found, "{reason}: {findings}");
        world.answer(&["eligibility", "policies", "remove", "contoso"]);
        let run = world.csp(&CHECK);
        assert!(!run.expect(0).stderr.contains("policy pack"), "{run}");
    }
}

#[cfg(unix)]
#[test]
fn keys_in_a_file_of_others_are_not_trusted() {
    use std::os::unix::fs::PermissionsExt;
    let world = installed();
    let config = world.root().join("config/config.toml");
    std::fs::set_permissions(&config, PermissionsExt::from_mode(0o666)).unwrap();
    let run = world.csp(&CHECK);
    run.expect(0);
    assert!(run.stderr.contains("are not trusted"), "{run}");
    let run = world.csp(&["eligibility", "policies", "verify", "pack.toml"]);
    run.expect(3);
    for said in [
        "the keys in policies.keys are not trusted, because others can write",
        "Take away the right of others",
    ] {
        assert!(run.stdout.contains(said), "{said}: {run}");
    }
    assert!(!run.stdout.contains("lists no keys"), "{run}");
}

#[test]
fn a_pack_that_is_not_used_is_a_warning_with_q_too() {
    let world = installed();
    trust(&world, &[2]);
    for quiet in [&[][..], &["-q"]] {
        let run = world.csp(&[&CHECK[..], quiet].concat());
        run.expect(0);
        assert!(run.stderr.contains("warning:"), "{run}");
        assert!(run.stderr.contains("not in policies.keys"), "{run}");
    }
}

#[test]
fn a_removed_pack_is_gone() {
    let world = installed();
    let rehearsed = world.answer(&["eligibility", "policies", "remove", "contoso", "--dry-run"]);
    assert_eq!(
        (&rehearsed["action"], &rehearsed["dry_run"]),
        (&"removed".into(), &true.into())
    );
    assert!(kept(&world, "contoso-1.toml").exists());
    world.answer(&["eligibility", "policies", "remove", "contoso"]);
    let left = std::fs::read_dir(world.root().join("config/policies")).unwrap();
    assert_eq!(left.count(), 0);
    world.refusal(5, &["eligibility", "policies", "remove", "contoso"]);
    assert_eq!(decides(&world).0, "indirect-reseller/2020-05-05");
}

#[test]
fn a_check_without_a_home_folder_needs_no_packs() {
    let mut world = signed();
    for name in [
        "HOME",
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "CSP_CONFIG",
        "CSP_STORE",
    ] {
        world.unset(name);
    }
    let run = world.csp(&CHECK);
    // The system may know a home folder without the variable; no pack is in it.
    assert!(!run.expect(0).stderr.contains("policy pack"), "{run}");
}

#[test]
fn a_publisher_tries_a_pack_before_signing_it() {
    let world = signed();
    let check = [&CHECK[..], &["--policy", "pack.toml", "-ojson"]].concat();
    let answer = world.csp(&check).expect(0).json();
    assert_eq!(
        answer["policy"]["id"],
        "indirect-reseller/2021-01-01-contoso"
    );
    assert_eq!(
        answer["policy"]["pack"],
        Value::Null,
        "nobody vouches for the file"
    );
}

#[test]
fn a_pack_for_both_models_has_a_table_for_each() {
    let world = signed();
    let of_model = |model: &str| {
        format!(
            "[{model}.requirement.application]\ntitle = \"Application\"\nkind = \"flag\"\nfact = \"application.complete\"\n\
             remedy = \"Complete it.\"\n[[{model}.edition]]\nid = \"{model}/2021-01-15\"\neffective = 2021-01-15\n\
             source = \"Handbook\"\nasks = {{ application = {{ enroll = \"mandatory\" }} }}\n[[{model}.example]]\n\
             name = \"complete\"\nas_of = 2021-02-01\nfacts = \"application.complete = true\"\neligible = true\n"
        )
    };
    let header =
        "[pack]\nid = \"both\"\npublisher = \"Association\"\nversion = 1\ndate = 2021-01-10\n";
    let text = [
        header,
        &of_model("direct-bill"),
        &of_model("indirect-reseller"),
    ]
    .concat();
    write_signed(&world, "both.toml", &text, 1);
    let answer = world.answer(&["eligibility", "policies", "install", "both.toml"]);
    let editions = answer["editions"].as_array().unwrap().len();
    assert_eq!(editions, 2);
    for model in ["direct", "indirect"] {
        let check = [
            "eligibility",
            "check",
            "--facts",
            "facts.toml",
            "--model",
            model,
            "-ojson",
        ];
        let run = world.csp(&check);
        assert_eq!(
            run.expect(3).json()["policy"]["pack"]["id"],
            "both",
            "{model}"
        );
    }
    let mixed = text.replace("direct-bill/2021-01-15", "indirect-reseller/2021-01-15");
    write_signed(&world, "mixed.toml", &mixed, 1);
    world.refusal(2, &["eligibility", "policies", "verify", "mixed.toml"]);
}

#[test]
fn several_files_have_their_signatures_beside_them() {
    let world = signed();
    world.write("elsewhere.sig", world.read("pack.toml.minisig"));
    let one = [
        "eligibility",
        "policies",
        "verify",
        "pack.toml",
        "--signature",
        "elsewhere.sig",
    ];
    world.answer(&one);
    world.refusal(2, &[&one[..], &["facts.toml"]].concat());
    world.refusal(7, &["eligibility", "policies", "verify"]);
    world.refusal(7, &["eligibility", "policies", "install"]);
    world.refusal(7, &["eligibility", "policies", "remove"]);
}

#[test]
fn wrong_keys_are_refused_when_they_are_set() {
    let world = World::new();
    for keys in ["minisign.pub", "a=RWQf", "a b=x"] {
        world.refusal(2, &["config", "set", "policies.keys", keys]);
    }
}

/// The example has to be signed anew when it changes: `UPDATE_DOCS=1 cargo test --test cli -- the_example_pack`.
#[test]
fn the_example_pack_is_signed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/policies");
    let text = std::fs::read(folder.join("contoso-pack.toml")).unwrap();
    let place = folder.join("contoso-pack.toml.minisig");
    let signature = TestKey::of(1).sign(&text, COMMENT);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&place, &signature).unwrap();
    }
    assert_eq!(std::fs::read_to_string(place).unwrap(), signature);
    let page = include_str!("../../docs/policy-packs.md");
    assert!(
        page.contains(&TestKey::of(1).public()),
        "{}",
        TestKey::of(1).public()
    );
}
