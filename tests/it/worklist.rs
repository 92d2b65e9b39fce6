//! What is left to do.

use entity::{EventStatus, Resolution};
use serde_json::json;
use support::builder::{date, event, mention, office, person, statement, tenure, turn};
use support::on_each;

#[test]
fn each_list_has_what_lacks_something_and_nothing_else() {
    on_each(async |app| {
        app.write(async |set| {
            let speaker = set.create(person("A")).await.expect("a person");
            let post = set.create(office("Minister", None)).await.expect("an office");
            set.create(tenure(speaker, post)).await.expect("a tenure");
            let mut held = event("Held");
            held.starts = date("2016-07-01");
            let held = set.create(held).await.expect("an event");
            let mut announced = event("Announced");
            (announced.status, announced.starts) = (EventStatus::Announced, date("2016-07-14"));
            let announced = set.create(announced).await.expect("an event");
            let mut future = event("To come");
            (future.status, future.starts) = (EventStatus::Announced, date("2999-01-01"));
            set.create(future).await.expect("an event");
            let mut whole = statement("Whole");
            (whole.made, whole.event_id) = (date("2016-07-01"), Some(held));
            let mut unknown = turn(None, "Who am I?");
            unknown.label = Some("The Minister".to_owned());
            whole.turns = vec![turn(Some(speaker), "I am in A."), unknown];
            let whole = set.create(whole).await.expect("a statement");
            let mut empty = statement("Empty");
            (empty.language, empty.announced_ids) = (None, vec![announced]);
            set.create(empty).await.expect("a statement");
            let mut article = statement("Article");
            article.holding = entity::Holding::Referenced;
            set.create(article).await.expect("a statement");
            let mut named = mention(whole + 1, "I am in A.", "A", api::mention::service::NewTarget::Person(speaker));
            named.resolution = Resolution::Suggested;
            set.create(named).await.expect("a mention");
        })
        .await;
        let lists = [
            ("UNRESOLVED_SPEAKERS", "Turn", 1),
            ("SUGGESTED_MENTIONS", "Mention", 1),
            ("STATEMENTS_WITHOUT_EVENT", "Statement", 1),
            ("STATEMENTS_WITHOUT_DATE", "Statement", 1),
            ("STATEMENTS_WITHOUT_BODY", "Statement", 1),
            ("STATEMENTS_WITHOUT_ORIGINAL_LANGUAGE", "Statement", 1),
            ("ANNOUNCED_NEVER_CONFIRMED", "Event", 1),
            ("TENURES_WITHOUT_SOURCE", "Tenure", 1),
            ("REFERENCES_NOT_FOUND", "Statement", 1),
        ];
        for (kind, word, count) in lists {
            let work = app.data(&format!("{{ worklist(kind: {kind}) {{ totalCount nodes {{ __typename }} edges {{ cursor node {{ id }} }} pageInfo {{ hasNextPage endCursor }} }} }}")).await["worklist"].clone();
            assert_eq!(work["totalCount"], count, "{kind}");
            assert_eq!(work["nodes"], json!(vec![json!({"__typename": word}); count]), "{kind}");
            let after = app
                .data(&format!("{{ worklist(kind: {kind}, after: {}) {{ nodes {{ id }} }} }}", work["pageInfo"]["endCursor"]))
                .await;
            assert_eq!(after["worklist"]["nodes"], json!([]), "{kind}");
        }
        assert_eq!(app.refusal("{ worklist(kind: SUGGESTED_MENTIONS, after: \"x\") { totalCount } }").await.0, "BAD_USER_INPUT");
        assert_eq!(app.refusal("{ worklist(kind: SUGGESTED_MENTIONS, first: 101) { totalCount } }").await.0, "LIMIT_EXCEEDED");
    });
}
