//! Strangers who keep the server waiting: half heads, half bodies, lines that stay open, heads without an end, an
//! answer that nobody takes. Each test waits for an end that would not come without a limit.

use std::net::SocketAddr;
use std::time::Duration;

use gyokaku_web::{App, Config, Limits, NoTls, Tls, serve_within};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::common::{Site, config};

/// Only ever spent where something is wrong.
const FAR_TOO_LONG: Duration = Duration::from_secs(60);

const HALF_A_HEAD: &str = "GET / HTTP/1.1\r\nhost: localhost\r\nx-half: ";
const WHOLE: &str = "GET /session HTTP/1.1\r\nhost: localhost\r\n\r\n";

/// Limits that nobody meets unless a test shortens one.
fn wide() -> Limits {
    Limits {
        connections: 100,
        from_one_address: 100,
        proxies: Vec::new(),
        head: FAR_TOO_LONG * 10,
        part: FAR_TOO_LONG * 10,
        body: FAR_TOO_LONG * 10,
        answer: FAR_TOO_LONG * 10,
        end: FAR_TOO_LONG * 10,
    }
}

struct Serving {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<std::io::Result<()>>,
    _site: Site,
}

impl Serving {
    async fn within(limits: Limits) -> Self {
        let site = Site::empty(config()).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel();
        let app = App::new(site.store.clone(), config());
        let until = async {
            let _ = stopped.await;
        };
        Self {
            address,
            stop,
            ended: tokio::spawn(serve_within(listener, app, until, (limits, None))),
            _site: site,
        }
    }

    async fn says(&self, text: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.expect("it listens");
        stream.write_all(text.as_bytes()).await.expect("it takes it");
        stream
    }
}

/// All that comes until the server closes the line.
async fn to_the_end(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = timeout(FAR_TOO_LONG, stream.read_to_end(&mut bytes)).await;
    // A line that is reset has ended as well.
    let _ = read.expect("the server ends it");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Reads the head of one answer.
async fn answered(stream: &mut TcpStream) -> String {
    let mut seen = Vec::new();
    let mut part = [0; 4096];
    while !seen.windows(4).any(|four| four == b"\r\n\r\n") {
        let read = timeout(FAR_TOO_LONG, stream.read(&mut part)).await;
        let size = read.expect("an answer").expect("an answer");
        assert!(size > 0, "closed without an answer");
        seen.extend_from_slice(&part[..size]);
    }
    String::from_utf8_lossy(&seen).into_owned()
}

#[tokio::test]
async fn half_a_head_is_not_waited_for() {
    let serving = Serving::within(Limits {
        head: Duration::from_millis(300),
        ..wide()
    })
    .await;
    let half = serving.says(HALF_A_HEAD).await;
    let nothing = serving.says("").await;
    to_the_end(half).await;
    to_the_end(nothing).await;
}

#[tokio::test]
async fn a_line_without_a_next_request_is_closed() {
    let serving = Serving::within(Limits {
        head: Duration::from_millis(300),
        ..wide()
    })
    .await;
    let stream = serving.says(WHOLE).await;
    assert!(to_the_end(stream).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn half_a_body_is_not_waited_for() {
    let half = "POST /session HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-www-form-urlencoded\r\n\
        content-length: 1000\r\n\r\nbody=99";
    let mut limits = [wide(), wide()];
    limits[0].part = Duration::from_millis(300);
    limits[1].body = Duration::from_millis(300);
    for limits in limits {
        let serving = Serving::within(limits).await;
        let stream = serving.says(half).await;
        let answer = to_the_end(stream).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
}

#[tokio::test]
async fn a_head_without_an_end_is_not_kept() {
    let serving = Serving::within(wide()).await;
    let long = format!(
        "GET / HTTP/1.1\r\nhost: localhost\r\nx-long: {}",
        "a".repeat(90_000)
    );
    let stream = serving.says(&long).await;
    let answer = to_the_end(stream).await;
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 431"),
        "{answer}"
    );
}

#[tokio::test]
async fn connections_are_counted() {
    let serving = Serving::within(Limits {
        connections: 3,
        ..wide()
    })
    .await;
    let mut held = Vec::new();
    for _ in 0..3 {
        let mut stream = serving.says(WHOLE).await;
        answered(&mut stream).await;
        held.push(stream);
    }
    let mut fourth = serving.says(WHOLE).await;
    let mut byte = [0];
    let early = timeout(Duration::from_millis(300), fourth.read(&mut byte)).await;
    assert!(early.is_err(), "there is no place yet");
    drop(held.pop());
    assert!(answered(&mut fourth).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn one_address_does_not_take_all_places() {
    let serving = Serving::within(Limits {
        from_one_address: 2,
        ..wide()
    })
    .await;
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut stream = serving.says(WHOLE).await;
        answered(&mut stream).await;
        held.push(stream);
    }
    let third = serving.says("").await;
    assert_eq!(to_the_end(third).await, "");
    let behind = Serving::within(Limits {
        from_one_address: 2,
        proxies: vec!["127.0.0.1".parse().expect("an address")],
        ..wide()
    })
    .await;
    let mut through = Vec::new();
    for _ in 0..4 {
        let mut stream = behind.says(WHOLE).await;
        assert!(answered(&mut stream).await.starts_with("HTTP/1.1 200"));
        through.push(stream);
    }
}

#[tokio::test]
async fn only_a_proxy_says_from_where_a_request_comes() {
    let sign_in = |n: usize| {
        let form = format!("body=990019&login=nobody{n}&password=x");
        format!(
            "POST /session HTTP/1.1\r\nhost: localhost\r\nx-forwarded-for: 203.0.113.{n}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\
             connection: close\r\n\r\n{form}",
            form.len()
        )
    };
    let proxy = vec!["127.0.0.1".parse().expect("an address")];
    for (proxies, last) in [(Vec::new(), "HTTP/1.1 429"), (proxy, "HTTP/1.1 401")] {
        let serving = Serving::within(Limits { proxies, ..wide() }).await;
        for n in 0..=100 {
            let stream = serving.says(&sign_in(n)).await;
            let answer = to_the_end(stream).await;
            let expected = if n < 100 { "HTTP/1.1 401" } else { last };
            assert!(answer.starts_with(expected), "{n}: {answer}");
        }
    }
}

#[tokio::test]
async fn the_end_does_not_wait_for_half_a_request() {
    let serving = Serving::within(Limits {
        end: Duration::from_millis(500),
        ..wide()
    })
    .await;
    let mut open = serving.says(WHOLE).await;
    answered(&mut open).await;
    open.write_all(HALF_A_HEAD.as_bytes()).await.expect("it takes it");
    let half = serving.says(HALF_A_HEAD).await;
    // Both are under way before the end comes.
    let mut other = serving.says(WHOLE).await;
    answered(&mut other).await;
    serving.stop.send(()).expect("it still serves");
    let ended = timeout(FAR_TOO_LONG, serving.ended).await;
    ended.expect("an end").expect("no panic").expect("no fault");
    to_the_end(half).await;
}

/// A certificate for `localhost` with its key, as PEM files have them.
fn certificate() -> (String, String) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
    (made.cert.pem(), made.signing_key.serialize_pem())
}

/// The pages by TLS, and whoever trusts their certificate.
async fn encrypted(limits: Limits) -> (Serving, tokio_rustls::TlsConnector) {
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject as _;

    let (certificate, key) = certificate();
    let tls = Tls::of(certificate.as_bytes(), key.as_bytes()).expect("they fit");
    let site = Site::empty(config()).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel();
    let config = Config {
        is_tls: true,
        ..config()
    };
    let until = async {
        let _ = stopped.await;
    };
    let ended = tokio::spawn(serve_within(
        listener,
        App::new(site.store.clone(), config),
        until,
        (limits, Some(tls)),
    ));
    let mut roots = rustls::RootCertStore::empty();
    let trusted = CertificateDer::from_pem_slice(certificate.as_bytes()).expect("a certificate");
    roots.add(trusted).expect("it is trusted");
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let client = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let serving = Serving {
        address,
        stop,
        ended,
        _site: site,
    };
    (serving, std::sync::Arc::new(client).into())
}

#[tokio::test]
async fn pages_come_by_tls_where_there_is_a_certificate() {
    let (serving, connector) = encrypted(Limits {
        head: Duration::from_secs(5),
        ..wide()
    })
    .await;
    let stream = TcpStream::connect(serving.address).await.expect("it listens");
    let name = "localhost".try_into().expect("a name");
    let mut stream = connector.connect(name, stream).await.expect("a handshake");
    let asked = "GET /session HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    stream.write_all(asked.as_bytes()).await.expect("it takes it");
    let mut answer = Vec::new();
    let read = timeout(FAR_TOO_LONG, stream.read_to_end(&mut answer)).await;
    read.expect("an answer").expect("closed in an orderly way");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(
        answer.contains("strict-transport-security: max-age=31536000"),
        "{answer}"
    );

    // Who speaks plainly gets no page.
    let plain = serving.says(WHOLE).await;
    let answer = to_the_end(plain).await;
    assert!(!answer.contains("HTTP/1.1"), "{answer}");
}

#[tokio::test]
async fn a_handshake_is_not_waited_for_and_is_counted_as_a_connection() {
    let (serving, connector) = encrypted(Limits {
        head: Duration::from_secs(2),
        from_one_address: 2,
        ..wide()
    })
    .await;
    let one = serving.says("").await;
    let other = serving.says("\u{16}\u{3}\u{1}").await;
    // Both places of this address are taken by who shakes no hands.
    tokio::time::sleep(Duration::from_millis(200)).await;
    let third = serving.says("").await;
    assert_eq!(to_the_end(third).await, "");
    to_the_end(one).await;
    to_the_end(other).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let stream = TcpStream::connect(serving.address).await.expect("it listens");
    let name = "localhost".try_into().expect("a name");
    let shaken = timeout(FAR_TOO_LONG, connector.connect(name, stream)).await;
    shaken.expect("an answer").expect("their places are free again");
}

#[test]
fn a_certificate_needs_its_key() {
    let ((one, key), (_, other)) = (certificate(), certificate());
    let told = |certificate: &str, key: &str| Tls::of(certificate.as_bytes(), key.as_bytes()).err();
    assert_eq!(told(&one, &key), None);
    assert_eq!(told("", &key), Some(NoTls::NoCertificate));
    assert_eq!(told("no PEM at all", &key), Some(NoTls::NoCertificate));
    assert_eq!(told(&one, &one), Some(NoTls::NoKey));
    assert!(matches!(told(&one, &other), Some(NoTls::Unfit(_))));
}

#[tokio::test]
async fn figures_are_told_on_a_listener_of_their_own() {
    let serving = Serving::within(wide()).await;
    let app = App::new(serving._site.store.clone(), config());
    let pages = gyokaku_web::router(app.clone());
    let request = axum::http::Request::get("/session").body(axum::body::Body::empty());
    let answer = tower::ServiceExt::oneshot(pages.clone(), request.expect("a request")).await;
    assert_eq!(answer.expect("an answer").status(), 200);
    let request = axum::http::Request::get("/metrics").body(axum::body::Body::empty());
    let answer = tower::ServiceExt::oneshot(pages, request.expect("a request")).await;
    assert_eq!(answer.expect("an answer").status(), 404, "they are no page");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let figures = tokio::spawn(gyokaku_web::serve_metrics(listener, app, std::future::pending()));
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    let asked = "GET /metrics HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    stream.write_all(asked.as_bytes()).await.expect("it takes it");
    let text = to_the_end(stream).await;
    for line in [
        "HTTP/1.1 200 OK",
        "gyokaku_up 1",
        "gyokaku_requests_total{status=\"200\"} 1",
        "gyokaku_requests_total{status=\"404\"} 1",
        "gyokaku_request_duration_seconds_count 2",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} in {text}");
    }
    figures.abort();
}
