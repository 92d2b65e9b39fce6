//! The countries every archive has.

use serde_json::json;
use support::on_each;

#[test]
fn a_country_has_its_codes_regions_and_names_in_six_languages() {
    on_each(async |app| {
        let data = app
            .data(
                "{country(code:\"AZ\"){name alpha2 alpha3 numericCode region{code name} subregion{name} capital existsTo{edtf} \
                 names{form language kind} predecessors{name alpha4 existsTo{edtf}}}}",
            )
            .await;
        let country = &data["country"];
        assert_eq!(country["name"], "Azerbaijan");
        assert_eq!(
            (&country["alpha2"], &country["alpha3"], &country["numericCode"]),
            (&json!("AZ"), &json!("AZE"), &json!("031"))
        );
        assert_eq!(country["region"], json!({ "code": "142", "name": "Asia" }));
        assert_eq!(country["existsTo"], json!(null));
        let names = country["names"].as_array().expect("names");
        for (form, language) in [
            ("Azerbaijan", "en"),
            ("Азербайджан", "ru"),
            ("Azerbaïdjan", "fr"),
            ("Azerbaiyán", "es"),
            ("阿塞拜疆", "zh"),
            ("أذربيجان", "ar"),
        ] {
            assert!(names.iter().any(|name| name["form"] == form && name["language"] == language), "{form} in {language}");
        }
        assert_eq!(country["predecessors"][0]["alpha4"], "SUHH");
    });
}

#[test]
fn codes_of_every_standard_lead_to_the_country() {
    on_each(async |app| {
        for (code, slug) in
            [("tr", "turkiye"), ("TUR", "turkiye"), ("792", "turkiye"), ("GB", "united-kingdom"), ("DDDE", "east-germany")]
        {
            let data = app.data(&format!("{{country(code:\"{code}\"){{slug}}}}")).await;
            assert_eq!(data["country"]["slug"], slug, "{code}");
        }
        assert_eq!(app.data("{country(code:\"ZZ\"){slug}}").await["country"], json!(null));
    });
}

#[test]
fn countries_are_filtered_by_name_in_any_language_region_and_existence() {
    on_each(async |app| {
        let data = app.data("{countries(filter:{name:\"азербайджан\"}){nodes{alpha2}}}").await;
        assert_eq!(data["countries"]["nodes"], json!([{ "alpha2": "AZ" }]));
        let data = app.data("{countries(filter:{former:false codes:[\"AZ\",\"SUHH\"]}){nodes{alpha2}}}").await;
        assert_eq!(data["countries"]["nodes"], json!([{ "alpha2": "AZ" }]));
        let data = app.data("{countries(filter:{regions:[\"145\"], former:false}){totalCount}}").await;
        assert_eq!(data["countries"]["totalCount"], 18);
    });
}
