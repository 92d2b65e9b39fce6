//! Answers on real pages that were checked by hand.

use super::found_with;
use api::import::Report;
use api::import::page::PageImport;
use serde_json::json;
use support::{App, on_each};

const SEED: &[u8] = include_bytes!("../../../api/data/pages/embassy/000_d48fa1d5f48169a7.txt");
const TALKS: &[u8] = include_bytes!("../../../api/data/pages/kremlin/54059.html");

pub async fn import(app: &App) {
    for (file, bytes) in [("embassy.txt", SEED), ("54059.html", TALKS)] {
        let mut report = Report::default();
        PageImport::new(&app.db).import(file, bytes, &mut report).await.expect("the archive is sound");
        assert_eq!(report.failed(), 0, "{report:?}");
    }
}

#[test]
fn the_embassy_page_is_found_by_what_lavrov_said() {
    on_each(async |app| {
        import(&app).await;
        let data = app
            .data(
                "{search(query:\"speaker:lavrov country:AZ \\\"genuine partnership\\\"\"){totalCount nodes{turn{position speaker{name}} \
                 node{...on Statement{kind made{edtf}}} highlights{field snippet}}}}",
            )
            .await;
        let hit = &data["search"]["nodes"][0];
        assert_eq!(data["search"]["totalCount"], 1);
        assert_eq!(hit["node"]["made"]["edtf"], "2016-07-12");
        assert_eq!((&hit["turn"]["position"], &hit["turn"]["speaker"]["name"]), (&json!(0), &json!("Sergey Lavrov")));
        let snippet = hit["highlights"][0]["snippet"].as_str().expect("a snippet");
        assert!(snippet.contains("our relations are that of a <mark>genuine partnership</mark> and are based on"), "{snippet}");
        assert!(found_with(&app, "Лавров", "kinds:[PERSON]").await.contains(&"Sergey Lavrov".to_owned()));
    });
}
