//! Real corpora in one archive: what different sources say of the same people and occasions joins up.

use super::*;
use support::on_each;

const SEED: &[u8] = include_bytes!("../../../api/data/pages/embassy/000_d48fa1d5f48169a7.txt");

const VISIT: &str = "{events(filter:{kinds:[VISIT], starts:{within:\"2016-07-14/2016-07-15\"}}){nodes{name status starts{edtf} ends{edtf} place{name country{alpha2}}
    participants{role person{slug} country{alpha2}} announcedIn{title} confirmedBy{title}}}}";

#[test]
fn the_visit_that_a_page_announces_is_the_journey_that_historians_record() {
    on_each(async |app| {
        let page = import(&app, &File::new("embassy.txt", SEED)).await;
        assert_eq!(sums(&page), [11, 0, 0, 0, 0]);
        let announced = app.data(VISIT).await["events"]["nodes"].clone();
        assert_eq!(announced.as_array().map(Vec::len), Some(1), "{announced}");
        assert_eq!((&announced[0]["status"], &announced[0]["confirmedBy"]), (&json!("ANNOUNCED"), &json!([])));

        let job = import_all(&app, fixtures("historyatstate"), ErrorPolicy::Skip).await;
        assert_eq!(
            job.invalid,
            0,
            "{:?}",
            lines(&app, &job)
                .await
                .iter()
                .flat_map(issues)
                .filter(|(problem, ..)| *problem == Problem::Invalid)
                .take(5)
                .collect::<Vec<_>>()
        );
        assert!(job.created > 600, "{}", Counts::of(&job));

        let visit = app.data(VISIT).await["events"]["nodes"].clone();
        assert_eq!(visit.as_array().map(Vec::len), Some(1), "one event, two sources: {visit}");
        let visit = &visit[0];
        assert_eq!((&visit["status"], &visit["place"]["name"]), (&json!("HELD"), &json!("Moscow")));
        assert!(visit["announcedIn"][0]["title"].as_str().is_some_and(|title| title.contains("Lavrov")), "{visit}");
        assert!(visit["confirmedBy"][0]["title"].as_str().is_some_and(|title| title.contains("Travels")), "{visit}");
        let visitor = visit["participants"].as_array().expect("participants").iter().find(|one| one["role"] == "VISITOR");
        assert_eq!(visitor.map(|visitor| &visitor["person"]["slug"]), Some(&json!("john-kerry")), "{visit}");

        // The page's John Kerry is the Secretary of State of the appointments and of the travels.
        let kerry = app.data("{people(filter:{name:\"Kerry\"}){nodes{slug names{form} externalIds{scheme value} tenures{started{edtf} office{title}} events{totalCount}}}}").await;
        let kerry = &kerry["people"]["nodes"];
        assert_eq!(kerry.as_array().map(Vec::len), Some(1), "{kerry}");
        assert_eq!(kerry[0]["externalIds"], json!([{"scheme": "historyatstate", "value": "kerry-john-forbes"}]));
        assert_eq!(
            kerry[0]["tenures"],
            json!([{"started": {"edtf": "2013-02-01"}, "office": {"title": "Secretary of State of the United States"}}])
        );
        assert!(kerry[0]["events"]["totalCount"].as_i64() > Some(200), "{kerry}");

        // Sergey or Sergei, a visitor or a host: one foreign minister.
        let names = entity::name::Entity::find().filter(entity::name::Column::Folded.ends_with("lavrov"));
        let lavrovs: std::collections::BTreeSet<i64> =
            names.all(app.db.read()).await.expect("names").into_iter().map(|name| name.record_id).collect();
        assert_eq!(lavrovs.len(), 1);

        // Ids that the source itself does not resolve are told, and not guessed.
        let told: Vec<_> = lines(&app, &job).await.iter().flat_map(issues).collect();
        assert!(told.iter().any(|(problem, ..)| *problem == Problem::Unresolved), "{}", told.len());

        let before = position(&app).await;
        let again = import_all(&app, fixtures("historyatstate"), ErrorPolicy::Skip).await;
        let changed: Vec<_> = lines(&app, &again)
            .await
            .into_iter()
            .filter(|line| matches!(line.outcome, LineOutcome::Created | LineOutcome::Updated))
            .take(3)
            .collect();
        assert_eq!((again.created + again.updated, position(&app).await), (0, before), "{changed:?}");
        crate::curation::sound(&app).await;
    });
}

#[test]
fn the_order_of_the_sources_does_not_matter_for_whom_and_what_they_mean() {
    on_each(async |app| {
        import_all(&app, fixtures("historyatstate"), ErrorPolicy::Skip).await;
        let page = import(&app, &File::new("embassy.txt", SEED)).await;
        assert_eq!(sums(&page), [11, 0, 0, 0, 0]);
        let visit = app.data(VISIT).await["events"]["nodes"].clone();
        assert_eq!(visit.as_array().map(Vec::len), Some(1), "{visit}");
        assert!(visit[0]["announcedIn"][0]["title"].as_str().is_some_and(|title| title.contains("Lavrov")), "{visit}");
        assert_eq!(visit[0]["status"], "HELD");
        let kerry = app.data("{people(filter:{name:\"John Kerry\"}){nodes{slug}}}").await;
        assert_eq!(kerry["people"]["nodes"], json!([{"slug": "john-forbes-kerry"}]));
    });
}

#[test]
fn transcripts_become_statements_with_their_speakers() {
    on_each(async |app| {
        let job = import_all(&app, fixtures("transcripts"), ErrorPolicy::Skip).await;
        assert_eq!(sums(&job), [2, 0, 0, 0, 0], "{:?}", lines(&app, &job).await);
        let data = app
            .data("{statements(orderBy: DATE_ASC){nodes{kind title made{edtf} turns(first:3){nodes{label speaker{name}}}}}}")
            .await;
        let nodes = &data["statements"]["nodes"];
        assert_eq!(
            (&nodes[0]["kind"], &nodes[0]["turns"]["nodes"][0]["speaker"]["name"]),
            (&json!("SPEECH"), &json!("John F. Kennedy")),
            "{nodes}"
        );
        assert_eq!(nodes[1]["made"]["edtf"], "2017-08-02");
    });
}
