use proptest::prelude::*;

use super::*;

fn store(seq: i64, hash: u8) -> AnchorHead {
    AnchorHead {
        chain: Chain::Store,
        seq,
        hash: [hash; 32],
        state: Some([hash ^ 0xff; 32]),
    }
}

fn account(number: i64, seq: i64, hash: u8) -> AnchorHead {
    let slug = format!("contoso-{number}");
    AnchorHead {
        chain: Chain::Account { number, slug },
        ..store(seq, hash)
    }
}

fn old(seq: i64, hash: u8) -> Anchor {
    format!("{seq}:{}\n", hex(&[hash; 32])).parse().unwrap()
}

fn contradictions(first: &Anchor, later: &Anchor) -> Vec<String> {
    first
        .continues(later)
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn the_text_has_one_head_a_line() {
    let anchor = Anchor::new(vec![account(1, 23, 0xcd), store(14, 0xab)]);
    let (ab, cd) = ("ab".repeat(32), "cd".repeat(32));
    let (ab_state, cd_state) = ("54".repeat(32), "32".repeat(32));
    let text =
        format!("csp anchor 1\nstore 14 {ab} {ab_state}\naccount 1 contoso-1 23 {cd} {cd_state}\n");
    assert_eq!(anchor.to_string(), text);
    assert_eq!(text.parse(), Ok(anchor.clone()));
    assert_eq!(text.replace('\n', "\r\n").parse(), Ok(anchor.clone()));
    assert_eq!(text.trim_end().parse(), Ok(anchor));
}

#[test]
fn an_empty_journal_has_an_anchor_without_heads() {
    let empty = Anchor::new(Vec::new());
    assert_eq!(empty.to_string(), "csp anchor 1\n");
    assert_eq!("csp anchor 1\n".parse(), Ok(empty));
}

#[test]
fn place_and_hash_are_an_anchor_of_an_unknown_chain() {
    let anchor = old(12, 7);
    let [head] = anchor.heads() else {
        panic!("one head: {anchor:?}")
    };
    assert_eq!(
        (&head.chain, head.seq, head.state),
        (&Chain::Unknown, 12, None)
    );
    assert_eq!(anchor.to_string().parse(), Ok(anchor));
}

#[test]
fn a_signature_after_the_heads_is_skipped() {
    let anchor = Anchor::new(vec![store(14, 1)]);
    let block = format!("{SIGNATURE_BEGIN}\nU1NI\n{SIGNATURE_END}\n");
    assert_eq!(format!("{anchor}{block}").parse(), Ok(anchor.clone()));
    assert_eq!(format!("{anchor}{block}\n").parse(), Ok(anchor.clone()));
    let line_of = |text: String| text.parse::<Anchor>().unwrap_err().line;
    assert_eq!(line_of(format!("{anchor}{block}store 1\n")), 6);
    assert_eq!(line_of(format!("{anchor}{SIGNATURE_BEGIN}\nU1NI\n")), 3);
    assert_eq!(line_of(format!("{block}{anchor}")), 1);
}

#[test]
fn other_texts_are_refused_with_the_line() {
    let hash = "ab".repeat(32);
    let head = format!("store 14 {hash} {hash}");
    for (text, line) in [
        (String::new(), 1),
        ("nonsense".to_owned(), 1),
        ("csp anchor 2\n".to_owned(), 1),
        (format!("0:{hash}"), 1),
        (format!("12:{}", &hash[1..]), 1),
        (format!("+12:{hash}"), 1),
        (format!("12:{}", hash.to_uppercase()), 1),
        ("csp anchor 1\n\n".to_owned(), 2),
        (format!("csp anchor 1\n{head}\n{head}\n"), 3),
        (format!("csp anchor 1\n{head} \n"), 2),
        (format!("csp anchor 1\n {head}\n"), 2),
        (format!("csp anchor 1\nstore 014 {hash} {hash}\n"), 2),
        (format!("csp anchor 1\nstore 14 {hash}\n"), 2),
        (format!("csp anchor 1\nstore 14 {hash} {}\n", &hash[2..]), 2),
        (format!("csp anchor 1\naccount 0 a 14 {hash} {hash}\n"), 2),
        (format!("csp anchor 1\naccount 1  14 {hash} {hash}\n"), 2),
        (format!("csp anchor 1\naccount 1 é 14 {hash} {hash}\n"), 2),
        (
            format!("csp anchor 1\naccount 1 a 14 {hash} {hash}\n{head}\n"),
            3,
        ),
        (format!("csp anchor 1\n12:{hash}\n"), 2),
    ] {
        let bad = text.parse::<Anchor>().unwrap_err();
        assert_eq!(bad.line, line, "{text:?}: {bad}");
    }
}

#[test]
fn contradictions_name_chain_and_place() {
    let first = Anchor::new(vec![store(14, 1), account(1, 20, 2), account(2, 30, 3)]);
    let later = Anchor::new(vec![store(14, 9), account(1, 19, 2)]);
    assert_eq!(
        contradictions(&first, &later),
        [
            "entry 14 of the store's chain has a different hash",
            "the chain of account contoso-1 ends at entry 19, before entry 20",
            "the chain of account contoso-2 is missing",
        ]
    );
    let mut forged = store(14, 1);
    forged.state = Some([0; 32]);
    assert_eq!(
        contradictions(&Anchor::new(vec![store(14, 1)]), &Anchor::new(vec![forged])),
        ["entry 14 of the store's chain has a different state"]
    );
}

#[test]
fn new_chains_continue_an_anchor_and_new_names_too() {
    let first = Anchor::new(vec![store(14, 1)]);
    let later = Anchor::new(vec![store(15, 2), account(1, 16, 3)]);
    assert!(first.continues(&later).is_empty());
    let mut renamed = account(1, 16, 3);
    renamed.chain = Chain::Account {
        number: 1,
        slug: "other".to_owned(),
    };
    let renamed = Anchor::new(vec![store(15, 2), renamed]);
    assert!(later.continues(&renamed).is_empty());
}

#[test]
fn an_unknown_chain_may_be_any() {
    let known = Anchor::new(vec![store(14, 1), account(1, 20, 2)]);
    assert!(old(12, 9).continues(&known).is_empty(), "both are later");
    assert!(
        old(20, 2).continues(&known).is_empty(),
        "it is the account's"
    );
    assert_eq!(old(20, 9).continues(&known).len(), 1);
    assert_eq!(old(21, 9).continues(&known).len(), 1);
    assert!(
        known.continues(&old(15, 9)).is_empty(),
        "the store's, later"
    );
    assert!(known.continues(&old(14, 1)).is_empty());
    assert_eq!(known.continues(&old(13, 9)).len(), 1);
    assert!(old(12, 1).continues(&old(13, 2)).is_empty());
    assert_eq!(old(12, 1).continues(&old(11, 1)).len(), 1);
    assert_eq!(old(12, 1).continues(&Anchor::new(Vec::new())).len(), 1);
    assert!(Anchor::new(Vec::new()).continues(&old(12, 1)).is_empty());
}

fn heads() -> impl Strategy<Value = Vec<AnchorHead>> {
    let rest = (
        1..=i64::MAX,
        any::<[u8; 32]>(),
        any::<[u8; 32]>(),
        "[a-z][a-z0-9-]{0,20}",
    );
    prop::collection::btree_map(0..20_i64, rest, 0..8).prop_map(|heads| {
        let each = heads.into_iter().map(|(number, (seq, hash, state, slug))| {
            let chain = match number {
                0 => Chain::Store,
                number => Chain::Account { number, slug },
            };
            let state = Some(state);
            AnchorHead {
                chain,
                seq,
                hash,
                state,
            }
        });
        each.collect()
    })
}

proptest! {
    #[test]
    fn every_written_anchor_can_be_parsed(heads in heads().prop_shuffle()) {
        let anchor = Anchor::new(heads);
        let text = anchor.to_string();
        prop_assert_eq!(text.parse::<Anchor>(), Ok(anchor.clone()));
        prop_assert_eq!(text.replace('\n', "\r\n").parse::<Anchor>(), Ok(anchor));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(csp anchor 1\n)?(store|account|[0-9: \n-])*[a-f0-9]{0,64}") {
        if let Ok(anchor) = text.parse::<Anchor>() {
            prop_assert_eq!(anchor.to_string().parse::<Anchor>(), Ok(anchor));
        }
    }

    /// Each of three anchors of a growing journal continues the earlier ones and none of the later ones.
    #[test]
    fn continuing_is_an_order(heads in heads(), grown in prop::collection::vec(0..3_i64, 20), again in prop::collection::vec(0..3_i64, 20)) {
        let grow = |anchor: &Anchor, by: &[i64]| {
            let heads = anchor.heads().iter().zip(by).map(|(head, by)| AnchorHead {
                seq: head.seq.saturating_add(*by),
                hash: if head.seq.saturating_add(*by) == head.seq { head.hash } else { head.hash.map(|byte| byte.wrapping_add(1)) },
                ..head.clone()
            });
            Anchor::new(heads.collect())
        };
        let first = Anchor::new(heads);
        let second = grow(&first, &grown);
        let third = grow(&second, &again);
        prop_assert!(first.continues(&first).is_empty());
        prop_assert!(first.continues(&second).is_empty());
        prop_assert!(second.continues(&third).is_empty());
        prop_assert!(first.continues(&third).is_empty());
        prop_assert_eq!(second.continues(&first).is_empty(), first == second);
    }
}
