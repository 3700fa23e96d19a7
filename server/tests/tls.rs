use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::program::Place;

fn sign(folder: &Path) -> CertificateDer<'static> {
    let signed = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
    std::fs::write(folder.join("key.pem"), signed.signing_key.serialize_pem()).unwrap();
    std::fs::write(folder.join("cert.pem"), signed.cert.pem()).unwrap();
    CertificateDer::from_pem_slice(signed.cert.pem().as_bytes()).unwrap()
}

/// Whether the program shows a certificate that this root vouches for.
fn live(address: &str, root: &CertificateDer<'static>) -> bool {
    let mut roots = RootCertStore::empty();
    roots.add(root.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_root_certificates(roots).with_no_client_auth();
    let client = ClientConnection::new(Arc::new(config), ServerName::try_from("localhost").unwrap()).unwrap();
    let mut stream = StreamOwned::new(client, TcpStream::connect(address).unwrap());
    let sent = write!(stream, "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let mut text = String::new();
    sent.is_ok() && stream.read_to_string(&mut text).is_ok() && text.starts_with("HTTP/1.1 200")
}

#[test]
fn a_new_certificate_is_taken_up_at_sighup() {
    let place = Place::sqlite();
    let folder = place.folder.path();
    let first = sign(folder);
    let (certificate, key) = (place.path("cert.pem"), place.path("key.pem"));
    let program = place.serve_with(&["--tls-cert", certificate.to_str().unwrap(), "--tls-key", key.to_str().unwrap()], &[]);
    assert!(program.url.starts_with("https://"));
    assert!(live(&program.address, &first));
    let second = sign(folder);
    assert!(!live(&program.address, &second));
    program.signal("HUP");
    let until = Instant::now() + Duration::from_secs(5);
    while !live(&program.address, &second) {
        assert!(Instant::now() < until, "the old certificate is still shown");
        std::thread::sleep(Duration::from_millis(50));
    }
    // A broken one is refused, and the program goes on with what it has.
    std::fs::write(&certificate, "nonsense").unwrap();
    program.signal("HUP");
    std::thread::sleep(Duration::from_millis(300));
    assert!(live(&program.address, &second));
    assert!(place.log().contains("stays as it was"));
}
