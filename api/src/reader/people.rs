//! People of a page: which forms of names are one person. A short form belongs to the one person whom it fits, or to nobody.
use super::block::plain;
use super::cast::Cast;
use super::gazetteer::KnownKind;
use super::name::{distance, words};
use super::page::{ExternalId, Person};
use super::vocabulary::contains;

/// Finds or adds the person with this name. A single word is added too when a title or honorific says that it is a name.
pub fn person(cast: &mut Cast<'_>, name: &str) -> Option<usize> {
    let name = name.trim().trim_end_matches(['.', ',']).trim();
    let parts = words(name);
    if parts.is_empty() || name.chars().count() < 2 || parts.iter().all(|w| w.chars().count() < 2) {
        return None;
    }
    if let Some(index) = find(cast, name) {
        learn(cast, index, name);
        return Some(index);
    }
    let known = if parts.len() > 1 { cast.gazetteer.person(name) } else { None };
    let known = known.and_then(|i| cast.gazetteer.get(i)).filter(|k| k.kind == KnownKind::Person).map(|k| k.key.clone());
    cast.page.people.push(Person { name: name.to_owned(), other_names: Vec::new(), external_ids: Vec::new(), known });
    Some(cast.page.people.len() - 1)
}

/// The one person of the page whom this form fits.
pub fn find(cast: &Cast<'_>, name: &str) -> Option<usize> {
    let parts = words(name);
    let exact = cast.page.people.iter().position(|p| words(&p.name) == parts || p.other_names.iter().any(|n| words(n) == parts));
    if exact.is_some() {
        return exact;
    }
    // "Vladimir Vladimirovich": given name and patronymic.
    let patronymic =
        parts.len() == 2 && parts.last().is_some_and(|w| ["ovich", "evich", "ovna", "evna"].iter().any(|e| w.ends_with(e)));
    if patronymic {
        return one(cast, |p| words(&p.name).first() == parts.first() && p.name.contains(' '));
    }
    one(cast, |p| fits(&words(&p.name), &parts))
        .or_else(|| if parts.len() > 1 { one(cast, |p| slip(&p.name, name)) } else { None })
}

fn one(cast: &Cast<'_>, test: impl Fn(&Person) -> bool) -> Option<usize> {
    let mut fitting = cast.page.people.iter().enumerate().filter(|(_, p)| test(p)).map(|(i, _)| i);
    let first = fitting.next()?;
    fitting.next().is_none().then_some(first)
}

/// "Kerry" or "Salman bin Abdulaziz" for a longer name; the same words in another order; an initial for a first name.
fn fits(full: &[String], part: &[String]) -> bool {
    // "George W." and "George H. W." are two people.
    let initials = |name: &[String]| name.iter().filter(|w| w.chars().count() == 1).cloned().collect::<String>();
    if !initials(full).is_empty() && !initials(part).is_empty() && initials(full) != initials(part) {
        return false;
    }
    let same_order = |part: &[String], full: &[String]| {
        let mut rest = full.iter();
        part.iter().all(|w| rest.any(|f| f == w || w.chars().count() == 1 && f.starts_with(w.as_str())))
    };
    let (short, long) = if part.len() <= full.len() { (part, full) } else { (full, part) };
    if short.is_empty() {
        return false;
    }
    if short.len() == 1 {
        // A single word is a family name, or the first word of a name that has no family name in our sense ("Moon Jae-in", "Xi Jinping").
        let word = short.first();
        let family = long.last() == word;
        let particle = long
            .iter()
            .position(|w| Some(w) == word)
            .is_some_and(|i| i > 0 && long.get(i - 1).is_some_and(|p| contains(super::vocabulary::PARTICLES, p)));
        return family
            || particle
            || (long.first() == word && (2..=4).contains(&long.len()) && word.is_some_and(|w| w.chars().count() > 1));
    }
    let reordered = short.len() == long.len() && short.iter().all(|w| long.contains(w));
    reordered || same_order(short, long) && (short.last() == long.last() || short.first() == long.first() && short.len() > 1)
}

/// A slip of the pen: one or two letters in a name of two words or more.
fn slip(a: &str, b: &str) -> bool {
    let (a, b) = (plain(a), plain(b));
    if a.split(' ').count() < 2 || a.split(' ').count() != b.split(' ').count() {
        return false;
    }
    let length = a.chars().count().min(b.chars().count());
    let limit = if length >= 12 { 2 } else { 1 };
    let apart = distance(&a, &b);
    // The words differ little each, so that "Ivan Petrov" and "Ilya Petrov" stay two people.
    apart > 0
        && apart <= limit
        && a.split(' ').zip(b.split(' ')).all(|(x, y)| x == y || distance(x, y) * 4 <= x.chars().count().max(y.chars().count()))
}

/// Keeps the fullest form as the name and every other form beside it.
fn learn(cast: &mut Cast<'_>, index: usize, name: &str) {
    let Some(person) = cast.page.people.get_mut(index) else { return };
    if words(&person.name) == words(name) && plain(&person.name) == plain(name) || person.other_names.iter().any(|n| n == name) {
        return;
    }
    let (old, new) = (words(&person.name), words(name));
    if new.len() > old.len() && (fits(&new, &old)) {
        let before = std::mem::replace(&mut person.name, name.to_owned());
        person.other_names.push(before);
        person.other_names.retain(|n| n != name);
    } else if person.name != name {
        person.other_names.push(name.to_owned());
    }
}

/// A tag: family name first, with a number. Takes the order of the text when the text has the name.
pub fn tagged(cast: &mut Cast<'_>, label: &str, number: Option<&str>, scheme: Option<&str>) -> Option<usize> {
    let parts: Vec<&str> = label.split_whitespace().collect();
    let rotated = parts.split_first().map(|(family, rest)| format!("{} {family}", rest.join(" "))).unwrap_or_default();
    let index = find(cast, label).or_else(|| find(cast, &rotated)).or_else(|| {
        cast.page.people.iter().position(|p| {
            let (mut a, mut b) = (words(&p.name), words(label));
            a.sort();
            b.sort();
            a.len() > 1 && (a.iter().all(|w| b.contains(w)) || b.iter().all(|w| a.contains(w)))
        })
    });
    let index = match index {
        Some(index) => index,
        None => person(cast, if parts.len() > 1 { rotated.trim() } else { label })?,
    };
    if let (Some(number), Some(scheme), Some(person)) = (number, scheme, cast.page.people.get_mut(index)) {
        let id = ExternalId { scheme: scheme.to_owned(), value: number.to_owned() };
        if !person.external_ids.contains(&id) {
            person.external_ids.push(id);
        }
    }
    Some(index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::gazetteer::Gazetteer;

    fn indices(names: &[&str]) -> Vec<Option<usize>> {
        let gazetteer = Gazetteer::new([]);
        let mut cast = Cast::new(&gazetteer);
        names.iter().map(|n| person(&mut cast, n)).collect()
    }

    #[test]
    fn short_forms_and_slips_are_the_same_person() {
        assert_eq!(
            indices(&["Vladimir Putin", "Putin", "ladimir Putin", "Angela Merkel", "Angela Markel"]),
            [Some(0), Some(0), Some(0), Some(1), Some(1)]
        );
        assert_eq!(
            indices(&["Xi Jinping", "Xi", "Moon Jae-in", "Moon", "Staffan de Mistura", "de Mistura"]),
            [Some(0), Some(0), Some(1), Some(1), Some(2), Some(2)]
        );
    }

    #[test]
    fn different_people_stay_apart() {
        assert_eq!(indices(&["Ivan Petrov", "Ilya Petrov", "Yury Ryzhov"]), [Some(0), Some(1), Some(2)]);
    }

    #[test]
    fn a_tag_with_the_family_name_first_is_aligned() {
        let gazetteer = Gazetteer::new([]);
        let mut cast = Cast::new(&gazetteer);
        person(&mut cast, "Recep Tayyip Erdogan");
        assert_eq!(tagged(&mut cast, "Erdogan Recep Tayyip", Some("122"), Some("kremlin.ru")), Some(0));
        assert_eq!(cast.page.people.first().map(|p| p.name.as_str()), Some("Recep Tayyip Erdogan"));
    }
}
