# What CI runs.
ci:
    bash .ci/run

# Formats, and accepts what the documents and snapshots now show. Read the difference afterwards.
bless:
    cargo fmt
    INSTA_UPDATE=always UPDATE_DOCS=1 cargo test --locked

# The command stories with their stores on another engine, without the tests about the file of a store.
stories ENGINE:
    CSP_TEST_ENGINE={{ENGINE}} cargo test --locked --test cli --test users --test eligibility --test model -- \
        --exact $(awk '$1 != "#" { print "--skip", $2 }' tests/shared/about_the_file.txt)

# Licences, bans, duplicates and advisories of the dependencies (needs cargo-deny and Python 3.11).
deny:
    cargo deny check bans licenses sources
    packaging/advisories/check

# The Debian package, made and tried in a fresh root (needs cargo-deb, lintian, debootstrap, root).
package:
    packaging/debian

# The site of the documentation in target/book (takes mdbook from PyPI where it is not installed).
book:
    packaging/book

# What is inside, for those who must know (needs cargo-cyclonedx).
sbom:
    packaging/sbom
