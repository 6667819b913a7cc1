//! How the released program is linked where that pays: as one file without a loader to start, at fixed addresses.
//!
//! A fifth of the time of a short command goes into loading and relocating. On Linux with the GNU C library the
//! optimised `csp` is therefore linked statically where the C compiler can do that (`libc.a` and `libgcc_eh.a` are
//! there), and at fixed addresses where it cannot. Everything else is linked as usual: other systems, tests, profiles
//! without optimisation. `CSP_LINK=shared` in the environment of the build leaves the program as usual too.

use std::path::{Path, PathBuf};
use std::process::Command;

#[expect(
    clippy::disallowed_methods,
    reason = "what is to be built is said in the environment"
)]
fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=CSP_LINK");
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    let is_here = variable("TARGET") == variable("HOST");
    let is_gnu_linux =
        variable("CARGO_CFG_TARGET_OS") == "linux" && variable("CARGO_CFG_TARGET_ENV") == "gnu";
    let is_optimised = variable("PROFILE") == "release";
    if !(is_here && is_gnu_linux && is_optimised) || variable("CSP_LINK") == "shared" {
        return;
    }
    let folder = PathBuf::from(variable("OUT_DIR"));
    let mut arguments = vec!["-no-pie".to_owned()];
    if let Some(libraries) = static_libraries(&folder) {
        arguments.push("-static".to_owned());
        arguments.push(format!("-L{}", libraries.display()));
    }
    if links(&folder, &arguments) {
        for argument in arguments {
            println!("cargo:rustc-link-arg-bin=csp={argument}");
        }
    }
}

/// The compiler names the libraries of the system as shared ones, after `-static`. These linker scripts of the same
/// names lead to the static ones.
fn static_libraries(folder: &Path) -> Option<PathBuf> {
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
    let arguments = ["-no-pie", "-static", &format!("-L{}", place.display())].map(str::to_owned);
    links(folder, &arguments).then_some(place)
}

/// Whether the C compiler makes a program that runs when it is asked as the Rust compiler asks it.
fn links(folder: &Path, arguments: &[String]) -> bool {
    let source = folder.join("probe.c");
    let program = folder.join("probe");
    let text = "#include <math.h>\n#include <unistd.h>\nint main(int n, char **v) { return fmod(n, 1) + (getpid() == 0); }\n";
    let _ = std::fs::remove_file(&program);
    std::fs::write(&source, text).is_ok()
        && Command::new("cc")
            .arg(&source)
            .args([
                "-Wl,-Bdynamic",
                "-lgcc_s",
                "-lc",
                "-lm",
                "-nodefaultlibs",
                "-o",
            ])
            .arg(&program)
            .args(arguments)
            .output()
            .is_ok_and(|made| made.status.success())
        && Command::new(&program)
            .status()
            .is_ok_and(|ran| ran.success())
}
