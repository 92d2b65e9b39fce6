use super::*;
use crate::reader::gazetteer::{Known, KnownKind};

fn gazetteer() -> Gazetteer {
    let country = |key: &str, forms: &[&str], adjective: &str| Known {
        kind: KnownKind::Country,
        key: key.into(),
        forms: forms.iter().map(|&f| f.into()).collect(),
        country: None,
        alpha2: None,
        adjectives: vec![adjective.into()],
        capital: None,
    };
    let person = Known {
        kind: KnownKind::Person,
        key: "p".into(),
        forms: vec!["Brett Arne".into(), "Arne Xx".into(), "Josh X".into()],
        country: None,
        alpha2: None,
        adjectives: vec![],
        capital: None,
    };
    Gazetteer::new([
        country("azerbaijan", &["Azerbaijan"], "Azerbaijani"),
        country("us", &["United States"], "American"),
        country("russia", &["Russia"], "Russian"),
        country("turkey", &["Turkey"], "Turkish"),
        country("iran", &["Iran"], "Iranian"),
        country("china", &["China"], "Chinese"),
        country("armenia", &["Armenia"], "Armenian"),
        country("saudi", &["Saudi Arabia"], "Saudi"),
        country("germany", &["Germany"], "German"),
        country("syria", &["Syria"], "Syrian"),
        country("south-korea", &["South Korea"], "South Korean"),
        person,
    ])
}

fn read(text: &str) -> Vec<String> {
    let gazetteer = gazetteer();
    scan(text, &gazetteer)
        .iter()
        .map(|p| {
            let countries: Vec<&str> = p
                .office
                .iter()
                .flat_map(|o| o.countries.iter())
                .filter_map(|c| gazetteer.get(*c))
                .map(|k| k.key.as_str())
                .collect();
            format!(
                "{}|{}|{}|{}",
                p.name.as_ref().map_or("", |n| &n.text),
                p.office.as_ref().map_or("", |o| &o.core),
                countries.join("+"),
                p.office.as_ref().and_then(|o| o.body.clone()).unwrap_or_default()
            )
        })
        .collect()
}

#[test]
fn office_and_seat_come_before_the_name() {
    assert_eq!(read("President of Turkey Recep Tayyip Erdogan sent"), ["Recep Tayyip Erdogan|President|turkey|"]);
    assert_eq!(read("US Secretary of State John Kerry will"), ["John Kerry|Secretary of State|us|"]);
    assert_eq!(
        read("Minister of Foreign Affairs of the Islamic Republic of Iran Mohammad Javad Zarif."),
        ["Mohammad Javad Zarif|Minister of Foreign Affairs|iran|"]
    );
    assert_eq!(
        read("President of the European Commission Jean-Claude Juncker"),
        ["Jean-Claude Juncker|President||European Commission"]
    );
    assert_eq!(read("President and CEO of BASF Kurt Bock"), ["Kurt Bock|President and CEO||BASF"]);
    assert_eq!(read("Minister-President of Bavaria Horst Seehofer"), ["Horst Seehofer|Minister-President||Bavaria"]);
    assert_eq!(
        read("German Vice Chancellor and Foreign Minister Sigmar Gabriel"),
        ["Sigmar Gabriel|Vice Chancellor and Foreign Minister|germany|"]
    );
    assert_eq!(
        read("South Korean Special Presidential Envoy Song Young-gil"),
        ["Song Young-gil|Special Presidential Envoy|south-korea|"]
    );
    assert_eq!(
        read("First Vice Premier of the State Council of China Zhang Gaoli"),
        ["Zhang Gaoli|First Vice Premier|china|State Council"]
    );
    assert_eq!(read("King Salman bin Abdulaziz Al Saud of Saudi Arabia"), ["Salman bin Abdulaziz Al Saud|King|saudi|"]);
}

#[test]
fn an_unnamed_holder_gives_an_office_only() {
    assert_eq!(read("the presidents of Russia, Azerbaijan and Armenia met"), ["|presidents|russia+azerbaijan+armenia|"]);
    assert_eq!(read("the president of Armenia said"), ["|president|armenia|"]);
}

#[test]
fn honorifics_counterparts_and_appositions_name_people() {
    assert_eq!(read("We will discuss this with Mr Kerry, who"), ["Kerry|||"]);
    assert_eq!(read("my Turkish counterpart Mevlüt Çavuşoğlu in"), ["Mevlüt Çavuşoğlu|||"]);
    assert_eq!(read("the Secretary of Education, Arne Duncan. This"), ["Arne Duncan|Secretary of Education||"]);
}
