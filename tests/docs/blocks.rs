//! The program accepts every `csp` command in the shell blocks of the pages, including those for PowerShell, which is
//! not installed here. `console` blocks are run in another test.

use std::ffi::OsString;
use std::path::Path;

/// The commands in the blocks of a page that are not run.
fn commands(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut fence: Option<&str> = None;
    let mut command = String::new();
    for line in page.lines() {
        if let Some(kind) = line.strip_prefix("```") {
            fence = fence.is_none().then_some(kind);
            continue;
        }
        if !fence.is_some_and(|kind| ["bash", "sh", "powershell"].contains(&kind)) {
            continue;
        }
        match line.strip_suffix(['`', '\\']) {
            Some(begun) => command.push_str(begun),
            None => {
                command.push_str(line);
                found.extend(calls(&command));
                command.clear();
            }
        }
    }
    found
}

/// Every call of `csp` in a line, up to where the shell continues with something else.
fn calls(line: &str) -> Vec<String> {
    let starts = line.match_indices("csp ").map(|(at, _)| at);
    starts
        .filter(|at| line[..*at].is_empty() || line[..*at].ends_with([' ', '(']))
        .map(|at| until_the_end(&line[at..]))
        .collect()
}

fn until_the_end(command: &str) -> String {
    let mut quote = None;
    let mut end = command.len();
    for (at, letter) in command.char_indices() {
        match (quote, letter) {
            (None, '\'' | '"') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            (None, '|' | '>' | ';' | ')' | '#' | '&' | '<') => {
                end = at;
                break;
            }
            _ => {}
        }
    }
    command[..end].trim().to_owned()
}

/// What is wrong with a command, with addresses in place of its variables.
fn problem(command: &str) -> Option<String> {
    let words = shlex::split(command)?;
    let words: Vec<OsString> = words
        .iter()
        .map(|word| {
            if word.contains('$') {
                "kim@contoso.fr".into()
            } else {
                word.into()
            }
        })
        .collect();
    csp::cli::parse(&words, &[])
        .err()
        .filter(|error| error.exit_code() != 0)
        .map(|error| error.to_string())
}

#[test]
fn the_program_understands_the_commands_in_shell_blocks() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    let mut bad = Vec::new();
    for entry in std::fs::read_dir(root.join("docs")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|end| end != "md") {
            continue;
        }
        let page = std::fs::read_to_string(&path).unwrap();
        for command in commands(&page) {
            seen += 1;
            if let Some(problem) = problem(&command) {
                bad.push(format!("{}: {command}\n    {problem}", path.display()));
            }
        }
    }
    assert!(seen > 20, "only {seen} commands were found");
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn commands_are_found_inside_lines_of_a_shell() {
    let page = "```powershell\n$a = (csp users list --format json | ConvertFrom-Json)\ncsp users add $b.Mail `\n    \
                --role \"a;b\"; exit\n```\n`csp users`\n";
    let found = [
        "csp users list --format json",
        "csp users add $b.Mail     --role \"a;b\"",
    ];
    assert_eq!(commands(page), found);
    assert!(problem("csp users lst").is_some());
    assert_eq!(problem("csp users show $a"), None);
}
