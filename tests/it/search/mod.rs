//! Search: what is found, in which order, how fast a change is seen, and what hostile input gets.

mod answers;
mod follow;
mod language;
mod names;
mod quote;
mod real;

use entity::{StatementKind, country};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::Value;
use support::App;
use support::builder::{concerns, date, organisation, person, statement, turn};

/// A few statements in three languages.
async fn fill(app: &App) {
    let countries = country::Entity::find().filter(country::Column::Alpha2.is_in(["AZ", "RU"])).all(app.db.read()).await;
    let countries = countries.expect("countries");
    let code = |code: &str| countries.iter().find(|row| row.alpha2.as_deref() == Some(code)).expect("a country").id;
    let (azerbaijan, russia) = (code("AZ"), code("RU"));
    app.write(async |set| {
        let lavrov = set.create(person("Sergey Lavrov")).await.expect("a person");
        let kerry = set.create(person("John Kerry")).await.expect("a person");
        let herald = set.create(organisation("The Herald")).await.expect("an organisation");
        let mut talks = statement("Talks on gas in Baku");
        (talks.kind, talks.made) = (StatementKind::NewsConference, date("2016-07-12"));
        talks.summary = Some("A summary of pipelines".into());
        talks.countries = vec![concerns(azerbaijan), concerns(russia)];
        talks.turns = vec![
            turn(Some(lavrov), "We value our genuine partnership, and speak of pipelines."),
            turn(None, "What of the negotiations?"),
            turn(Some(kerry), "The partners negotiated for long."),
        ];
        talks.turns[1].organisation_id = Some(herald);
        set.create(talks).await.expect("a statement");
        let mut article = statement("Navy warship shadows destroyer");
        (article.kind, article.published) = (StatementKind::Article, date("2017-11-26"));
        article.publisher_id = Some(herald);
        article.turns = vec![turn(None, "A warship of the navy. The partnership is over: genuine it never was.")];
        set.create(article).await.expect("a statement");
        let mut russian = statement("О переговорах в Баку");
        (russian.language, russian.made) = (Some("ru".into()), date("2016"));
        russian.turns = vec![turn(Some(lavrov), "Переговоры были долгими.")];
        set.create(russian).await.expect("a statement");
        let mut referenced = statement("An article on negotiations that is only referred to");
        referenced.holding = entity::Holding::Referenced;
        set.create(referenced).await.expect("a statement");
    })
    .await;
}

/// The titles and names that a search finds.
async fn found(app: &App, query: &str) -> Vec<String> {
    found_with(app, query, "").await
}

async fn found_with(app: &App, query: &str, arguments: &str) -> Vec<String> {
    let query = Value::from(query);
    let data = app
        .data(&format!(
            "{{search(query:{query} {arguments}){{nodes{{node{{...on Statement{{title}} ...on Person{{name}} ...on Country{{name}} \
             ...on Organisation{{name}} ...on Office{{title}} ...on Place{{name}} ...on Event{{name}} ...on Topic{{label}}}}}}}}}}"
        ))
        .await;
    let nodes = data["search"]["nodes"].as_array().expect("nodes").clone();
    let name =
        |hit: &Value| ["title", "name", "label"].iter().find_map(|field| hit["node"][field].as_str().map(ToOwned::to_owned));
    nodes.iter().map(|hit| name(hit).expect("a name")).collect()
}
