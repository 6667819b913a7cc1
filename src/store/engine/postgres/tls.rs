//! Encryption: which certificates are trusted, and for which names.

use std::fs;
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, Error, RootCertStore,
    SignatureScheme, StreamOwned,
};

use super::certificate_error::{refusal, refused};
use super::fault::Fault;
use super::settings::{Roots, Tls, TlsMode};
use super::stream::Stream;
use crate::diagnostic::Diagnostic;

/// Encrypts a connection to the server of this name.
pub(super) fn encrypted(stream: TcpStream, name: &str, tls: &Tls) -> Result<Stream, Fault> {
    let config = configuration(tls).map_err(Fault::Settings)?;
    let name = ServerName::try_from(name.to_owned()).map_err(|_| {
        Fault::Settings(Diagnostic::usage(format!(
            "`{name}` cannot be checked against a certificate: it is not a host name"
        )))
    })?;
    let connection = ClientConnection::new(Arc::new(config), name)
        .map_err(|error| Fault::Settings(refused(&error)))?;
    let mut stream = StreamOwned::new(connection, stream);
    while stream.conn.is_handshaking() {
        stream
            .conn
            .complete_io(&mut stream.sock)
            .map_err(handshake_failed)?;
    }
    Ok(Stream::Tls(Box::new(stream)))
}

/// A handshake that fails over a certificate fails every time; one that fails over the network may not.
fn handshake_failed(error: std::io::Error) -> Fault {
    refusal(&error).map_or(Fault::Lost(error), Fault::Settings)
}

fn configuration(tls: &Tls) -> Result<ClientConfig, Diagnostic> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| refused(&error))?;
    let builder = builder
        .dangerous()
        .with_custom_certificate_verifier(verifier(tls, &provider)?);
    match (&tls.certificate, &tls.key) {
        (Some(certificate), Some(key)) => builder
            .with_client_auth_cert(
                certificates(certificate, "client certificate")?,
                private_key(key)?,
            )
            .map_err(|error| match error {
                Error::InconsistentKeys(_) => unusable(
                    certificate,
                    "client certificate",
                    "sslkey is the key of another one",
                ),
                other => unusable(certificate, "client certificate", &other.to_string()),
            }),
        _ => Ok(builder.with_no_client_auth()),
    }
}

fn verifier(
    tls: &Tls,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, Diagnostic> {
    let scope = scope(tls);
    if scope == Scope::Nothing {
        return Ok(Arc::new(Verifier {
            inner: None,
            scope,
            provider: Arc::clone(provider),
        }));
    }
    let roots = Arc::new(roots(&tls.roots)?);
    let inner = WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(provider))
        .build()
        .map_err(|error| {
            Diagnostic::failed(format!("cannot use the root certificates: {error}"))
        })?;
    Ok(Arc::new(Verifier {
        inner: Some(inner),
        scope,
        provider: Arc::clone(provider),
    }))
}

/// What is checked, as libpq has it: `require` with a root certificate checks as `verify-ca` does; without one it only
/// encrypts.
pub(super) fn scope(tls: &Tls) -> Scope {
    let has_own_root = matches!(tls.roots, Roots::File(_));
    match tls.mode {
        TlsMode::VerifyFull => Scope::Name,
        TlsMode::VerifyCa => Scope::Issuer,
        TlsMode::Require | TlsMode::Prefer | TlsMode::Allow | TlsMode::Disable if has_own_root => {
            Scope::Issuer
        }
        TlsMode::Require | TlsMode::Prefer | TlsMode::Allow | TlsMode::Disable => Scope::Nothing,
    }
}

/// What of a certificate is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// Who signed it, how long it is valid, and the host name.
    Name,
    /// Who signed it, and how long it is valid.
    Issuer,
    /// Nothing: the connection is encrypted, to whoever answers.
    Nothing,
}

/// Checks the server's certificate as far as the setting asks.
#[derive(Debug)]
struct Verifier {
    inner: Option<Arc<WebPkiServerVerifier>>,
    scope: Scope,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(inner) = &self.inner else {
            return Ok(ServerCertVerified::assertion());
        };
        let checked =
            inner.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        match checked {
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if self.scope == Scope::Issuer => Ok(ServerCertVerified::assertion()),
            other => other,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

fn roots(roots: &Roots) -> Result<RootCertStore, Diagnostic> {
    let mut store = RootCertStore::empty();
    match roots {
        Roots::System => {
            let found = rustls_native_certs::load_native_certs();
            store.add_parsable_certificates(found.certs);
            if store.is_empty() {
                return Err(Diagnostic::failed(
                    "the system has no root certificates, so the database server cannot be checked",
                )
                .with_help(
                    "Name the file with the server's root certificate in the URL: `sslrootcert=FILE`",
                ));
            }
        }
        Roots::File(file) => {
            for certificate in certificates(file, "root certificate")? {
                store
                    .add(certificate)
                    .map_err(|error| unusable(file, "root certificate", &error.to_string()))?;
            }
        }
    }
    Ok(store)
}

fn certificates(file: &Path, what: &str) -> Result<Vec<CertificateDer<'static>>, Diagnostic> {
    let text = read(file, what)?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(found),
        Ok(_) => Err(unusable(file, what, "the file has none in it")),
        Err(error) => Err(unusable(file, what, &error.to_string())),
    }
}

fn private_key(file: &Path) -> Result<PrivateKeyDer<'static>, Diagnostic> {
    let text = read(file, "private key")?;
    PrivateKeyDer::from_pem_slice(&text)
        .map_err(|error| unusable(file, "private key", &error.to_string()))
}

fn read(file: &Path, what: &str) -> Result<Vec<u8>, Diagnostic> {
    fs::read(file).map_err(|error| {
        unusable(
            file,
            what,
            &crate::host::files::describe_error(&error).to_string(),
        )
    })
}

fn unusable(file: &Path, what: &str, why: &str) -> Diagnostic {
    Diagnostic::failed(format!("cannot use the {what} {}: {why}", file.display())).with_help(
        "Check `sslrootcert`, `sslcert` and `sslkey` in the URL, and the files in ~/.postgresql.",
    )
}
