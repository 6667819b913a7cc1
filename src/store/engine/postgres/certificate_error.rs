//! What is wrong with an encrypted connection, in words.

use rustls::{AlertDescription, CertificateError, Error};

use crate::diagnostic::Diagnostic;

/// What is wrong with the encryption, where that is why reading or writing failed. The server's opinion of a client
/// certificate comes after the handshake.
pub(super) fn refusal(error: &std::io::Error) -> Option<Diagnostic> {
    let inner = error.get_ref()?;
    inner.downcast_ref::<Error>().map(refused)
}

/// What is wrong, for the person who chose the server.
pub(super) fn refused(error: &Error) -> Diagnostic {
    let why = match error {
        Error::InvalidCertificate(CertificateError::Expired)
        | Error::InvalidCertificate(CertificateError::ExpiredContext { .. }) => {
            "its certificate has expired".to_owned()
        }
        Error::InvalidCertificate(CertificateError::NotValidForName)
        | Error::InvalidCertificate(CertificateError::NotValidForNameContext { .. }) => {
            "its certificate is for another host name".to_owned()
        }
        // An authority with the name of a trusted one has another key.
        Error::InvalidCertificate(
            CertificateError::UnknownIssuer | CertificateError::BadSignature,
        ) => "its certificate is not signed by a trusted authority".to_owned(),
        Error::AlertReceived(alert) if is_about_certificate(*alert) => {
            return Diagnostic::failed(format!(
                "the database server refused the client certificate: {alert:?}"
            ))
            .with_help("Check the files of `sslcert` and `sslkey` in the URL.");
        }
        // webpki has no public name for this one.
        Error::InvalidCertificate(CertificateError::Other(why))
            if why.to_string().contains("CaUsedAsEndEntity") =>
        {
            return Diagnostic::failed(
                "cannot connect to the database server: its certificate is one of an authority (CA:TRUE), which cannot \
                 identify a server",
            )
            .with_help(
                "Give the server a certificate that the authority has issued for its host name.",
            );
        }
        other => other.to_string(),
    };
    Diagnostic::failed(format!("cannot connect to the database server: {why}")).with_help(
        "Name the file with the server's root certificate in the URL: `sslrootcert=FILE`\n\
         The host in the URL has to be the one that the certificate is for.",
    )
}

/// Whether the server says with this that it does not take a certificate.
fn is_about_certificate(alert: AlertDescription) -> bool {
    [
        AlertDescription::NoCertificate,
        AlertDescription::BadCertificate,
        AlertDescription::UnsupportedCertificate,
        AlertDescription::CertificateRevoked,
        AlertDescription::CertificateExpired,
        AlertDescription::CertificateUnknown,
        AlertDescription::UnknownCA,
        AlertDescription::CertificateRequired,
    ]
    .contains(&alert)
}
