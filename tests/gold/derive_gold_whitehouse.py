#!/usr/bin/env python3
"""Derive gold files for the White House briefings: turn boundaries from the label pattern, the rest from title and heading lines.

    python3 derive_gold_whitehouse.py PAGES_FOLDER GOLD_FOLDER

The files are a title line `<h1>…</h1>` and the page's HTML as a Python byte-string literal; Python itself reads the literal here
(`ast.literal_eval`), so the reader's decoding is judged by a different one. A label is `Q` (no colon) or capitals with a colon
(`MR. EARNEST:`) at the start of a paragraph or after a `<br>`. People and offices come from the title alone, by the table TITLES,
written by hand; a speaker is resolved when exactly one person of the title has the label's surname. Whoever is only in a
label (`MS. PSAKI`) keeps the surname alone. The date is the title's; there is none where the title has none. "Aboard Air Force One, en route …" is no place.
"""
import ast
import html
import json
import os
import re
import sys

# Words of a title → office as printed and name. By hand.
TITLES = [
    ("Principal Deputy Press Secretary", "Josh Earnest"), ("Principal Deputy Press Secretary", "Eric Schultz"),
    ("Press Secretary", "Josh Earnest"), ("Press Secretary", "Jay Carney"), (None, "Josh Earnest"), ("Secretary of Education", "Arne Duncan"),
    ("Special Presidential Envoy for the Global Coalition to Counter ISIL", "Brett McGurk"),
]
# Labels that must be slips of the transcript: who spoke is not settled.
SLIPS = {("5.html", "MR. EARNEST")}
LABEL = re.compile(r"^(?P<time>\d{1,2}:\d\d [AP]\.M\. [A-Z]{3} )?(?:(?P<name>(?:[A-Z][A-Z.’'-]*\.? ){0,6}(?:Mc)?[A-Z][A-Z.’'-]+)(?P<note> \([^)]*\))?:|(?P<q>Q)(?= |$))")
TIME = re.compile(r"^\d{1,2}:\d\d [AP]\.M\.,? [A-Z]{2,3}$")
END = re.compile(r"^END\b")


def fold(text):
    return re.sub(r"[\s\u00a0\u200b]+", " ", text).strip()


def lines(page):
    body = re.sub(r"<br\s*/?>", "</p><p>", page)
    out = []
    for p in re.findall(r"<(?:p|div)\b[^>]*>(.*?)(?=</?(?:p|div)\b)", body, re.S) :
        text = fold(html.unescape(re.sub(r"<[^>]*>", "", p)))
        if text:
            out.append(text)
    return out


def gold_of(raw, name):
    head, literal = raw.split("\n", 1)
    title = fold(html.unescape(re.sub(r"<[^>]*>", "", head)))
    page = ast.literal_eval(literal.strip()).decode("utf-8")
    people, offices = [], []
    for office, person in TITLES:
        phrase = (office + " " if office else "") + person
        if phrase in title and person not in people:
            people.append(person)
            if office:
                offices.append({"person": person, "office": office, "also": [], "from": "title"})
    turns, heading, asides, open_ = [], [], [], False
    for text in lines(page):
        if END.match(text):  # an amendment may follow it
            open_ = False
            continue
        if TIME.match(text) and not open_:
            continue
        found = LABEL.match(text)
        if found:
            label = found.group("q") or found.group("name")
            turn = {"label": label, "kind": "QUESTION" if found.group("q") else None, "speaker": None}
            if found.group("q"):
                turn["unnamed"] = True
            else:
                surname = label.split()[-1]
                match = [p for p in people if p.split()[-1].upper() == surname.upper()]
                turn["speaker"] = match[0] if len(match) == 1 else surname.title()
                if (name, label) in SLIPS:
                    del turn["speaker"]
            turn["paragraphs"] = [text[found.end():].strip()]
            turns.append(turn)
            open_ = True
        elif open_:
            turns[-1]["paragraphs"].append(text)
        elif turns:
            asides.append(text)
        else:
            heading.append(text)
    for turn in turns:
        text = fold(" ".join(turn.pop("paragraphs")))
        turn["length"], turn["start"], turn["end"] = len(text), text[:40], text[-40:]
    date = re.search(r"\b(\d{1,2})/(\d{1,2})/(\d\d)$", title)
    dates = {}
    if date:
        month, day, year = (int(g) for g in date.groups())
        dates["made"] = {"edtf": "20%02d-%02d-%02d" % (year, month, day), "resolution": "STATED"}
    where = fold(" ".join(h for h in heading if not re.match(r"^\d|\*|Please see below", h)))
    surnames = {t["speaker"] for t in turns if t.get("speaker")} - set(people)
    return {
        "file": name, "by": "derive_gold_whitehouse.py; title and offices by hand",
        "statements": [{"title": title, "kind": ["BRIEFING", "NEWS_CONFERENCE"], "dates": dates, "dates_complete": True, "place": where if "Room" in where else None,
                        "scenes": asides, "turns": {"complete": True, "list": [{k: v for k, v in t.items() if v is not None or k == "speaker"} for t in turns]}}],
        "people": {"complete": False, "list": [{"id": None, "name": p, "forms": []} for p in people + sorted(surnames)]},
        "offices": {"complete": False, "list": offices},
    }


def main(pages, golds):
    os.makedirs(golds, exist_ok=True)
    for file in sorted(os.listdir(pages)):
        if file.endswith(".html"):
            with open(os.path.join(pages, file), encoding="utf-8") as f:
                gold = gold_of(f.read(), file)
            with open(os.path.join(golds, file[:-5] + ".json"), "w", encoding="utf-8") as f:
                json.dump(gold, f, ensure_ascii=False, indent=1)
                f.write("\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
