# What CI runs.
ci:
    bash .ci/run

# Formats, and accepts what the documents and snapshots now show. Read the difference afterwards.
bless:
    cargo fmt
    INSTA_UPDATE=always UPDATE_DOCS=1 cargo test --locked

# Licences, bans and duplicates of the dependencies (needs cargo-deny).
deny:
    cargo deny check licenses bans sources

# The Debian package, with manual pages and completions (needs cargo-deb).
package:
    cargo deb --locked

# What is inside, for those who must know (needs cargo-cyclonedx).
sbom:
    cargo cyclonedx --format json
