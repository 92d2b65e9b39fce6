//! Records by their global ids, slugs and external ids.

use api::graphql::id;
use serde_json::{Value, json};
use support::builder::{person, statement, turn};
use support::on_each;

#[test]
fn a_record_is_found_by_id_slug_and_external_id() {
    on_each(async |app| {
        let mut new = person("Mevlüt Çavuşoğlu");
        new.common.external_ids = vec![("wikidata".to_owned(), "Q1".to_owned()).into()];
        let row = app.write(async |set| set.create(new).await.expect("a person")).await;
        let id = id::encode("Person", row).to_string();
        let wanted = json!({ "id": id, "slug": "mevlut-cavusoglu", "name": "Mevlüt Çavuşoğlu", "version": 1,
            "externalIds": [{ "scheme": "wikidata", "value": "Q1" }] });
        let fields = "{id slug name version externalIds{scheme value}}";
        for arguments in
            [format!("id:\"{id}\""), "slug:\"Mevlut-Cavusoglu\"".into(), "externalId:{scheme:\"wikidata\",value:\"Q1\"}".into()]
        {
            let data = app.data(&format!("{{person({arguments}){fields}}}")).await;
            assert_eq!(data["person"], wanted, "{arguments}");
        }
        let data = app.data(&format!("{{node(id:\"{id}\"){{__typename id ... on Person{{name}}}}}}")).await;
        assert_eq!(data["node"], json!({ "__typename": "Person", "id": id, "name": "Mevlüt Çavuşoğlu" }));
    });
}

#[test]
fn nodes_come_in_the_order_of_their_ids_with_null_for_strangers() {
    on_each(async |app| {
        let (one, other) = app
            .write(async |set| {
                let one = set.create(person("Ada")).await.expect("a person");
                let text = statement("Letter");
                let other =
                    set.create(api::statement::service::NewStatement { turns: vec![turn(Some(one), "Sir,")], ..text }).await;
                (one, other.expect("a statement"))
            })
            .await;
        let ids = [
            id::encode("Turn", other + 1),
            id::encode("Person", 999_999),
            id::encode("Person", one),
            id::encode("Statement", other),
        ];
        let answer = app.ask("query($ids:[ID!]!){nodes(ids:$ids){__typename}}", json!({ "ids": ids })).await;
        let names: Vec<&Value> =
            answer.body["data"]["nodes"].as_array().expect("nodes").iter().map(|node| &node["__typename"]).collect();
        assert_eq!(names, [&json!("Turn"), &Value::Null, &json!("Person"), &json!("Statement")]);
    });
}

#[test]
fn ids_that_are_none_and_ids_of_another_type_are_refused() {
    on_each(async |app| {
        for query in
            ["{node(id:\"42\"){id}}", "{node(id:\"UGVyc29uOjAx\"){id}}", "{nodes(ids:[\"\"]){id}}", "{person(id:\"Zm9v\"){id}}"]
        {
            assert_eq!(app.refusal(query).await.0, "BAD_USER_INPUT", "{query}");
        }
        let country = id::encode("Country", 1).to_string();
        let (code, message) = app.refusal(&format!("{{person(id:\"{country}\"){{id}}}}")).await;
        assert_eq!(code, "BAD_USER_INPUT");
        assert_eq!(message, format!("id: '{country}' is the id of a Country, but a Person is wanted"));
        assert_eq!(app.refusal("{person{id}}").await.0, "BAD_USER_INPUT");
        assert_eq!(app.refusal("{person(slug:\"a\",externalId:{scheme:\"b\",value:\"c\"}){id}}").await.0, "BAD_USER_INPUT");
        let many = vec!["\"UGVyc29uOjE\""; 101].join(",");
        assert_eq!(app.refusal(&format!("{{nodes(ids:[{many}]){{id}}}}")).await.0, "LIMIT_EXCEEDED");
        assert_eq!(app.data("{person(slug:\"nobody\"){id}}").await["person"], Value::Null);
    });
}

#[test]
fn two_records_of_one_name_get_two_slugs() {
    on_each(async |app| {
        app.write(async |set| {
            for _ in 0..3 {
                set.create(person("Ivan Ivanov")).await.expect("a person");
            }
        })
        .await;
        app.write(async |set| set.create(person("Ivan Ivanov")).await.expect("a person")).await;
        let data = app.data("{people(orderBy:CREATED_ASC){nodes{slug}}}").await;
        let slugs: Vec<&str> =
            data["people"]["nodes"].as_array().expect("nodes").iter().filter_map(|node| node["slug"].as_str()).collect();
        assert_eq!(slugs, ["ivan-ivanov", "ivan-ivanov-2", "ivan-ivanov-3", "ivan-ivanov-4"]);
    });
}

#[test]
fn an_object_of_which_nothing_was_selected_is_there() {
    on_each(async |app| {
        let country = app.data("{country(code:\"AZ\"){id}}").await["country"]["id"].clone();
        let ask = async |query: &str| app.ask(query, json!({ "id": country, "no": false })).await.body;
        assert_eq!(ask("query($id:ID!){node(id:$id){... on Person{name}}}").await, json!({"data": {"node": {}}}));
        assert_eq!(
            ask("query($id:ID!){nodes(ids:[$id]){...P} node(id:$id){...P ... on Country{alpha2}}} fragment P on Person{name}")
                .await,
            json!({"data": {"nodes": [{}], "node": {"alpha2": "AZ"}}})
        );
        assert_eq!(
            ask("query($no:Boolean!){countries(first:2){nodes{name @include(if:$no)}}}").await,
            json!({"data": {"countries": {"nodes": [{}, {}]}}})
        );
        assert_eq!(ask("query($no:Boolean!){countries @include(if:$no){totalCount}}").await, json!({"data": {}}));
    });
}
