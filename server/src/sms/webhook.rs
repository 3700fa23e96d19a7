//! A gateway that takes messages over HTTP: `POST {"to": …, "text": …}` with a bearer secret. Whatever is not 2xx is a failure.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use serde_json::json;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio_rustls::TlsConnector;
use web::sms::Adapter;

use super::Target;
use crate::authorities;
use crate::config::Sms;
use crate::failure::{Failure, Outcome};

pub struct Webhook {
    target: Target,
    secret: String,
    timeout: Duration,
    tls: TlsConnector,
    runtime: Runtime,
}

trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

impl Webhook {
    /// Errors: no certificates to check the gateway's against.
    pub fn new(sms: &Sms) -> Outcome<Webhook> {
        let target = Target::read(&sms.url).map_err(|problem| Failure::config(format!("sms.url: {problem}")))?;
        let key = "sms.authorities";
        let tls = if target.secure { authorities::client(key, &sms.authorities)? } else { authorities::nobody(key)? };
        Ok(Webhook {
            target,
            secret: sms.secret.clone(),
            timeout: Duration::from_secs(sms.timeout_seconds.unsigned_abs()),
            tls: TlsConnector::from(Arc::new(tls)),
            runtime: Builder::new_current_thread().enable_all().build()?,
        })
    }

    /// Is the gateway there, with the certificate that it should have? Sends nothing.
    pub fn reach(&self) -> Result<(), String> {
        self.in_time(async { self.connect().await.map(drop) })
    }

    fn in_time<T>(&self, work: impl Future<Output = Result<T, String>>) -> Result<T, String> {
        self.runtime.block_on(async {
            let late = |_| format!("no answer within {} s", self.timeout.as_secs());
            tokio::time::timeout(self.timeout, work).await.map_err(late)?
        })
    }

    async fn connect(&self) -> Result<Box<dyn Wire>, String> {
        let name = self.target.name().to_owned();
        let plain = TcpStream::connect((name.as_str(), self.target.port)).await.map_err(|e| format!("no connection: {e}"))?;
        if !self.target.secure {
            return Ok(Box::new(plain));
        }
        let name = ServerName::try_from(name).map_err(|e| e.to_string())?;
        Ok(Box::new(self.tls.connect(name, plain).await.map_err(|e| format!("no encrypted connection: {e}"))?))
    }

    /// The answer's body is not read: it might repeat what was sent.
    async fn post(&self, request: Request<Body>) -> Result<StatusCode, String> {
        let said = |e: hyper::Error| format!("no answer: {e}");
        let (mut sender, connection) = http1::handshake(TokioIo::new(self.connect().await?)).await.map_err(said)?;
        let connection = tokio::spawn(connection);
        let answer = sender.send_request(request).await.map_err(said);
        connection.abort();
        Ok(answer?.status())
    }
}

impl Adapter for Webhook {
    fn send(&self, id: &str, to: &str, text: &str) -> Result<(), String> {
        let request = Request::post(&self.target.path)
            .header(header::HOST, self.target.authority())
            .header(header::AUTHORIZATION, format!("Bearer {}", self.secret))
            .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
            .header("idempotency-key", id)
            .body(Body::from(json!({ "to": to, "text": text }).to_string()))
            .map_err(|_| "sms.secret does not fit into a header".to_owned())?;
        let status = self.in_time(self.post(request))?;
        if status.is_success() { Ok(()) } else { Err(format!("the gateway answered {}", status.as_u16())) }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::thread::JoinHandle;

    use rustls::{ServerConfig, ServerConnection, StreamOwned};

    use super::*;

    fn settings(url: String) -> Sms {
        Sms { adapter: "webhook".into(), url, secret: "0123456789abcdef".into(), timeout_seconds: 1, ..Sms::default() }
    }

    /// Takes one request and answers it; what came is handed out.
    fn gateway(answer: &'static str, tls: Option<Arc<ServerConfig>>) -> (u16, JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let serve = move || {
            let (stream, _) = listener.accept().expect("somebody comes");
            let mut wire: Box<dyn ReadWrite> = match tls {
                Some(config) => Box::new(StreamOwned::new(ServerConnection::new(config).expect("a connection"), stream)),
                None => Box::new(stream),
            };
            let mut came = Vec::new();
            while !came.ends_with(b"}") {
                let mut part = [0u8; 1_024];
                match wire.read(&mut part) {
                    Ok(n) if n > 0 => came.extend_from_slice(&part[..n]),
                    _ => break,
                }
            }
            let _ = wire.write_all(answer.as_bytes());
            let _ = wire.flush();
            std::thread::sleep(Duration::from_millis(if answer.is_empty() { 1_500 } else { 0 }));
            String::from_utf8_lossy(&came).into_owned()
        };
        (port, std::thread::spawn(serve))
    }

    trait ReadWrite: Read + Write {}
    impl<T: Read + Write> ReadWrite for T {}

    #[test]
    fn a_message_is_posted_with_the_secret() {
        let (port, came) = gateway("HTTP/1.1 204 No Content\r\n\r\n", None);
        let webhook = Webhook::new(&settings(format!("http://127.0.0.1:{port}/send?app=7"))).expect("good");
        webhook.send("42", "13800005678", "验证码 123456").expect("sent");
        let came = came.join().expect("served");
        for part in [
            "POST /send?app=7 HTTP/1.1",
            "authorization: Bearer 0123456789abcdef",
            "idempotency-key: 42",
            r#"{"to":"13800005678","text":"验证码 123456"}"#,
        ] {
            assert!(came.contains(part), "{part} is not in {came}");
        }
    }

    #[test]
    fn whatever_is_not_a_success_is_a_failure() {
        for (answer, cause) in [
            ("HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n", "the gateway answered 500"),
            ("HTTP/1.1 302 Found\r\nlocation: http://elsewhere.example/\r\n\r\n", "the gateway answered 302"),
            ("", "no answer within 1 s"),
        ] {
            let (port, came) = gateway(answer, None);
            let webhook = Webhook::new(&settings(format!("http://127.0.0.1:{port}/"))).expect("good");
            assert_eq!(webhook.send("1", "13800005678", "x").expect_err("failed"), cause);
            came.join().expect("served");
        }
        let nobody = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port").port();
        let webhook = Webhook::new(&settings(format!("http://127.0.0.1:{nobody}/"))).expect("good");
        assert!(webhook.send("1", "13800005678", "x").expect_err("failed").starts_with("no connection"));
        assert!(webhook.reach().is_err());
    }

    #[test]
    fn the_gateways_certificate_must_be_the_right_one() {
        let signed = |name: &str| rcgen::generate_simple_self_signed([name.to_owned()]).expect("signed");
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("authorities.pem");
        let (own, other) = (signed("localhost"), signed("localhost"));
        let key = rustls::pki_types::PrivateKeyDer::try_from(own.signing_key.serialize_der()).expect("a key");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().expect("versions");
        let config = Arc::new(config.with_no_client_auth().with_single_cert(vec![own.cert.der().clone()], key).expect("a certificate"));
        for (trusted, succeeds) in [(&own, true), (&other, false)] {
            std::fs::write(&path, trusted.cert.pem()).expect("written");
            let (port, came) = gateway("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", Some(Arc::clone(&config)));
            let url = format!("https://localhost:{port}/send");
            let webhook = Webhook::new(&Sms { authorities: path.display().to_string(), ..settings(url) }).expect("good");
            assert_eq!(webhook.send("1", "13800005678", "x").is_ok(), succeeds);
            assert_eq!(came.join().expect("served").contains("13800005678"), succeeds);
        }
    }
}
