//! The scripts in `tests/js`, which need Node.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Runs a script of `tests/js` and gives what it prints; none, said loudly, where Node or its packages are not there.
pub fn script(name: &str, arguments: &[&str]) -> Option<String> {
    let folder = packages()?;
    let output = Command::new("node").arg(name).args(arguments).current_dir(folder).output().expect("Node runs");
    let printed = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{name} failed:\n{printed}");
    Some(printed)
}

/// Chromium, for tests of pages.
pub fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let found =
        named.into_iter().chain(["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].map(PathBuf::from));
    let found = found.into_iter().find(|path| path.exists());
    if found.is_none() {
        crate::left_out("The test in a browser", "there is no Chromium; CHROMIUM may name one");
    }
    found
}

/// The folder of the scripts, with its packages installed.
fn packages() -> Option<&'static Path> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("js");
        // What was installed, next to it: another list of packages is installed anew.
        let (wanted, had) = (folder.join("package-lock.json"), folder.join("node_modules/.installed.json"));
        let wanted = std::fs::read(wanted).expect("the list of packages");
        if std::fs::read(&had).ok().as_ref() != Some(&wanted) {
            let installed = Command::new("npm").args(["ci", "--no-fund", "--no-audit"]).current_dir(&folder).output();
            if !installed.is_ok_and(|output| output.status.success()) {
                crate::left_out("The tests in Node", "npm could not install their packages");
                return None;
            }
            std::fs::write(had, wanted).expect("a note of what was installed");
        }
        Some(folder)
    });
    folder.as_deref()
}
