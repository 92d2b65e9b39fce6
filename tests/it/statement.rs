//! What is derived from a statement's turns.

use api::turn::service::NewAddressee;
use entity::{Resolution, TurnKind};
use serde_json::json;
use support::builder::{person, statement, turn};
use support::on_each;

#[test]
fn an_exchange_tells_whose_answer_is_missing() {
    on_each(async |app| {
        app.write(async |set| {
            let lavrov = set.create(person("Sergey Lavrov")).await.expect("a person");
            let mammadyarov = set.create(person("Elmar Mammadyarov")).await.expect("a person");
            let to = |person: i64| NewAddressee {
                person_id: Some(person),
                office_id: None,
                country_id: None,
                organisation_id: None,
                phrase: Some("addressed to both ministers".into()),
                resolution: Resolution::Computed,
                reason: Some("the two ministers of the title".into()),
            };
            let mut new = statement("News conference");
            let (mut question, mut answer) = (turn(None, "How might it affect you?"), turn(Some(lavrov), "Not at all."));
            question.kind = TurnKind::Question;
            question.addressees = vec![to(lavrov), to(mammadyarov)];
            answer.kind = TurnKind::Answer;
            let mut unanswered = turn(None, "And tomorrow?");
            unanswered.kind = TurnKind::Question;
            new.turns = vec![turn(Some(lavrov), "Ladies and gentlemen."), question, answer, unanswered];
            set.create(new).await.expect("a statement");
        })
        .await;
        let data = app
            .data(
                "{statements{nodes{speakers{name} exchanges{questions{position text} answers{text} addressees{answered \
                 addressee{person{name} phrase resolution}}}}}}",
            )
            .await;
        let statement = &data["statements"]["nodes"][0];
        assert_eq!(statement["speakers"], json!([{ "name": "Sergey Lavrov" }]));
        let phrase = "addressed to both ministers";
        assert_eq!(
            statement["exchanges"],
            json!([
                { "questions": [{ "position": 1, "text": "How might it affect you?" }], "answers": [{ "text": "Not at all." }], "addressees": [
                    { "answered": true, "addressee": { "person": { "name": "Sergey Lavrov" }, "phrase": phrase, "resolution": "COMPUTED" } },
                    { "answered": false, "addressee": { "person": { "name": "Elmar Mammadyarov" }, "phrase": phrase, "resolution": "COMPUTED" } },
                ] },
                { "questions": [{ "position": 3, "text": "And tomorrow?" }], "answers": [], "addressees": [] },
            ])
        );
    });
}

#[test]
fn a_statement_that_breaks_a_rule_is_refused_with_all_violations_and_leaves_nothing() {
    on_each(async |app| {
        let mut new = statement(" ");
        new.language = Some("not a language".into());
        new.made =
            Some(entity::FuzzyDate { edtf: "12.7.2016".into(), phrase: None, resolution: Resolution::Stated, reason: None });
        new.turns = vec![turn(None, "")];
        let refused = app.write(async |set| set.create(new).await).await;
        let api::error::Error::BadUserInput(violations) = refused.expect_err("it is refused") else { panic!("another error") };
        let paths: Vec<&str> = violations.iter().map(|violation| violation.path.as_str()).collect();
        assert_eq!(paths, ["title", "language", "made", "turns.0.text"]);
        assert_eq!(app.data("{statements{totalCount}}").await["statements"]["totalCount"], 0);
    });
}
