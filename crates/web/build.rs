//! Makes sure that the folders to be embedded exist, so that a plain build works before the assets were built.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let root = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| ".".to_owned());
    for folder in ["../../assets/dist", "../../assets/src"] {
        let path = Path::new(&root).join(folder);
        std::fs::create_dir_all(&path)?;
        println!("cargo:rerun-if-changed={}", path.display());
    }
    Ok(())
}
