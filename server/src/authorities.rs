//! 信任的证书: what the certificates of others are checked against, and the client's side of TLS with it.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

use crate::failure::{During, Failure, Outcome};

/// Where distributions keep the authorities that they trust.
const SYSTEM: [&str; 3] = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem"];

/// Checks certificates against those in the file `given`, the value of the configuration's `key`; empty: the system's.
///
/// Errors: there are none.
pub fn client(key: &str, given: &str) -> Outcome<ClientConfig> {
    with(roots(key, given)?, key)
}

/// Trusts nobody: for ways without TLS.
pub fn nobody(key: &str) -> Outcome<ClientConfig> {
    with(RootCertStore::empty(), key)
}

fn with(roots: RootCertStore, key: &str) -> Outcome<ClientConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().during(key)?;
    Ok(tls.with_root_certificates(roots).with_no_client_auth())
}

fn roots(key: &str, given: &str) -> Outcome<RootCertStore> {
    let system = || SYSTEM.iter().copied().find(|path| Path::new(path).is_file());
    let path = Some(given).filter(|given| !given.is_empty()).or_else(system);
    let path = path.ok_or_else(|| Failure::config(format!("{key}: this system keeps none where they are looked for; name a file")))?;
    let mut roots = RootCertStore::empty();
    let certificates: Vec<_> = CertificateDer::pem_file_iter(path).during(path)?.filter_map(Result::ok).collect();
    match roots.add_parsable_certificates(certificates) {
        (0, _) => Err(Failure::config(format!("{key}: no certificate in {path}"))),
        _ => Ok(roots),
    }
}
