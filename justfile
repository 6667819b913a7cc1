# What CI runs.
ci:
    bash .ci/run

# Formats, and accepts what the documents and snapshots now show. Read the difference afterwards.
bless:
    cargo fmt
    INSTA_UPDATE=always UPDATE_DOCS=1 cargo test --locked

# Licences, bans, duplicates and advisories of the dependencies (needs cargo-deny and Python 3.11).
deny:
    cargo deny check bans licenses sources
    packaging/advisories/check

# The Debian package, made and tried in a fresh root (needs cargo-deb, lintian, debootstrap, root).
package:
    packaging/debian

# What is inside, for those who must know (needs cargo-cyclonedx).
sbom:
    packaging/sbom
