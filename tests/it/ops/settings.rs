//! The operations guide lists every setting.

use std::path::Path;

#[test]
fn the_guide_lists_every_setting() {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/operations.md");
    let guide = std::fs::read_to_string(guide).expect("the guide");
    let (_, rest) = guide.split_once("<!-- settings -->\n").expect("where the table begins");
    let (table, _) = rest.split_once("<!-- /settings -->").expect("where it ends");
    let wanted = api::cli::settings_table();
    assert!(table.trim() == wanted.trim(), "put this between the marks in docs/operations.md:\n{wanted}");
    for variable in ["DATABASE_URL", "COMMUNIQUE_METRICS", "COMMUNIQUE_RATE_PER_ADDRESS", "COMMUNIQUE_LOG"] {
        assert!(table.contains(&format!("| `{variable}` |")), "{variable}");
    }
}
