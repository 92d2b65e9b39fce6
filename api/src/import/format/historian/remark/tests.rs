use super::*;

/// Those whom a remark about a journey to "host" names, as "title|name|country".
fn found(remark: &str) -> Vec<String> {
    let (host, own) = (json!({"name": "host"}), json!({"name": "US"}));
    let context = Context { country: &host, president: &host, accompanied: &own };
    let participants = participants(remark, &context);
    assert!(participants.iter().all(|participant| participant["resolution"] == "COMPUTED"));
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    participants
        .iter()
        .map(|participant| {
            if let Some(organisation) = participant.get("organisation") {
                return word(&organisation["name"]);
            }
            if let Some(office) = participant.get("office") {
                return format!("{}|{}", word(&office["title"]), word(&office["country"]["name"]));
            }
            let person = &participant["person"];
            assert_eq!(person["guess"], true);
            format!("{}|{}|{}", word(&person["title"]), word(&person["name"]), word(&person["country"]["name"]))
        })
        .collect()
}

#[test]
fn whoever_was_met_is_named() {
    assert_eq!(
        found("Met with President Vladimir Putin and Foreign Minister Sergei Lavrov."),
        ["President|Vladimir Putin|host", "Foreign Minister|Sergei Lavrov|host"]
    );
    assert_eq!(found("Met with King Abdullah II."), ["King|Abdullah II|host"]);
    assert_eq!(
        found("Discussed a cease-fire with Emir Sheikh Tamim bin Hamad al-Thani."),
        ["Emir|Tamim bin Hamad al-Thani|host"]
    );
    assert_eq!(
        found("Met with President Chirac, and Foreign Minister de Charette."),
        ["President|Chirac|host", "Foreign Minister|de Charette|host"]
    );
    assert_eq!(
        found("Summit meeting with General Secretary Mikhail S. Gorbachev."),
        ["General Secretary|Mikhail S. Gorbachev|host"]
    );
}

#[test]
fn a_month_is_no_name() {
    assert_eq!(found("Private visit with President Carter April 8."), ["President|Carter|host"]);
}

#[test]
fn countries_are_told_by_the_words_around() {
    assert_eq!(
        found("Met May 11 with Israeli Foreign Minister Allon, South African President Mandela and President Buyoya of Burundi."),
        ["Foreign Minister|Allon|Israeli", "President|Mandela|South African", "President|Buyoya|Burundi"]
    );
    assert_eq!(found("Accompanied President Obama to the NATO Summit Meeting."), ["President|Obama|US"]);
    assert_eq!(found("Met with UN Secretary-General Annan."), ["UN Secretary-General|Annan|"]);
    assert_eq!(
        found("Met with the President of Finland and the Prime Ministers of Denmark and Norway."),
        ["President of Finland|Finland"]
    );
}

#[test]
fn who_was_not_there_is_not_named() {
    for remark in [
        "Attended the funeral of King Hussein.",
        "Accompanied the delegation to the funeral of former President De Gaulle.",
        "Attended the inauguration of President Saakashvili.",
        "Dedicated a statue of President Lincoln.",
        "Met with the wife of former Deputy Prime Minister Anwar Ibrahim.",
        "Met with President-elect Borja.",
        "Conferred with Prime Ministers Eden and Mendes-France.",
        "Stayed at President Putin's dacha.",
        "",
    ] {
        assert_eq!(found(remark), [""; 0], "{remark}");
    }
}

#[test]
fn meetings_of_organisations_are_attended_by_them() {
    assert_eq!(found("Attended a NATO Foreign Ministers’ Meeting and the OAS General Assembly."), ["NATO", "OAS"]);
    assert_eq!(found("Attended the Ministerial Meeting of the North Atlantic Council."), ["NATO"]);
    assert_eq!(found("Visited NATO headquarters."), [""; 0]);
}

#[test]
fn clauses_end_at_sentences_and_semicolons() {
    assert_eq!(
        clauses("Met in St. Petersburg with Mikhail S. Gorbachev; left. Returned to U.S. June 4."),
        ["Met in St. Petersburg with Mikhail S. Gorbachev", " left", " Returned to U.S. June 4", ""]
    );
}
