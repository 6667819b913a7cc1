//! The `csp` command: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    ExitCode::from(csp::run(&arguments, csp::host::Host::real()))
}
