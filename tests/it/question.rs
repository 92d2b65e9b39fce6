//! Questions that only this archive can answer, on archives small enough to count by hand.

use entity::{EventKind, EventStatus, StatementKind, TurnKind, country};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use support::builder::{concerns, date, event, link, office, organisation, participant, person, statement, tenure, turn};
use support::{App, on_each};

async fn country(app: &App, code: &str) -> i64 {
    let row = country::Entity::find().filter(country::Column::Alpha2.eq(code)).one(app.db.read()).await.expect("countries");
    row.expect("a country").id
}

#[test]
fn offices_are_held_as_of_a_day() {
    on_each(async |app| {
        let russia = country(&app, "RU").await;
        let mut ids = (0, 0);
        app.write(async |set| {
            let (ivanov, lavrov) = (set.create(person("Igor Ivanov")).await, set.create(person("Sergey Lavrov")).await);
            let (ivanov, lavrov) = (ivanov.expect("a person"), lavrov.expect("a person"));
            let minister = set.create(office("Foreign Minister of Russia", Some(russia))).await.expect("an office");
            let envoy = set.create(office("Permanent Representative of Russia", Some(russia))).await.expect("an office");
            for (who, post, from, to) in [
                (ivanov, minister, Some("1998-09-11"), Some("2004-02-24")),
                (lavrov, envoy, Some("1994"), Some("2004-07")),
                (lavrov, minister, Some("2004-03-09"), None),
            ] {
                let mut new = tenure(who, post);
                (new.started, new.ended) = (from.and_then(date), to.and_then(date));
                set.create(new).await.expect("a tenure");
            }
            let mut then = statement("Then");
            then.made = date("2016-07-12");
            then.turns = vec![
                turn(Some(lavrov), "Now."),
                turn(Some(lavrov), "As what?"),
                turn(Some(ivanov), "I am late."),
                turn(None, "Who?"),
            ];
            then.turns[0].label = Some("Foreign Minister Sergey Lavrov".into());
            then.turns[1].label = Some("Prime Minister of Japan Sergey Lavrov:".into());
            ids.0 = set.create(then).await.expect("a statement");
            let chief = set.create(office("Foreign Minister", None)).await.expect("an office");
            set.create(tenure(ivanov, chief)).await.expect("a tenure");
            let mut early = statement("Early");
            early.made = date("2000-01-01");
            early.turns = vec![turn(Some(ivanov), "Good day."), turn(Some(ivanov), "Again.")];
            early.turns[0].label = Some("Foreign Minister of Russia Igor Ivanov:".into());
            early.turns[1].label = Some("Igor Ivanov:".into());
            set.create(early).await.expect("a statement");
            let mut both = statement("Both");
            both.made = date("2004-05-01");
            both.turns = vec![turn(Some(lavrov), "Hm.")];
            ids.1 = set.create(both).await.expect("a statement");
        })
        .await;
        let holders = async |on: &str| {
            app.data(&format!(
                "{{officeHolders(country:{{codes:[\"RU\"]}},on:\"{on}\"){{certainty person{{name}} office{{title}}}}}}"
            ))
            .await["officeHolders"]
                .clone()
        };
        let (minister, envoy) =
            (json!({"title": "Foreign Minister of Russia"}), json!({"title": "Permanent Representative of Russia"}));
        let (ivanov, lavrov) = (json!({"name": "Igor Ivanov"}), json!({"name": "Sergey Lavrov"}));
        assert_eq!(
            holders("2000-01-01").await,
            json!([{"certainty": "SURE", "person": ivanov, "office": minister}, {"certainty": "SURE", "person": lavrov, "office": envoy}])
        );
        // After the one and before the other nobody was.
        assert_eq!(holders("2004-03-01").await, json!([{"certainty": "SURE", "person": lavrov, "office": envoy}]));
        assert_eq!(
            holders("2004-07-15").await,
            json!([{"certainty": "PRESUMED", "person": lavrov, "office": minister}, {"certainty": "POSSIBLE", "person": lavrov, "office": envoy}])
        );
        assert_eq!(app.refusal("{officeHolders(on:\"2016-07-12\"){certainty}}").await.0, "BAD_USER_INPUT");
        let data = app.data("{people{nodes{name officesOn(date:\"2016-07-12\"){office{title}}}}}").await;
        assert_eq!(
            data["people"]["nodes"],
            json!([{"name": "Igor Ivanov", "officesOn": [{"office": {"title": "Foreign Minister"}}]}, {"name": "Sergey Lavrov", "officesOn": [{"office": minister}]}])
        );
        let spoken = app
            .data("{statements(orderBy:DATE_DESC){nodes{turns{nodes{spokenAs{resolution certainty reason warnings tenure{office{title}}}}}}}}")
            .await;
        let turns = &spoken["statements"]["nodes"][0]["turns"]["nodes"];
        assert_eq!(
            turns[0]["spokenAs"],
            json!({"resolution": "COMPUTED", "certainty": "PRESUMED", "warnings": [], "tenure": {"office": minister},
                   "reason": "the label names it, and they held it on the day of the statement"})
        );
        assert_eq!(
            turns[1]["spokenAs"]["warnings"],
            json!(["the label says 'Prime Minister of Japan Sergey Lavrov:', the tenures say 'Foreign Minister of Russia'"])
        );
        assert_eq!((&turns[2]["spokenAs"]["tenure"], &turns[3]["spokenAs"]), (&json!(null), &json!(null)), "nobody is invented");
        // Of two titles the label means that which it says more of, and what the first label says holds for the next.
        for turn in spoken["statements"]["nodes"][2]["turns"]["nodes"].as_array().expect("turns") {
            assert_eq!(turn["spokenAs"]["tenure"]["office"], minister);
        }
        let several = &spoken["statements"]["nodes"][1]["turns"]["nodes"][0]["spokenAs"];
        assert_eq!(
            (&several["tenure"], several["reason"].as_str().map(|reason| reason.contains("2 offices"))),
            (&json!(null), Some(true))
        );
    });
}

#[test]
fn statements_are_counted_by_values_and_over_time() {
    on_each(async |app| {
        let (azerbaijan, russia) = (country(&app, "AZ").await, country(&app, "RU").await);
        app.write(async |set| {
            let lavrov = set.create(person("Sergey Lavrov")).await.expect("a person");
            for (title, made, countries, kind) in [
                ("A", Some("2016-07-12"), vec![azerbaijan, russia], StatementKind::Speech),
                ("B", Some("2016-07-31"), vec![azerbaijan], StatementKind::Article),
                ("C", Some("2016"), vec![russia], StatementKind::Speech),
                ("D", None, vec![], StatementKind::Speech),
                ("E", Some("2017-12-31"), vec![], StatementKind::Speech),
            ] {
                let mut new = statement(title);
                (new.made, new.kind) = (made.and_then(date), kind);
                new.countries = countries.into_iter().map(concerns).collect();
                new.turns = vec![turn(Some(lavrov), "One."), turn(Some(lavrov), "Two.")];
                new.author_ids = vec![lavrov];
                set.create(new).await.expect("a statement");
            }
            let mut article = statement("R");
            (article.holding, article.made) = (entity::Holding::Referenced, date("2016-07-12"));
            set.create(article).await.expect("a statement");
        })
        .await;
        let line = async |interval: &str| {
            app.data(&format!("{{timeline(interval:{interval}){{lessPrecise undated periods{{from to count}}}}}}")).await["timeline"].clone()
        };
        let period = |from, to, count| json!({"from": from, "to": to, "count": count});
        assert_eq!(
            line("YEAR").await,
            json!({"lessPrecise": 0, "undated": 1, "periods": [period("2016-01-01", "2016-12-31", 3), period("2017-01-01", "2017-12-31", 1)]})
        );
        assert_eq!(
            line("MONTH").await,
            json!({"lessPrecise": 1, "undated": 1, "periods": [period("2016-07-01", "2016-07-31", 2), period("2017-12-01", "2017-12-31", 1)]})
        );
        assert_eq!(
            line("WEEK").await["periods"],
            json!([
                period("2016-07-11", "2016-07-17", 1),
                period("2016-07-25", "2016-07-31", 1),
                period("2017-12-25", "2017-12-31", 1)
            ])
        );
        let count = async |facet: &str| {
            app.data(&format!("{{countBy(facet:{facet}){{valueCount values{{value count node{{...on Country{{alpha2}} ...on Person{{name}}}}}}}}}}")).await["countBy"].clone()
        };
        let text = |value, count| json!({"value": value, "count": count, "node": null});
        assert_eq!(count("YEAR").await["values"], json!([text("2016", 3), text("2017", 1)]));
        assert_eq!(count("KIND").await["values"], json!([text("SPEECH", 4), text("ARTICLE", 1)]));
        assert_eq!(count("LANGUAGE").await["values"], json!([text("en", 5)]));
        assert_eq!(count("SPEAKER").await["values"], json!([{"value": null, "count": 5, "node": {"name": "Sergey Lavrov"}}]));
        assert_eq!(count("COUNTRY").await["valueCount"], 2);
        for facet in ["ORGANISATION", "EVENT", "TOPIC", "PUBLISHER"] {
            assert_eq!(count(facet).await["values"], json!([]), "{facet}");
        }
        let filtered = app.data("{countBy(facet:KIND,filter:{country:{codes:[\"AZ\"]}}){values{value count}}}").await;
        assert_eq!(filtered["countBy"]["values"], json!([{"value": "ARTICLE", "count": 1}, {"value": "SPEECH", "count": 1}]));
        assert_eq!(app.statements("{timeline(interval:DAY){undated}}").await, 1);
        assert_eq!(app.statements("{countBy(facet:SPEAKER){values{count node{id}}}}").await, 2);
    });
}

#[test]
fn exchanges_are_found_by_who_asks_and_whose_answer_is_missing() {
    on_each(async |app| {
        app.write(async |set| {
            let lavrov = set.create(person("Sergey Lavrov")).await.expect("a person");
            let elmar = set.create(person("Elmar Mammadyarov")).await.expect("a person");
            let outlet = set.create(organisation("The Herald")).await.expect("an organisation");
            let mut conference = statement("Conference");
            conference.turns = vec![
                turn(Some(lavrov), "Welcome."),
                turn(None, "First, to both?"),
                turn(Some(lavrov), "One answer."),
                turn(None, "Second, part one?"),
                turn(None, "Second, part two?"),
                turn(Some(elmar), "Two."),
                turn(Some(lavrov), "Two as well."),
            ];
            let to = |person_id| api::turn::service::NewAddressee {
                person_id: Some(person_id),
                office_id: None,
                country_id: None,
                organisation_id: None,
                phrase: None,
                resolution: entity::Resolution::Stated,
                reason: None,
            };
            for place in [1, 3, 4] {
                conference.turns[place].kind = TurnKind::Question;
                conference.turns[place].addressees = vec![to(lavrov), to(elmar)];
            }
            for place in [2, 5, 6] {
                conference.turns[place].kind = TurnKind::Answer;
            }
            conference.turns[1].organisation_id = Some(outlet);
            set.create(conference).await.expect("a statement");
        })
        .await;
        let ask = async |arguments: &str| {
            let data = app
                .data(&format!(
                    "{{exchanges{arguments}{{nodes{{statement{{title}} questions{{text}} answers{{speaker{{name}}}} addressees{{answered \
                     addressee{{person{{name}}}}}}}} pageInfo{{hasNextPage endCursor}}}}}}"
                ))
                .await;
            data["exchanges"].clone()
        };
        let all = ask("").await;
        let questions = |page: &serde_json::Value| -> Vec<String> {
            let nodes = page["nodes"].as_array().expect("nodes");
            nodes.iter().map(|node| node["questions"][0]["text"].as_str().expect("a text").to_owned()).collect()
        };
        assert_eq!(questions(&all), ["First, to both?", "Second, part one?"]);
        assert_eq!(all["nodes"][1]["questions"].as_array().map(Vec::len), Some(2));
        let missing = ask("(filter:{answerMissing:true})").await;
        assert_eq!(questions(&missing), ["First, to both?"]);
        assert_eq!(
            missing["nodes"][0]["addressees"],
            json!([{"answered": true, "addressee": {"person": {"name": "Sergey Lavrov"}}},
                   {"answered": false, "addressee": {"person": {"name": "Elmar Mammadyarov"}}}])
        );
        assert_eq!(questions(&ask("(filter:{answerMissing:false})").await), ["Second, part one?"]);
        assert_eq!(questions(&ask("(filter:{outlet:{name:\"The Herald\"}})").await), ["First, to both?"]);
        assert_eq!(questions(&ask("(filter:{addressee:{name:\"Elmar\"}})").await).len(), 2);
        assert_eq!(questions(&ask("(filter:{asker:{name:\"Elmar\"}})").await).len(), 0);
        // The second question of an exchange is no exchange of its own, also where a page ends between them.
        let (mut pages, mut after) = (Vec::new(), String::new());
        loop {
            let page = ask(&format!("(first:1{after})")).await;
            pages.extend(questions(&page));
            after = format!(",after:{}", page["pageInfo"]["endCursor"]);
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        assert_eq!(pages, ["First, to both?", "Second, part one?"]);
        assert_eq!(app.refusal("{exchanges(after:\"x\"){nodes{questions{id}}}}").await.0, "BAD_USER_INPUT");
    });
}

#[test]
fn replies_are_counted_with_the_days_between() {
    on_each(async |app| {
        app.write(async |set| {
            let herald = set.create(organisation("The Herald")).await.expect("an organisation");
            let embassy = set.create(organisation("Embassy")).await.expect("an organisation");
            for (asked, answered) in
                [(Some("2017-11-25"), Some("2017-11-27")), (Some("2017-12-01"), Some("2017-12-11")), (None, Some("2017-12-12"))]
            {
                let mut article = statement("Article");
                (article.published, article.publisher_id) = (asked.and_then(date), Some(herald));
                article.holding = entity::Holding::Referenced;
                let article = set.create(article).await.expect("a statement");
                let mut answer = statement("Answer");
                (answer.posted, answer.publisher_id) = (answered.and_then(date), Some(embassy));
                let answer = set.create(answer).await.expect("a statement");
                set.create(link(answer, article)).await.expect("a link");
            }
        })
        .await;
        let counted = json!([{"organisation": {"name": "The Herald"}, "count": 3, "dated": 2, "medianDays": 2, "fewestDays": 2, "mostDays": 10}]);
        let fields = "organisation{name} count dated medianDays fewestDays mostDays";
        assert_eq!(app.data(&format!("{{replies(by:OUTLET){{{fields}}}}}")).await["replies"], counted);
        let by_publisher = app.data("{replies(by:PUBLISHER){organisation{name} count}}").await;
        assert_eq!(by_publisher["replies"], json!([{"organisation": {"name": "Embassy"}, "count": 3}]));
        let links = app.data("{links{nodes{daysBetween target{linkedFrom{nodes{source{title}}}}}}}").await;
        let days: Vec<_> =
            links["links"]["nodes"].as_array().expect("links").iter().map(|link| link["daysBetween"].clone()).collect();
        assert_eq!(days, [json!(2), json!(10), json!(null)]);
        assert_eq!(app.statements("{replies(by:OUTLET){organisation{name} count}}").await, 2);
    });
}

#[test]
fn announcements_are_confirmed_moved_cancelled_or_never_heard_of_again() {
    on_each(async |app| {
        let expected = [
            ("Held", EventStatus::Held, "2016-07-14", "CONFIRMED"),
            ("Confirmed", EventStatus::Announced, "2016-07-15", "CONFIRMED"),
            ("Postponed", EventStatus::Postponed, "2016-07-16", "MOVED"),
            ("Cancelled", EventStatus::Cancelled, "2016-07-17", "CANCELLED"),
            ("Forgotten", EventStatus::Announced, "2016-07-18", "NEVER_CONFIRMED"),
            ("To come", EventStatus::Announced, "2999-01-01", "PENDING"),
            ("Some time", EventStatus::Announced, "", "PENDING"),
        ];
        app.write(async |set| {
            let (mut announced, mut confirmed) = (Vec::new(), Vec::new());
            for (name, status, day, _) in expected {
                let mut new = event(name);
                (new.status, new.starts) = (status, (!day.is_empty()).then(|| date(day)).flatten());
                let id = set.create(new).await.expect("an event");
                announced.push(id);
                if name == "Confirmed" {
                    confirmed.push(id);
                }
            }
            set.create(event("Unannounced")).await.expect("an event");
            let mut tells = statement("Tells");
            (tells.announced_ids, tells.confirmed_ids) = (announced, confirmed);
            set.create(tells).await.expect("a statement");
        })
        .await;
        let data = app.data("{announcements(orderBy:CREATED_ASC){totalCount nodes{name outcome announcedIn{title}}}}").await;
        assert_eq!(data["announcements"]["totalCount"], 7);
        for (node, (name, _, _, outcome)) in data["announcements"]["nodes"].as_array().expect("nodes").iter().zip(expected) {
            assert_eq!(
                (&node["name"], &node["outcome"], &node["announcedIn"][0]["title"]),
                (&json!(name), &json!(outcome), &json!("Tells"))
            );
        }
        for outcome in ["CONFIRMED", "MOVED", "CANCELLED", "NEVER_CONFIRMED", "PENDING"] {
            let data = app.data(&format!("{{announcements(outcomes:[{outcome}],orderBy:CREATED_ASC){{nodes{{name}}}}}}")).await;
            let wanted: Vec<_> = expected.iter().filter(|one| one.3 == outcome).map(|one| json!({"name": one.0})).collect();
            assert_eq!(data["announcements"]["nodes"], json!(wanted), "{outcome}");
        }
        assert_eq!(app.data("{announcements(outcomes:[]){totalCount}}").await["announcements"]["totalCount"], 0);
        assert_eq!(
            app.data("{events(filter:{name:\"Unannounced\"}){nodes{outcome}}}").await["events"]["nodes"][0]["outcome"],
            json!(null)
        );
    });
}

#[test]
fn a_relation_has_what_concerns_both_countries_in_its_span() {
    on_each(async |app| {
        let (azerbaijan, russia, france) = (country(&app, "AZ").await, country(&app, "RU").await, country(&app, "FR").await);
        app.write(async |set| {
            let lavrov = set.create(person("Sergey Lavrov")).await.expect("a person");
            for (title, made, countries) in [
                ("Both", "2016-07-12", vec![azerbaijan, russia]),
                ("Later", "2018", vec![azerbaijan, russia]),
                ("One", "2016-07-12", vec![azerbaijan, france]),
            ] {
                let mut new = statement(title);
                (new.made, new.countries) = (date(made), countries.into_iter().map(concerns).collect());
                new.turns = vec![turn(Some(lavrov), "Words.")];
                set.create(new).await.expect("a statement");
            }
            let minister = set.create(office("Foreign Minister of Russia", Some(russia))).await.expect("an office");
            let mut baku = support::builder::place("Baku");
            baku.country_id = Some(azerbaijan);
            let baku = set.create(baku).await.expect("a place");
            for (name, kind, place, starts) in [
                ("Talks", EventKind::Talks, None, "2016-07-11/2016-07-12"),
                ("Visit", EventKind::Visit, Some(baku), "2016-07"),
                ("Old visit", EventKind::Visit, Some(baku), "2006-07"),
            ] {
                let mut new = event(name);
                (new.kind, new.place_id, new.starts) = (kind, place, date(starts));
                let by = |country_id, office_id| {
                    let mut who = participant(lavrov);
                    (who.person_id, who.country_id, who.office_id) = (None, country_id, office_id);
                    who
                };
                new.participants = vec![by(None, Some(minister))];
                if kind == EventKind::Talks {
                    new.participants.push(by(Some(azerbaijan), None));
                }
                set.create(new).await.expect("an event");
            }
        })
        .await;
        let query = "{relation(a:\"AZ\",b:\"russia\",from:\"2016-01-01\",to:\"2016-12-31\"){a{alpha2} b{alpha2} statements{totalCount nodes{title}} \
                     meetings{nodes{name}} visits{nodes{name}} people{values{count node{...on Person{name}}}} topics{valueCount} \
                     timeline(interval:MONTH){undated periods{from count}}}}";
        assert_eq!(
            app.data(query).await["relation"],
            json!({
                "a": {"alpha2": "AZ"}, "b": {"alpha2": "RU"},
                "statements": {"totalCount": 1, "nodes": [{"title": "Both"}]},
                "meetings": {"nodes": [{"name": "Talks"}]},
                "visits": {"nodes": [{"name": "Visit"}]},
                "people": {"values": [{"count": 1, "node": {"name": "Sergey Lavrov"}}]},
                "topics": {"valueCount": 0},
                "timeline": {"undated": 0, "periods": [{"from": "2016-07-01", "count": 1}]},
            })
        );
        let all = app.data("{relation(a:\"AZE\",b:\"RUS\"){statements{totalCount} visits{totalCount}}}").await;
        assert_eq!(all["relation"], json!({"statements": {"totalCount": 2}, "visits": {"totalCount": 2}}));
        for (wrong, path) in [
            ("a:\"XX\",b:\"RU\"", "a:"),
            ("a:\"RU\",b:\"russia\"", "b:"),
            ("a:\"AZ\",b:\"RU\",from:\"2017-01-01\",to:\"2016-01-01\"", "to:"),
        ] {
            let (code, message) = app.refusal(&format!("{{relation({wrong}){{a{{name}}}}}}")).await;
            assert!(code == "BAD_USER_INPUT" && message.starts_with(path), "{message}");
        }
        assert_eq!(app.statements(query).await, 9);
    });
}
