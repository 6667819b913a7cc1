//! No two files depend on each other, directly or indirectly. A name re-exported with `pub use` counts as coming from
//! the file that defines it. What a file uses from the `mod.rs` files above it is ignored.

use std::collections::{BTreeMap, BTreeSet};

use crate::shape::sources;

/// The code of each module without comments and tests, by its path from the root: `crate::store::tx`.
fn code_by_module() -> BTreeMap<String, String> {
    let files = sources().into_iter().map(|(path, text)| {
        let path = path
            .with_extension("")
            .to_str()
            .unwrap()
            .replace(['/', '\\'], "::");
        let module = path.replacen("src", "crate", 1);
        let module = module
            .trim_end_matches("::mod")
            .trim_end_matches("::lib")
            .to_owned();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let lines = code
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        (
            module,
            lines.collect::<Vec<_>>().join("\n").replace(" as _", ""),
        )
    });
    files.collect()
}

/// Reads a path at the start of `text`, or all paths if it has braces, and returns the rest.
fn read_paths<'t>(text: &'t str, before: &str, found: &mut Vec<String>) -> &'t str {
    let is_end = |c: char| !c.is_alphanumeric() && c != '_';
    let (name, rest) = text.split_at(text.find(is_end).unwrap());
    let path = format!("{before}{name}");
    match rest.strip_prefix("::") {
        Some(more) => return read_paths(more, &format!("{path}::"), found),
        None if !text.starts_with('{') => found.push(path),
        None => {
            let mut rest = &text[1..];
            while !rest.trim_start().starts_with('}') {
                rest = read_paths(rest.trim_start(), before, found).trim_start_matches(',');
            }
            return &rest.trim_start()[1..];
        }
    }
    rest
}

#[test]
fn no_two_files_depend_on_each_other() {
    let files = code_by_module();
    let parent = |path: &str| path.rsplit_once("::").unwrap().0.to_owned();
    let (mut taken, mut passed_on) = (Vec::new(), BTreeMap::new());
    for (module, code) in &files {
        let starts = ["use ", "crate::", "super::"].map(|start| code.match_indices(start));
        for (at, start) in starts.into_iter().flatten() {
            let line = code[..at].rsplit('\n').next().unwrap().trim_start();
            let is_statement = line.is_empty() || line.starts_with("pub") && line.ends_with(' ');
            let is_use = start == "use " && is_statement;
            let is_inside = |c: char| c.is_alphanumeric() || "_:".contains(c);
            let is_path = start != "use " && !line.ends_with(is_inside);
            if !is_use && (!is_path || line.ends_with("use ") || line.ends_with("(in ")) {
                continue;
            }
            let mut found = Vec::new();
            read_paths(code[at..].trim_start_matches("use "), "", &mut found);
            for path in found {
                let name = format!("{module}::{}", path.rsplit("::").next().unwrap());
                let mut path = format!("{module}::{path}");
                while let Some((inner, rest)) = path.split_once("::super::") {
                    path = format!("{}::{rest}", parent(inner));
                }
                path = path
                    .rsplit_once("::crate::")
                    .map_or(path.clone(), |(_, rest)| format!("crate::{rest}"));
                if is_use && !line.is_empty() && name != path {
                    passed_on.insert(name, path);
                } else {
                    taken.push((module, path));
                }
            }
        }
    }
    let mut needs: BTreeMap<&String, BTreeSet<String>> = BTreeMap::new();
    for (module, mut file) in taken {
        while !files.contains_key(&file) {
            file = passed_on
                .get(&file)
                .cloned()
                .unwrap_or_else(|| parent(&file));
        }
        if !format!("{module}::").starts_with(&format!("{file}::")) {
            needs.entry(module).or_default().insert(file);
        }
    }
    let reaches = |from: &String, goal: &String| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
        while let Some(one) = next.pop() {
            if seen.insert(one) {
                next.extend(needs.get(one).into_iter().flatten());
            }
        }
        seen.contains(goal)
    };
    let pairs = needs
        .iter()
        .flat_map(|(one, others)| others.iter().map(move |other| (*one, other)));
    let in_circles: Vec<_> = pairs.filter(|(one, other)| reaches(other, one)).collect();
    assert_eq!(in_circles, []);
}
