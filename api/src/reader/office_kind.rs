//! What sort of office a title is, by its words and by the body it belongs to.
use super::kind::OfficeKind;
use super::office::OfficePhrase;

pub fn kind_of(title: &str, head: OfficeKind) -> OfficeKind {
    let has = |word: &str| title.contains(word);
    if has("press secretary") || has("press officer") || has("spokes") {
        OfficeKind::Spokesperson
    } else if has("prime minister") && !has("deputy") && !has("vice") {
        OfficeKind::HeadOfGovernment
    } else if has("prime minister") || has("vice premier") || has("vice-premier") {
        OfficeKind::DeputyMinister
    } else if has("vice president") || has("vice-president") || has("first lady") {
        OfficeKind::Official
    } else if has("vice chancellor") && has("minister") || has("vice chancellor") {
        OfficeKind::Minister
    } else if (has("deputy") || has("assistant secretary") || has("under secretary") || has("undersecretary"))
        && (has("minister") || has("secretary"))
    {
        OfficeKind::DeputyMinister
    } else if has("secretary general")
        || has("secretary-general")
        || has("high representative")
        || has("high commissioner")
        || has("director-general")
        || has("director general")
    {
        OfficeKind::InternationalOfficial
    } else if has("consul") {
        OfficeKind::Consul
    } else if has("charge") || has("permanent representative") {
        OfficeKind::Ambassador
    } else if has("envoy") || has("special representative") || has("plenipotentiary") {
        OfficeKind::SpecialEnvoy
    } else if has("crown prince") {
        OfficeKind::Official
    } else if has("minister-president") {
        OfficeKind::HeadOfGovernment
    } else if has("minister") || has("attorney general") {
        OfficeKind::Minister
    } else if has("chief of staff") || has("chief of general staff") || has("defence staff") {
        OfficeKind::Military
    } else if has("executive secretary") {
        OfficeKind::InternationalOfficial
    } else {
        head
    }
}

pub fn refine(office: &OfficePhrase, kind: OfficeKind) -> OfficeKind {
    let Some(body) = office.body.as_deref().map(str::to_lowercase) else { return kind };
    let has = |word: &str| body.contains(word);
    let title = office.core.to_lowercase();
    if kind == OfficeKind::Official || kind == OfficeKind::HeadOfState || kind == OfficeKind::Legislator {
        if title.contains("ceo") || has("company") || has("corporation") || has("railways") || has("holding") {
            return OfficeKind::Business;
        }
        if has("european") || has("united nations") || has("eurasian") || has("osce") || has("international") || has("nato") {
            return OfficeKind::InternationalOfficial;
        }
        if has("congress")
            || has("parliament")
            || has("assembly")
            || has("duma")
            || has("senate")
            || has("knesset")
            || has("federation council")
            || has("house of")
        {
            return OfficeKind::Legislator;
        }
        if kind == OfficeKind::HeadOfState
            && office.countries.is_empty()
            && office.body.as_deref().is_some_and(super::cast::is_body)
        {
            return OfficeKind::Official;
        }
    }
    kind
}
