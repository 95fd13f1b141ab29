//! The demonstration as a person starts it: quick, on loopback only, beside another one, within its memory.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A demonstration that ends with the test.
struct Demo {
    process: Child,
    address: SocketAddr,
}

impl Demo {
    fn start(folder: &Path, port: &str) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_gyokaku"))
            .current_dir(folder)
            .env_remove("GYOKAKU_DATABASE")
            .args(["demo", "--port", port])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary runs");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("a pipe"))
            .read_line(&mut line)
            .expect("the address is printed");
        let address = line
            .trim()
            .strip_prefix("http://")
            .and_then(|a| a.strip_suffix('/'))
            .and_then(|a| a.parse().ok());
        Self {
            process,
            address: address.unwrap_or_else(|| panic!("no address in {line:?}")),
        }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(self.address).expect("it listens");
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n",
            self.address
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn two_demonstrations_run_side_by_side_on_loopback() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let first = Demo::start(one.path(), "0");
    let second = Demo::start(other.path(), &first.address.port().to_string());
    assert!(first.address.ip().is_loopback() && second.address.ip().is_loopback());
    assert_ne!(first.address, second.address);
    for demo in [&first, &second] {
        assert!(demo.get("/").contains("仙台市"));
    }
    // And a second one over the same database, as when a person starts it twice.
    let third = Demo::start(one.path(), &first.address.port().to_string());
    assert!(third.get("/042099/keiei-2021/items").contains("No.54"));
}

#[test]
#[cfg(target_os = "linux")]
fn the_samples_are_served_within_48_megabytes_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), "0");
    for path in [
        "/",
        "/041009/keiei-2016",
        "/041009/keiei-2016/progress",
        "/042099/keiei-2021/items",
        "/082350/mirai-2023",
        "/990019/koki-2025/effects",
        "/990019/koki-2025/crosswalk",
    ] {
        assert!(demo.get(path).starts_with("HTTP/1.1 200"), "{path}");
    }
    let status = std::fs::read_to_string(format!("/proc/{}/status", demo.process.id())).unwrap();
    let kibibytes = |name: &str| -> u64 {
        status
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .and_then(|value| value.split_whitespace().next()?.parse().ok())
            .expect("the memory is known")
    };
    // Pages of the program's own file are no memory that it takes, and in a build for tests they are most of all.
    let own = kibibytes("VmHWM:").saturating_sub(kibibytes("RssFile:"));
    assert!(own < 48 * 1024, "{own} KiB at the most");
}
