//! Links between the documents lead to an existing file and heading, and the book of `docs/` has every page.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every page below a folder.
fn pages_below(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The pages of the repository's root, and those of the book.
fn pages() -> Vec<PathBuf> {
    let mut found = pages_below("docs");
    for entry in std::fs::read_dir(root()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "md") {
            found.push(path);
        }
    }
    found
}

/// The targets of links and pictures, except in code.
fn links(text: &str) -> Vec<&str> {
    let mut is_code = false;
    let mut found = Vec::new();
    for line in text.lines() {
        is_code ^= line.trim_start().starts_with("```");
        if is_code {
            continue;
        }
        for behind in line.split("](").skip(1) {
            found.extend(behind.split_once(')').map(|(link, _)| link));
        }
    }
    found
}

/// The anchor of a heading, as GitHub and mdbook generate it.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().to_lowercase();
    kept.chars()
        .filter(|sign| sign.is_alphanumeric() || matches!(sign, ' ' | '-' | '_'))
        .map(|sign| if sign == ' ' { '-' } else { sign })
        .collect()
}

/// Whether a page has a heading with this anchor. A line of code that begins with `#` is not a heading.
fn has_heading(page: &str, wanted: &str) -> bool {
    let mut is_code = false;
    page.lines().any(|line| {
        is_code ^= line.trim_start().starts_with("```");
        !is_code && line.starts_with('#') && anchor(line) == wanted
    })
}

/// The path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => _ = plain.pop(),
            Component::CurDir => {}
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => plain.push(part),
        }
    }
    plain
}

/// Why a link of a page is broken; `None` if it works.
fn problem(page: &Path, link: &str) -> Option<&'static str> {
    let (path, heading) = link.split_once('#').unwrap_or((link, ""));
    let target = if path.is_empty() {
        page.to_owned()
    } else {
        plain(&page.parent().unwrap().join(path))
    };
    if !target.exists() {
        return Some("no such file");
    }
    let in_book = |path: &Path| path.starts_with(root().join("docs"));
    if in_book(page) && !in_book(&target) && !target.starts_with(root().join("examples")) {
        return Some("outside of the book: name the file as code");
    }
    let text = std::fs::read_to_string(&target).unwrap_or_default();
    (!heading.is_empty() && !has_heading(&text, heading)).then_some("no such heading")
}

#[test]
fn links_between_documents_work() {
    let mut dead = Vec::new();
    let mut seen = 0;
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        for link in links(&text) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            seen += 1;
            if let Some(problem) = problem(&page, link) {
                dead.push(format!("{}: {link}: {problem}", page.display()));
            }
        }
    }
    assert!(seen > 100, "only {seen} links were found");
    assert!(dead.is_empty(), "{dead:#?}");
}

#[test]
fn a_broken_link_is_found() {
    let page = root().join("docs/tour.md");
    assert_eq!(problem(&page, "getting-started.md#install"), None);
    for bad in [
        "nothing.md",
        "getting-started.md#nothing",
        "#nothing",
        "../STYLE.md",
    ] {
        assert!(problem(&page, bad).is_some(), "{bad}");
    }
    assert_eq!(
        links("[a](b.md) and ![c](d.svg)\n```\n[no](e)\n```"),
        ["b.md", "d.svg"]
    );
}

/// The sidebar of the book lists each page once, so that every page can be reached.
#[test]
fn the_book_lists_every_page_once() {
    let summary = root().join("docs/SUMMARY.md");
    let text = std::fs::read_to_string(&summary).unwrap();
    let listed = links(&text);
    let once: BTreeSet<PathBuf> = listed
        .iter()
        .map(|link| root().join("docs").join(link))
        .collect();
    assert_eq!(once.len(), listed.len(), "a page is listed twice");
    let there: BTreeSet<PathBuf> = pages_below("docs")
        .into_iter()
        .filter(|page| *page != summary)
        .collect();
    let missing: Vec<_> = there.difference(&once).collect();
    let unknown: Vec<_> = once.difference(&there).collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "docs/SUMMARY.md: not listed {missing:#?}, not there {unknown:#?}"
    );
}

#[test]
fn every_page_begins_with_a_heading() {
    for page in pages_below("docs") {
        let text = std::fs::read_to_string(&page).unwrap();
        assert!(text.starts_with("# "), "{}", page.display());
    }
}
