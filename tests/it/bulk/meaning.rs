//! What a record of a file means for the archive.

use super::*;
use crate::curation::sound;
use support::builder::{office, person, tenure};
use support::on_each;

#[test]
fn a_nested_record_brings_all_it_names_and_links_to_what_comes_later() {
    on_each(async |app| {
        let file = File::lines("a.jsonl", &[nested(), article()]);
        let (planned, _) = plan_of(&app, vec![file.source()]).await;
        let before = position(&app).await;
        assert_eq!((planned.created, planned.invalid, planned.waiting), (2, 0, 0), "{planned}");
        let job = import(&app, &file).await;
        assert_eq!(sums(&job), [2, 0, 0, 0, 0], "{:?}", lines(&app, &job).await);
        assert!(position(&app).await > before);
        let data = app
            .data(
                "{statements(filter:{kinds:[NEWS_CONFERENCE]}){nodes{title publisher{name country{alpha2}} countries{country{alpha2}} topics{label}
                 event{name place{name country{alpha2}} participants{person{name} role}} sources{url}
                 turns{nodes{kind label text speaker{name} addressees{person{name} phrase}}}
                 mentions{nodes{exact target{__typename}}} links{nodes{kind phrase target{title publisher{name}}}}}}
                 people{nodes{name}}}",
            )
            .await;
        let one = &data["statements"]["nodes"][0];
        assert_eq!(one["event"]["place"], json!({"name": "Baku", "country": {"alpha2": "AZ"}}));
        assert_eq!(one["event"]["participants"], json!([{"person": {"name": "Sergey Lavrov"}, "role": "GUEST"}]));
        assert_eq!(
            one["turns"]["nodes"][1]["addressees"],
            json!([{"person": {"name": "Sergey Lavrov"}, "phrase": "for Mr Lavrov"}])
        );
        assert_eq!(data["people"]["nodes"], json!([{"name": "Sergey Lavrov"}]), "one person, however often named");
        assert_eq!(one["mentions"]["nodes"], json!([{"exact": "Vienna", "target": {"__typename": "Place"}}]));
        assert_eq!(
            one["links"]["nodes"],
            json!([{"kind": "RESPONDS_TO", "phrase": "the article", "target": {"title": "An article", "publisher": {"name": "The Herald"}}}])
        );
        assert_eq!(one["sources"], json!([{"url": "https://example.org/news/1"}]));
        sound(&app).await;
    });
}

#[test]
fn two_people_of_one_name_are_never_guessed() {
    on_each(async |app| {
        let [one, _] = app
            .write(async |set| {
                let one = set.create(person("John Smith")).await.expect("a person");
                let other = set.create(person("John Smith")).await.expect("another");
                [one, other]
            })
            .await;
        let speech = json!({"type": "Statement", "key": "s", "kind": "SPEECH", "title": "S", "holding": "FULL",
                            "turns": [{"kind": "SPEECH", "text": "x", "label": "John Smith", "speaker": {"name": "John Smith"}}]});
        let file = File::lines("a.jsonl", &[json!({"type": "Person", "name": "John Smith", "born": "1950"}), speech]);
        let job = import(&app, &file).await;
        assert_eq!(sums(&job), [1, 0, 0, 1, 0]);
        let told = lines(&app, &job).await;
        assert_eq!(told[0].outcome, LineOutcome::Ambiguous);
        let (problem, field, _) = issues(&told[1]).remove(0);
        assert_eq!((problem, field.as_str()), (Problem::Ambiguous, "turns.0.speaker"));
        // The label is kept, and nobody is invented.
        let data = app.data("{statements{nodes{turns{nodes{label speaker{name}}}}} people{totalCount}}").await;
        assert_eq!(data["statements"]["nodes"][0]["turns"]["nodes"], json!([{"label": "John Smith", "speaker": null}]));
        assert_eq!(data["people"]["totalCount"], 2);
        // Told apart, the same file brings in what was left open, and only that.
        app.write(async |set| {
            let patch = json!({"externalIds": [{"scheme": "example", "value": "1"}]});
            set.update(entity::RecordKind::Person, one, None, &patch).await.expect("an id");
        })
        .await;
        let told_apart = json!({"name": "John Smith", "externalIds": [{"scheme": "example", "value": "1"}]});
        let speech = json!({"type": "Statement", "key": "s", "kind": "SPEECH", "title": "S", "holding": "FULL",
                            "turns": [{"kind": "SPEECH", "text": "x", "label": "John Smith", "speaker": told_apart}]});
        let job = import(&app, &File::lines("a.jsonl", &[speech])).await;
        assert_eq!(sums(&job), [0, 1, 0, 0, 0], "{:?}", lines(&app, &job).await);
        let data = app.data("{statements{nodes{version turns{nodes{speaker{name}}}}}}").await;
        assert_eq!(data["statements"]["nodes"][0]["turns"]["nodes"], json!([{"speaker": {"name": "John Smith"}}]));
    });
}

#[test]
fn a_name_with_context_is_somebody_known() {
    on_each(async |app| {
        app.write(async |set| {
            let usa = entity::country::Entity::find().filter(entity::country::Column::Alpha2.eq("US"));
            let usa = usa.one(set.connection()).await.expect("a query").expect("a country").id;
            let kerry = set.create(person("John Kerry")).await.expect("a person");
            let secretary = set.create(office("Secretary of State of the United States", Some(usa))).await.expect("an office");
            set.create(tenure(kerry, secretary)).await.expect("a tenure");
        })
        .await;
        // Another spelling of the name, another of the office, and the same person.
        let record = json!({"type": "Person", "key": "k", "name": "John Forbes Kerry", "otherNames": ["John Kerry"], "born": "1943-12-11",
            "externalIds": [{"scheme": "historyatstate", "value": "kerry-john-forbes"}],
            "tenures": [{"office": {"title": "Secretary of State", "kind": "MINISTER", "country": "US"}, "started": "2013-02-01", "ended": "2017-01-20"}]});
        let job = import(&app, &File::lines("people.jsonl", &[record])).await;
        assert_eq!(sums(&job), [0, 1, 0, 0, 0], "{:?}", lines(&app, &job).await);
        let data = app
            .data("{people{nodes{name born{edtf} names{form} externalIds{value} tenures{started{edtf} office{title}}}}}")
            .await;
        assert_eq!(
            data["people"]["nodes"],
            json!([{"name": "John Kerry", "born": {"edtf": "1943-12-11"}, "names": [{"form": "John Kerry"}, {"form": "John Forbes Kerry"}],
                    "externalIds": [{"value": "kerry-john-forbes"}],
                    "tenures": [{"started": {"edtf": "2013-02-01"}, "office": {"title": "Secretary of State of the United States"}}]}])
        );
    });
}

#[test]
fn people_of_one_name_and_different_lives_are_two() {
    on_each(async |app| {
        let of = |key: &str, born: &str| json!({"type": "Person", "key": key, "name": "Pieter Cornelis Jansen", "born": born});
        let first = import(&app, &File::lines("one.jsonl", &[of("a", "1811")])).await;
        let second = import(&app, &File::lines("two.jsonl", &[of("b", "1950")])).await;
        let third = import(&app, &File::lines("three.jsonl", &[of("c", "1950")])).await;
        assert_eq!(
            [sums(&first)[0], sums(&second)[0], sums(&third)[0]],
            [1, 1, 0],
            "born in 1811 and in 1950, the last is known"
        );
        // Two records of one file are two, whatever they are called.
        let twins = File::lines(
            "twins.jsonl",
            &[
                json!({"type": "Person", "key": "t/1", "name": "Anna Maria Berg"}),
                json!({"type": "Person", "key": "t/2", "name": "Anna Maria Berg"}),
            ],
        );
        assert_eq!(sums(&import(&app, &twins).await), [2, 0, 0, 0, 0]);
        assert_eq!(sums(&import(&app, &twins).await), [0, 0, 2, 0, 0]);
    });
}
