//! A country while it is put together from several sources.

use super::territory::Territory;
use super::{CountryName, CountryRecord, NameKind, name};

pub(super) struct Draft {
    pub record: CountryRecord,
    /// First year of the earliest period, for comparing.
    from: Option<i32>,
    /// Last year of the latest period; none while a period has no end.
    pub to: Option<i32>,
    /// Whether the name is no longer that of the source it began with.
    pub renamed: bool,
}

impl Draft {
    pub fn new(record: CountryRecord) -> Self {
        Self { record, from: None, to: None, renamed: false }
    }

    /// Adds a form unless the language has it. A second short or formal form becomes an alternative.
    pub fn add_name(&mut self, language: &str, kind: NameKind, form: String) {
        self.add_dated_name(language, kind, form, None, None);
    }

    fn add_dated_name(
        &mut self,
        language: &str,
        kind: NameKind,
        form: String,
        valid_from: Option<String>,
        valid_to: Option<String>,
    ) {
        let names = &mut self.record.names;
        let taken = names.iter().any(|known| known.language == language && known.kind == kind);
        // A formal form that is also the short one, as with Australia, is said of both.
        let known = names.iter().any(|known| {
            known.language == language
                && same_spelling(&known.form, &form)
                && (taken || (known.kind == NameKind::Formal) == (kind == NameKind::Formal))
        });
        if known {
            return;
        }
        let kind = if taken { NameKind::Alternative } else { kind };
        if kind == NameKind::Formal && language == "en" {
            self.record.formal_name = Some(form.clone());
        }
        names.push(CountryName { form, language: language.to_owned(), kind, valid_from, valid_to });
    }

    /// Puts another short English name in the place of the source's, which stays as an alternative.
    pub fn rename(&mut self, form: &str) {
        self.renamed = true;
        for known in &mut self.record.names {
            if known.language == "en" && known.kind == NameKind::Short {
                known.kind = NameKind::Alternative;
            }
        }
        self.record.names.retain(|known| !(known.language == "en" && known.form == form && known.kind == NameKind::Alternative));
        form.clone_into(&mut self.record.name);
        self.record.names.insert(
            0,
            CountryName {
                form: form.to_owned(),
                language: "en".to_owned(),
                kind: NameKind::Short,
                valid_from: None,
                valid_to: None,
            },
        );
    }

    pub fn add_external_id(&mut self, scheme: &str, value: String) {
        let id = (scheme.to_owned(), value);
        if !self.record.external_ids.contains(&id) {
            self.record.external_ids.push(id);
        }
    }

    /// Adds a territory as the country itself or as an earlier period of it, whose names carry their years.
    pub fn add_territory(&mut self, territory: &Territory, earlier: bool) {
        self.add_external_id("historyatstate", territory.id.clone());
        let (short, formal) =
            if earlier { (NameKind::Alternative, NameKind::Alternative) } else { (NameKind::Short, NameKind::Formal) };
        let forms = [(short, Some(name::formal(&territory.short))), (formal, territory.long.as_deref().map(name::formal))];
        for (kind, form) in forms {
            // The spellings of the other sources are the better ones.
            let Some(form) = form.filter(|form| !self.english().any(|known| name::key(known) == name::key(form))) else {
                continue;
            };
            // A former state's last formal name need not be that of its earlier periods.
            let dated = earlier || (kind == NameKind::Formal && territory.until.is_some());
            let (from, to) = if dated { (territory.since_edtf(), territory.until_edtf()) } else { (None, None) };
            self.add_dated_name("en", kind, form, from, to);
        }
        if self.from.is_none() || territory.since.is_some_and(|since| self.from.is_some_and(|known| since < known)) {
            self.from = territory.since;
            self.record.exists_from = territory.since_edtf();
        }
        if !earlier {
            self.to = territory.until;
            self.record.exists_to = territory.until_edtf();
        }
    }

    /// Whether one of the names means the same country as this form, apart from the words for its form of state.
    pub fn has_stem(&self, form: &str) -> bool {
        let stem = name::stem(form);
        !stem.is_empty() && self.english().any(|known| name::stem(known) == stem)
    }

    pub fn english(&self) -> impl Iterator<Item = &str> {
        self.record.names.iter().filter(|known| known.language == "en").map(|known| known.form.as_str())
    }
}

/// The sources differ in their apostrophes.
fn same_spelling(one: &str, other: &str) -> bool {
    one.replace('’', "'") == other.replace('’', "'")
}
