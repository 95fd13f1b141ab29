//! What the tests need from the operating system: looked for, and on Debian installed where it is missing.
//!
//! Beside them packages of Python, each in an environment of its own.
//!
//! Not here: npm packages (`assets`), what only the benchmarks need (`bench`), and Rust itself.

use std::path::PathBuf;
use std::process::Command;

use crate::{postgres, python, sh};

/// Packages of Python with the folders in which the tests look for them: the mail server that the tests of
/// mail send to, what checks that a PDF is legible to everybody, and what validates packages of open data.
const OF_PYTHON: [(&str, &str, &str); 3] = [
    ("target/test-python", "aiosmtpd", "1.4.6"),
    ("target/test-python-pdf", "pdfua", "0.1.3"),
    ("target/test-python-data", "frictionless", "5.18.1"),
];

/// One thing that the tests need.
struct Need {
    /// As a person calls it.
    name: &'static str,
    /// The Debian packages that bring it.
    packages: &'static [&'static str],
    present: fn() -> bool,
}

const NEEDS: [Need; 8] = [
    Need {
        name: "Node.js with npm",
        packages: &["nodejs", "npm"],
        present: || sh::which("node").is_some() && sh::which("npm").is_some(),
    },
    Need {
        name: "Chromium",
        packages: &["chromium"],
        present: || chromium().is_some(),
    },
    Need {
        name: "PostgreSQL",
        packages: &["postgresql"],
        present: || postgres::programs().is_some(),
    },
    Need {
        name: "a Japanese font",
        packages: &["fontconfig", "fonts-noto-cjk", "fonts-ipafont-gothic"],
        present: japanese_font,
    },
    Need {
        name: "Python 3 with venv",
        packages: &["python3", "python3-venv"],
        present: || sh::output(sh::command("python3").args(["-c", "import ensurepip, venv"])).is_ok(),
    },
    Need {
        name: "poppler, for the texts and the structure of PDFs",
        packages: &["poppler-utils"],
        present: || {
            ["pdftotext", "pdfinfo"]
                .iter()
                .all(|tool| sh::which(tool).is_some())
        },
    },
    Need {
        name: "LibreOffice Calc, for workbooks as another program opens them",
        packages: &["libreoffice-calc-nogui"],
        present: || sh::which("soffice").is_some(),
    },
    Need {
        name: "OpenSSL, for the certificates of a test",
        packages: &["openssl"],
        present: || sh::which("openssl").is_some(),
    },
];

/// Installs what is missing, and gives the names of what is missing still.
pub(crate) fn install() -> Vec<&'static str> {
    let mut missing = from_the_system();
    for (folder, package, version) in OF_PYTHON {
        if let Err(stop) = python::with(folder, package, version) {
            eprintln!(
                "{}\n{package} could not be installed. The tests that need it cannot run.",
                stop.why
            );
            missing.push(package);
        }
    }
    missing
}

/// Installs what is missing of the system's packages, and gives the names of what is missing still.
fn from_the_system() -> Vec<&'static str> {
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| !(need.present)()).collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let packages: Vec<&str> = missing.iter().flat_map(|need| need.packages).copied().collect();
    sh::say(format!("Installing {}", packages.join(", ")));
    if let Err(why) = apt_install(&packages) {
        eprintln!("{why}");
    }
    let missing: Vec<&Need> = missing.into_iter().filter(|need| !(need.present)()).collect();
    for need in &missing {
        eprintln!(
            "{} is missing and could not be installed (Debian: apt-get install {}). The tests that need it \
             cannot run.",
            need.name,
            need.packages.join(" ")
        );
    }
    missing.into_iter().map(|need| need.name).collect()
}

/// The browser that the tests drive.
pub(crate) fn chromium() -> Option<PathBuf> {
    if let Some(chosen) = std::env::var_os("GYOKAKU_CHROMIUM") {
        return Some(chosen.into());
    }
    ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find_map(sh::which)
}

fn japanese_font() -> bool {
    sh::output(sh::command("fc-list").args([":lang=ja", "file"])).is_ok_and(|fonts| !fonts.trim().is_empty())
}

fn apt_install(packages: &[&str]) -> Result<(), String> {
    if sh::which("apt-get").is_none() {
        return Err("This system has no apt-get; please install them by its own means.".into());
    }
    if !sh::is_root() && sh::output(sh::command("sudo").args(["-n", "true"])).is_err() {
        return Err("Installing needs the superuser, or sudo without a password.".into());
    }
    let install = || sh::run(apt_get("install").arg("--no-install-recommends").args(packages));
    // A fresh container has no package lists; where there are some, asking for new ones first would only cost time.
    install()
        .or_else(|_| sh::run(&mut apt_get("update")).and_then(|()| install()))
        .map_err(|stop| stop.why)
}

/// `apt-get`, asking nothing, and waiting for another one that is at work.
fn apt_get(task: &str) -> Command {
    let mut command = if sh::is_root() {
        sh::command("env")
    } else {
        let mut sudo = sh::command("sudo");
        sudo.args(["-n", "env"]);
        sudo
    };
    command.args([
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-y",
        "-q",
        "-o",
        "DPkg::Lock::Timeout=600",
        task,
    ]);
    command
}
