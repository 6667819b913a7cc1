//! `csp help options`: the global options in full, from their own descriptions.

use clap::Command;

/// The page.
pub(super) fn text(width: usize) -> String {
    let root = crate::cli::command();
    let globals = root.get_arguments().filter(|arg| arg.is_global_set());
    let mut list = Command::new("csp")
        .disable_help_flag(true)
        .args(globals.cloned())
        .help_template("{all-args}")
        .term_width(width);
    let list = list.render_help().to_string();
    let lines: Vec<&str> = list.trim().lines().map(str::trim_end).collect();
    format!(
        "\
Every command accepts the global options, before or after its name:

  csp --account contoso-france users list
  csp users list --account contoso-france

An option wins over its environment variable, the variable over config.toml, and
that over the default. `csp config list` shows what config.toml can set.

{}
",
        lines.join("\n")
    )
}
