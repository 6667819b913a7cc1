//! How the released program is linked where that pays: as one file without a loader to start, at fixed addresses, and
//! without the tables of a way back that it never takes.
//!
//! A fifth of the time of a short command goes into loading and relocating. On Linux with the GNU C library the
//! optimised `csp` is therefore linked statically where the linker can do that (`libc.a` and `libgcc_eh.a` are there),
//! and at fixed addresses where it cannot. Everything else is linked as usual: other systems, tests, profiles without
//! optimisation. `CSP_LINK=shared` in the environment of the build leaves the program as usual too.
//!
//! A panic ends the program where it stands, so nothing needs the tables that say how to unwind from each place in it,
//! a fifteenth of the file. What a panic says remains; a list of calls it could not show, as the names are stripped.
//! Nothing else may ask for such a list, which would end the program (`clippy.toml`).
//!
//! Each step is tried first on a program of one line, by the compiler and the linker that will make the real one.

use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=CSP_LINK");
    let is_here = variable("TARGET") == variable("HOST");
    let is_gnu_linux =
        variable("CARGO_CFG_TARGET_OS") == "linux" && variable("CARGO_CFG_TARGET_ENV") == "gnu";
    let is_optimised = variable("PROFILE") == "release";
    if !(is_here && is_gnu_linux && is_optimised) || variable("CSP_LINK") == "shared" {
        return;
    }
    let folder = PathBuf::from(variable("OUT_DIR"));
    let steps = [
        Some(vec!["-no-pie".to_owned()]),
        static_libraries(&folder),
        no_tables(&folder),
    ];
    let mut arguments = Vec::new();
    for step in steps.into_iter().flatten() {
        let longer = [arguments.clone(), step].concat();
        if links(&folder, &longer) {
            arguments = longer;
        }
    }
    for argument in arguments {
        println!("cargo:rustc-link-arg-bin=csp={argument}");
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "what is to be built is said in the environment"
)]
fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}

/// The compiler names the libraries of the system as shared ones, after `-static`. These linker scripts of the same
/// names lead to the static ones.
fn static_libraries(folder: &Path) -> Option<Vec<String>> {
    let place = folder.join("static");
    std::fs::create_dir_all(&place).ok()?;
    let scripts = [
        ("libgcc_s.so", "GROUP ( libgcc_eh.a libgcc.a libc.a )"),
        ("libc.so", "GROUP ( libc.a libgcc_eh.a libgcc.a )"),
        ("libm.so", "GROUP ( libm.a )"),
    ];
    for (name, script) in scripts {
        std::fs::write(place.join(name), script).ok()?;
    }
    Some(vec!["-static".to_owned(), format!("-L{}", place.display())])
}

/// The code that comes compiled already, the standard library and the C library, brings its tables along; no option
/// of a compiler takes them out again.
fn no_tables(folder: &Path) -> Option<Vec<String>> {
    let script = folder.join("no-tables.ld");
    let text = "SECTIONS { /DISCARD/ : { *(.eh_frame) *(.eh_frame_hdr) *(.gcc_except_table*) } } INSERT AFTER .text;\n";
    std::fs::write(&script, text).ok()?;
    Some(vec![
        "-Wl,--no-eh-frame-hdr".to_owned(),
        format!("-Wl,-T,{}", script.display()),
    ])
}

/// Whether a program that is linked so runs.
fn links(folder: &Path, arguments: &[String]) -> bool {
    let source = folder.join("probe.rs");
    let program = folder.join("probe");
    let _ = std::fs::remove_file(&program);
    let flags = variable("CARGO_ENCODED_RUSTFLAGS");
    let flags = flags.split('\u{1f}').filter(|flag| !flag.is_empty());
    let linker = Some(variable("RUSTC_LINKER")).filter(|linker| !linker.is_empty());
    std::fs::write(&source, "fn main() { print!(\"{}\", std::process::id()) }").is_ok()
        && Command::new(variable("RUSTC"))
            .arg(&source)
            .arg("-o")
            .arg(&program)
            .args(["-Cpanic=abort", "-Copt-level=s"])
            .args(flags)
            .args(linker.map(|linker| format!("-Clinker={linker}")))
            .args(arguments.iter().map(|it| format!("-Clink-arg={it}")))
            .output()
            .is_ok_and(|made| made.status.success())
        && Command::new(&program)
            .output()
            .is_ok_and(|ran| ran.status.success())
}
