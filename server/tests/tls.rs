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

/// A greeting in TLS 1.1 is answered with an alert; 1.2 and 1.3 are spoken.
#[test]
fn old_versions_of_tls_are_not_spoken() {
    let place = Place::sqlite();
    sign(place.folder.path());
    let (certificate, key) = (place.path("cert.pem"), place.path("key.pem"));
    let program = place.serve_with(&["--tls-cert", certificate.to_str().unwrap(), "--tls-key", key.to_str().unwrap()], &[]);
    for minor in [0u8, 1, 2] {
        let suites = [0xc0, 0x14, 0xc0, 0x13, 0x00, 0x35, 0x00, 0x2f];
        let mut hello = vec![3, minor];
        hello.extend([7; 32]);
        hello.extend([0, 0, suites.len() as u8]);
        hello.extend(suites);
        hello.extend([1, 0]);
        let mut record = vec![22, 3, 1, 0, (hello.len() + 4) as u8, 1, 0, 0, hello.len() as u8];
        record.extend(&hello);
        let mut stream = TcpStream::connect(&program.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        stream.write_all(&record).unwrap();
        let mut answer = [0u8; 1];
        let heard = stream.read(&mut answer).unwrap_or(0);
        assert!(heard == 0 || answer[0] == 21, "TLS 1.{minor}: an alert, not {answer:?}");
    }
    // Without TLS nothing is said at all.
    let mut plain = TcpStream::connect(&program.address).unwrap();
    plain.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    plain.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut heard = Vec::new();
    let _ = plain.read_to_end(&mut heard);
    assert!(!heard.starts_with(b"HTTP/1.1 200"));
}
