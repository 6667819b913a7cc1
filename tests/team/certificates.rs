//! Certificates, made by `openssl`.

use std::path::{Path, PathBuf};
use std::process::Command;

/// How long a certificate is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Validity {
    Now,
    Over,
}

/// An authority that signs certificates, with its files in a folder.
pub(crate) struct Authority {
    folder: PathBuf,
}

/// What `openssl ca` has to know.
const SETTINGS: &str = "[ca]\ndefault_ca = one\n[one]\ndatabase = index.txt\nserial = serial\nnew_certs_dir = .\n\
    default_md = sha256\npolicy = any\ncopy_extensions = copy\nunique_subject = no\n[any]\ncommonName = supplied\n";

/// Elliptic curves: made faster than RSA keys.
const NEW_KEY: [&str; 5] = [
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
];

impl Authority {
    /// A new one in an empty folder; `None`, with a line that says so, where `openssl` is not installed.
    pub(crate) fn create(folder: &Path) -> Option<Self> {
        if Command::new("openssl").arg("version").output().is_err() {
            eprintln!("skipped: openssl is not installed here");
            return None;
        }
        std::fs::create_dir(folder).unwrap();
        let authority = Self {
            folder: folder.to_owned(),
        };
        std::fs::write(folder.join("settings"), SETTINGS).unwrap();
        std::fs::write(folder.join("index.txt"), "").unwrap();
        std::fs::write(folder.join("serial"), "01").unwrap();
        let root = ["req", "-x509", "-keyout", "root.key", "-out", "root.pem"];
        let of = ["-subj", "/CN=Root of the tests", "-days", "2"];
        let extension = ["-addext", "basicConstraints=critical,CA:TRUE"];
        authority.openssl(&[&root[..], &NEW_KEY, &of, &extension].concat());
        Some(authority)
    }

    fn openssl(&self, args: &[&str]) {
        let mut command = Command::new("openssl");
        let done = command
            .args(args)
            .current_dir(&self.folder)
            .output()
            .unwrap();
        assert!(done.status.success(), "openssl {args:?}: {done:?}");
    }

    /// The root certificate.
    pub(crate) fn root(&self) -> PathBuf {
        self.folder.join("root.pem")
    }

    /// A certificate for a host or a role, and its key, which only their owner may read.
    pub(crate) fn sign(&self, name: &str, validity: Validity) -> (PathBuf, PathBuf) {
        let [key, request, signed] =
            ["key", "csr", "pem"].map(|kind| format!("{name}-{validity:?}.{kind}"));
        let subject = format!("/CN={name}");
        let names = format!("subjectAltName=DNS:{name}");
        let ask = ["req", "-keyout", &key, "-out", &request, "-subj", &subject];
        self.openssl(&[&ask[..], &NEW_KEY, &["-addext", &names]].concat());
        let sign = ["ca", "-batch", "-notext", "-config", "settings"];
        let by = ["-cert", "root.pem", "-keyfile", "root.key"];
        let of = ["-in", &request, "-out", &signed];
        let days = match validity {
            Validity::Now => [
                "-startdate",
                "20200101000000Z",
                "-enddate",
                "20991231000000Z",
            ],
            Validity::Over => [
                "-startdate",
                "20200101000000Z",
                "-enddate",
                "20200201000000Z",
            ],
        };
        self.openssl(&[&sign[..], &by, &of, &days].concat());
        let key = self.folder.join(key);
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
        (self.folder.join(signed), key)
    }
}
