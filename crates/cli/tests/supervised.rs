//! The service as a supervisor starts it (systemd): it says that it is ready, that it goes on, and that it stops.
#![cfg(target_os = "linux")]

use std::io::{BufRead, BufReader};
use std::os::unix::net::UnixDatagram;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A process that ends with the test.
struct Ends(Child);

impl Drop for Ends {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn gyokaku(folder: &std::path::Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gyokaku"));
    command.current_dir(folder).env_remove("GYOKAKU_DATABASE");
    command
}

#[test]
fn a_supervisor_is_told_of_begin_life_and_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("notify");
    let socket = UnixDatagram::bind(&path).expect("a socket");
    socket
        .set_read_timeout(Some(Duration::from_secs(60)))
        .expect("a limit");
    let process = gyokaku(folder.path())
        .args(["serve", "--listen", "127.0.0.1:0"])
        .env("NOTIFY_SOCKET", &path)
        .env("WATCHDOG_USEC", "400000")
        .env_remove("WATCHDOG_PID")
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary runs");
    let mut process = Ends(process);
    let told = || {
        let mut bytes = [0; 200];
        let size = socket.recv(&mut bytes).expect("a word");
        String::from_utf8_lossy(&bytes[..size]).trim().to_owned()
    };
    assert_eq!(told(), "READY=1");
    assert_eq!(told(), "WATCHDOG=1");
    assert_eq!(told(), "WATCHDOG=1", "again and again");
    let id = process.0.id().to_string();
    let asked = Command::new("kill")
        .args(["-TERM", &id])
        .status()
        .expect("kill runs");
    assert!(asked.success());
    let last = std::iter::repeat_with(told).find(|word| word != "WATCHDOG=1");
    assert_eq!(last.as_deref(), Some("STOPPING=1"));
    assert!(process.0.wait().expect("an end").success());
}

#[test]
fn figures_are_for_this_machine_and_tls_needs_both_files() {
    let folder = tempfile::tempdir().expect("a folder");
    for (arguments, said) in [
        (
            &["--metrics-listen", "0.0.0.0:0"][..],
            "このパソコンの中のアドレス",
        ),
        (&["--tls-cert", "cert.pem"], "--tls-key"),
        (&["--tls-cert", "no.pem", "--tls-key", "no.pem"], "no.pem"),
    ] {
        let output = gyokaku(folder.path())
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .output()
            .expect("the binary runs");
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains(said), "{error}");
    }
    let process = gyokaku(folder.path())
        .args([
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--metrics-listen",
            "127.0.0.1:0",
        ])
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut process = Ends(process);
    let lines = BufReader::new(process.0.stderr.take().expect("a pipe")).lines();
    let told = lines.map_while(Result::ok).find(|line| line.contains("/metrics"));
    assert!(told.is_some_and(|line| line.contains("http://127.0.0.1:")));
}
