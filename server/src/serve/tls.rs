//! The certificate: the operator's, or one that the program signs itself at the first start beyond loopback.

use std::net::SocketAddr;
use std::path::PathBuf;

use axum_server::tls_rustls::RustlsConfig;
use sha2::{Digest, Sha256};

use super::state::State;
use crate::failure::{During, Failure, Outcome};
use crate::home::write_private;

/// Where certificate and key lie.
pub struct Certificate {
    certificate: PathBuf,
    key: PathBuf,
}

impl Certificate {
    pub fn of(state: &State, address: SocketAddr) -> Outcome<Certificate> {
        // Fails only when another provider is there already, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let given = &state.config.tls;
        if !given.certificate.is_empty() {
            return Ok(Certificate { certificate: given.certificate.clone().into(), key: given.key.clone().into() });
        }
        let keys = state.home.data.join("keys");
        let own = Certificate { certificate: keys.join("self-signed.crt"), key: keys.join("self-signed.key") };
        if !own.certificate.exists() || !own.key.exists() {
            own.sign(address)?;
        }
        Ok(own)
    }

    fn sign(&self, address: SocketAddr) -> Outcome<()> {
        let host = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
        let mut names = vec!["localhost".to_owned(), address.ip().to_string()];
        names.extend(Some(host.trim().to_owned()).filter(|name| !name.is_empty()));
        let signed = rcgen::generate_simple_self_signed(names).during("self-signed certificate")?;
        let print: Vec<String> = Sha256::digest(signed.cert.der()).iter().map(|byte| format!("{byte:02X}")).collect();
        write_private(&self.key, signed.signing_key.serialize_pem().as_bytes())?;
        write_private(&self.certificate, signed.cert.pem().as_bytes())?;
        tracing::warn!(sha256 = print.join(":"), "no certificate was given: signed one; browsers will warn until a real one is set");
        Ok(())
    }

    pub async fn load(&self) -> Outcome<RustlsConfig> {
        RustlsConfig::from_pem_file(&self.certificate, &self.key)
            .await
            .map_err(|e| Failure::config(format!("{}: {e}", self.certificate.display())))
    }

    pub async fn reload(&self, config: &RustlsConfig) -> Outcome<()> {
        config.reload_from_pem_file(&self.certificate, &self.key).await.during(self.certificate.display())
    }
}
