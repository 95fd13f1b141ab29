//! The style sheets and scripts: npm packages in, `assets/dist`, `assets/dist-paper` and `assets/dist-test` out.
//!
//! Not here: what is copied where; `assets/build.mjs` says that.

use std::path::Path;
use std::time::SystemTime;

use crate::sh::{self, Stop};

/// Installs the npm packages where they are missing or older than the lock, and writes all folders.
pub(crate) fn build() -> Result<(), Stop> {
    let folder = sh::root().join("assets");
    for program in ["node", "npm"] {
        if sh::which(program).is_none() {
            return Err(format!(
                "`{program}` is not installed. The style sheets are built with Node.js 18 or newer and its npm \
                 (Debian: apt-get install nodejs npm)."
            )
            .into());
        }
    }
    // npm writes this file last, so an interrupted install is done again.
    let installed = changed(&folder.join("node_modules/.package-lock.json"));
    if installed.is_none() || installed < changed(&folder.join("package-lock.json")) {
        sh::say("Installing the npm packages of assets/");
        sh::run(
            sh::command("npm")
                .args(["ci", "--include=dev"])
                .current_dir(&folder),
        )?;
    }
    sh::say("Building assets/");
    sh::run(sh::command("node").arg("build.mjs").current_dir(&folder))
}

/// When a file was last written; `None` where there is no such file.
fn changed(file: &Path) -> Option<SystemTime> {
    file.metadata().and_then(|data| data.modified()).ok()
}
