//! A throw-away PostgreSQL: made in a temporary folder, reached on a free loopback port, gone afterwards.
//!
//! Not here: any server that is installed as a service; it is neither used nor touched.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{DirBuilderExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::{sh, sh::Stop, test};

/// Runs a command with `GYOKAKU_TEST_POSTGRES` (and all else that the tests read) in its environment.
pub(crate) fn run(args: &[String]) -> Result<(), Stop> {
    let args = args.strip_prefix(&["--".to_owned()]).unwrap_or(args);
    let Some((program, args)) = args.split_first() else {
        return Err(Stop::call(
            "Which command? For example: cargo xtask postgres -- cargo test -p gyokaku-store",
        ));
    };
    let cluster = Cluster::start()?;
    sh::run(
        sh::command(program)
            .args(args)
            .envs(test::environment())
            .env("GYOKAKU_TEST_POSTGRES", cluster.url()),
    )
}

/// The folder of PostgreSQL's programs, of the newest version that is installed.
pub(crate) fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let newest = versions
        .map(|entry| entry.path().join("bin"))
        .filter(|bin| bin.join("initdb").is_file() && bin.join("postgres").is_file())
        .max_by_key(|bin| version(bin));
    newest.or_else(|| {
        Some(
            fs::canonicalize(sh::which("initdb")?)
                .ok()?
                .parent()?
                .to_path_buf(),
        )
    })
}

/// 15 for `/usr/lib/postgresql/15/bin`; as text, 9 would be newer than 15.
fn version(bin: &Path) -> Option<u32> {
    bin.parent()?.file_name()?.to_str()?.parse().ok()
}

/// A running server. Dropping it stops the server and deletes its folder.
pub(crate) struct Cluster {
    folder: PathBuf,
    port: u16,
    guard: Child,
}

/// Keeps the server for as long as standard input stays open, then stops it and deletes its folder. Standard input
/// is a pipe that only this process holds, so that the server goes even when this process is killed. The signals of
/// a Ctrl+C are ignored: the pipe tells.
const GUARD: &str = r#"
trap '' INT TERM HUP
bin=$1; folder=$2; port=$3
"$bin/postgres" -D "$folder/data" -k "$folder" -p "$port" -c listen_addresses=127.0.0.1 -c max_connections=200 \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off >"$folder/log" 2>&1 &
server=$!
read -r _
kill -INT "$server" 2>/dev/null
wait "$server"
cd / && rm -rf "$folder"
"#;

impl Cluster {
    pub(crate) fn start() -> Result<Cluster, Stop> {
        let bin = programs().ok_or_else(|| {
            "PostgreSQL is not installed (Debian: apt-get install postgresql), so no database could be started."
                .to_owned()
        })?;
        let folder = std::env::temp_dir().join(format!("gyokaku-postgres-{}", std::process::id()));
        make_folder(&folder)?;
        let init = [
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-locale",
            "--no-sync",
            "-D",
        ];
        sh::output(
            as_user(bin.join("initdb"))
                .args(init)
                .arg(folder.join("data"))
                .current_dir(&folder),
        )
        .inspect_err(|_| drop(fs::remove_dir_all(&folder)))?;

        let port = free_port()?;
        let guard = as_user("sh")
            .args(["-c", GUARD, "sh"])
            .args([&bin, &folder])
            .arg(port.to_string())
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .spawn()
            .map_err(|cause| format!("PostgreSQL could not be started: {cause}."))?;
        let cluster = Cluster { folder, port, guard };
        cluster.wait_until_ready(&bin)?;
        Ok(cluster)
    }

    /// Where the tests connect to.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn wait_until_ready(&self, bin: &Path) -> Result<(), Stop> {
        let begun = Instant::now();
        let port = self.port.to_string();
        while sh::output(sh::command(bin.join("pg_isready")).args(["-h", "127.0.0.1", "-p", &port])).is_err()
        {
            if begun.elapsed() > Duration::from_secs(30) {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                return Err(format!("PostgreSQL did not answer within 30 seconds. Its log:\n{log}").into());
            }
            sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
        // The guard may not remove the folder itself where the temporary folder belongs to somebody else.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// PostgreSQL refuses to run as the superuser; the user that its package made runs it then.
fn as_user(program: impl AsRef<std::ffi::OsStr>) -> Command {
    if !sh::is_root() {
        return sh::command(program);
    }
    let mut command = sh::command("runuser");
    command.args(["-u", "postgres", "--"]).arg(program);
    command
}

/// An empty folder that nobody but the server's user can read.
fn make_folder(folder: &Path) -> Result<(), Stop> {
    let cannot = |cause| {
        format!(
            "The folder {} for PostgreSQL could not be made: {cause}.",
            folder.display()
        )
    };
    fs::DirBuilder::new().mode(0o700).create(folder).map_err(cannot)?;
    if sh::is_root() {
        let user = sh::output(sh::command("id").args(["-u", "postgres"]))?;
        chown(folder, user.trim().parse().ok(), None).map_err(cannot)?;
    }
    Ok(())
}

fn free_port() -> Result<u16, Stop> {
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    Ok(port
        .map_err(|cause| format!("No free port on 127.0.0.1: {cause}."))?
        .port())
}
