#!/usr/bin/env python3
"""Derive gold files for the en.kremlin.ru pages from the pages' own markup.

    python3 derive_gold.py PAGES_FOLDER GOLD_FOLDER

One JSON file per page. Standard library only; the same input gives the same output, byte for byte. Shares no code and no
method with the reader it judges: the markup alone decides, and where it does not settle a fact, the fact is left out.

What is taken from where
- title: `h1.entry-title`; url: `og:url`; external id: the number at its end; made: `time.read__published`; published: the
  `time` of "Publication date"; place: `div.read__place`; lead: `#read-lead`.
- countries, persons, topics: the tag columns (`rel="tag"`); persons also from `a.person_tag` in the text.
- turns: a paragraph of the body that *begins in bold type* and whose bold part (with an italic or bracketed remark after it)
  ends in a colon opens a turn; what follows belongs to it until the next such paragraph. A paragraph wholly in bold or italic,
  and `* * *`, is a heading (kind SCENE). Pull quotes (`blockquote`) repeat words of the speech: listed apart, in no turn.
  `<…>` is the source's mark of omission: never part of a turn's text; a turn it follows has `excerpt: true`.
- speaker: the person link in the label; else a name known on the page (person link, persons tag, the title's own link text)
  that ends the label; else a shorter label of the same page that ends it ("Gudni Johannesson" ends "President of Iceland Gudni
  Johannesson"); "Vladimir Putin" is the site's owner; HAND_NAMES has the few more that a reader of the page sees at once; a label
  of two or three capitalised words and no office is a name itself.
- offices: what stands before the name in such a label, or in a title of the form "Telephone conversation with OFFICE NAME".
  The offices in the tooltips of person links are NOT gold: they are those of the day the site was copied (2020), not of the
  day of the statement (Vucic is "President of Serbia" there on a page on which he is prime minister).
"""
import html
import html.parser
import json
import os
import re
import sys
import unicodedata

VOID = {"meta", "img", "br", "link", "input", "hr", "source", "track", "wbr", "area", "base", "col", "embed", "param"}

# Names that end a label, for speakers whom no link, tag or second label names. Read by a person, from the label itself.
HAND_NAMES = [
    "Kurt Bock", "Maithripala Sirisena", "Zhang Dejiang", "Mohammed Al Nahyan", "Li Zhanshu", "Gjorge Ivanov", "Song Young-gil", "Wang Yi",
    "Mohammad bin Salman Al Saud", "Christian Kern", "Nawaz Sharif", "Sigmar Gabriel", "Horst Seehofer", "Jean-Claude Juncker",
    "Marine Le Pen", "Hassan Rouhani", "Milos Zeman", "Mahmoud Abbas", "Xi Jinping", "Emmanuel Macron", "Sergio Mattarella", "Igor Dodon",
    "Recep Tayyip Erdogan", "Shavkat Mirziyoyev", "Gudni Johannesson",
]
# Spellings of one person within one page (slips of the source): label → the spelling used elsewhere on that page.
HAND_SAME = {"Natalia Yuryeva": "Natalya Yuryeva", "Danila Prelepa": "Danila Prilepa", "A. Voronin": "Andrei Voronin"}
BARE_NAME = re.compile(r"^[A-Z][\w’'.-]*( [A-Z][\w’'-]+){1,2}$")
NO_NAME = re.compile(r"(?i)^(question|remark|reply|answer|voice from the audience|from the audience|moderator|presenter|host)s?$")
QUESTION = re.compile(r"(?i)^(question|remark|q)s?$")
OWNER = "Vladimir Putin"


def fold(text):
    """White space (also no-break) to single spaces."""
    return re.sub(r"[\s\u00a0\u200b]+", " ", text).strip()


def squash(text):
    """For comparison only: no white space at all, no accents, lower case."""
    text = unicodedata.normalize("NFKD", text)
    return "".join(c for c in text if not c.isspace() and not unicodedata.combining(c)).lower()


class Node:
    def __init__(self, tag, attrs, parent):
        self.tag, self.attrs, self.parent, self.children = tag, dict(attrs), parent, []

    def classes(self):
        return (self.attrs.get("class") or "").split()

    def walk(self):
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def find(self, test):
        return next((n for n in self.walk() if test(n)), None)

    def find_all(self, test):
        return [n for n in self.walk() if test(n)]

    def text(self):
        return "".join(c if isinstance(c, str) else ("" if is_hidden(c) else c.text()) for c in self.children)


def is_hidden(node):
    return "read__tooltip" in node.classes() or node.tag in ("script", "style")


class Tree(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = self.here = Node("#root", [], None)

    def handle_starttag(self, tag, attrs):
        if tag == "p":  # a paragraph cannot hold a paragraph
            self.close("p", stop={"div", "blockquote", "td", "li"})
        node = Node(tag, attrs, self.here)
        self.here.children.append(node)
        if tag not in VOID:
            self.here = node

    def handle_startendtag(self, tag, attrs):
        self.here.children.append(Node(tag, attrs, self.here))

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.close(tag)

    def close(self, tag, stop=()):
        node = self.here
        while node.parent is not None and node.tag != tag:
            if node.tag in stop:
                return
            node = node.parent
        if node.parent is not None:
            self.here = node.parent

    def handle_data(self, data):
        self.here.children.append(data)


def has_class(name):
    return lambda n: name in n.classes()


def person_id(href):
    found = re.search(r"/catalog/persons/(\d+)/", href or "")
    return found.group(1) if found else None


def pieces(node, bold=False, italic=False, person=None):
    """The visible text of a paragraph as (text, bold, italic, person link)."""
    for child in node.children:
        if isinstance(child, str):
            yield child, bold, italic, person
        elif not is_hidden(child):
            link = child if "person_tag" in child.classes() else person
            yield from pieces(child, bold or child.tag in ("b", "strong"), italic or child.tag in ("i", "em"), link)


class Paragraph:
    """A paragraph, character by character, with white space folded."""

    def __init__(self, node, quote):
        self.quote = quote
        self.chars = []
        for text, bold, italic, link in pieces(node):
            for c in text:
                if c.isspace() or c in "\u00a0\u200b":
                    if not self.chars or self.chars[-1][0] == " ":
                        continue
                    c = " "
                self.chars.append((c, bold, italic, link))
        while self.chars and self.chars[-1][0] == " ":
            self.chars.pop()
        self.text = "".join(c[0] for c in self.chars)
        self.links = node.find_all(has_class("person_tag"))

    def wholly(self, which):
        return bool(self.chars) and all(c[which] for c in self.chars if c[0] not in " ")

    def label(self):
        """(label without remark, remark, name as linked, link's person id, length of it all) or None."""
        if not self.chars or not self.chars[0][1]:
            return None
        depth, label, remark, linked, link = 0, "", "", "", None
        for i, (c, bold, italic, person) in enumerate(self.chars):
            if c == ":" and depth == 0:
                break
            if c == "(":
                depth += 1
            if depth or (italic and not bold):
                remark += c
            elif bold or c in " -–":
                label += c
                if person is not None:
                    linked, link = linked + c, person
            else:
                return None
            if c == ")":
                depth -= 1
        else:
            return None
        label = fold(label)
        if not label or len(label) > 160:
            return None
        return label, fold(remark).strip("() "), fold(linked), person_id(link.attrs.get("href")) if link else None, i + 1


OMISSION = re.compile(r"<\s*(…|\.\.\.)\s*>")


def body_paragraphs(body):
    out = []

    def visit(node, quote):
        for child in node.children:
            if not isinstance(child, Node):
                continue
            if "masha-ignore" in child.classes() or "read__bottommeta" in child.classes():
                continue
            if child.tag == "p":
                out.append(Paragraph(child, quote))
                if any(isinstance(c, Node) and c.tag == "p" for c in child.children):
                    raise ValueError("paragraph in a paragraph")
            else:
                visit(child, quote or child.tag == "blockquote")

    visit(body, False)
    return [p for p in out if p.text]


def tags(article, kind):
    out = []
    for a in article.find_all(lambda n: n.tag == "a" and n.attrs.get("rel") == "tag"):
        found = re.search(r"/catalog/%s/(\w+)/" % kind, a.attrs.get("href", ""))
        if found and (found.group(1), fold(a.text())) not in out:
            out.append((found.group(1), fold(a.text())))
    return out


HONORIFIC = re.compile(r"^(Mr|Mrs|Ms|Dr|President|King|Emir|Prime Minister)\.? ")


def known_people(article):
    """id → {"name": "First Last" form if the page has one, "forms": every visible form}."""
    people = {}

    def add(pid, form=None, tag=None):
        entry = people.setdefault(pid, {"id": pid, "tag": None, "forms": []})
        if tag:
            entry["tag"] = entry["tag"] or tag
            form = form or re.split(r" (?:King|Emir|Crown Prince) of ", tag)[0]  # "Abdullah II King of Jordan"
        if form:
            form = HONORIFIC.sub("", re.sub(r"[’']s?$", "", form.strip(" ,.")))
            if form and form not in entry["forms"]:
                entry["forms"].append(form)

    for a in article.find_all(has_class("person_tag")):
        pid = person_id(a.attrs.get("href"))
        if pid:
            tip = a.find(has_class("tooltip_title"))
            add(pid, fold(a.text()), fold("".join(c for c in tip.children if isinstance(c, str))) if tip else None)
    for pid, name in tags(article, "persons"):
        add(pid, None, name)
    return people


def same_name(form, tag):
    return sorted(squash(w) for w in form.split()) == sorted(squash(w) for w in tag.split())


def resolve(label, linked, link_id, people, labels):
    """(name, person id or None, office or None, how) or None when the markup does not settle it."""
    flat = squash(label)

    def split(name):
        rest, wanted = label, squash(name)
        for i in range(len(label)):
            if squash(label[i:]) == wanted:
                rest = fold(label[:i])
                break
        else:
            return None
        return rest or None

    if linked and link_id and len(linked.split()) > 1:
        return linked, link_id, split(linked), "link"
    if flat.endswith(squash(OWNER)):
        return OWNER, None, split(OWNER), "owner"
    for pid, person in people.items():
        forms = [f for f in person["forms"] if len(f.split()) > 1]
        if person["tag"]:
            words = person["tag"].split()
            forms += [" ".join(words[i:] + words[:i]) for i in range(len(words))]
        for form in forms:
            if flat.endswith(squash(form)):
                return form, pid, split(form), "tag"
    for other in labels:
        if squash(other) != flat and flat.endswith(squash(other)) and len(other.split()) > 1 and not NO_NAME.match(other):
            return other, None, split(other), "later label"
    for name in HAND_NAMES:
        if flat.endswith(squash(name)):
            return name, None, split(name), "by hand"
    for other in labels:  # the label itself is the name, and a longer one of the page ends with it
        if squash(other) != flat and squash(other).endswith(flat) and len(label.split()) > 1:
            return label, None, None, "earlier label"
    if BARE_NAME.match(label):
        return label, None, None, "label is a name"
    return None


TITLE_OFFICE = [
    r"^(?:Informal )?(?:[Mm]eeting|Telephone conversation|Joint news conference|Talks) with (?P<rest>.+)$",
    r"^Press statements following (?:a )?(?:talks|meeting) with (?P<rest>.+)$",
    r"^(?:Condolences|Congratulations|Greetings) to (?P<rest>.+?)(?: on (?:the |his |winning |25th |Independence |Bastille |victory ).*)?$",
]
KINDS = [
    (r"^Telephone conversation", ["TELEPHONE_READOUT"]),
    (r"^(Joint news conference|News conference|Press statements and answers)", ["NEWS_CONFERENCE"]),
    (r"^Press statements", ["NEWS_CONFERENCE", "REMARKS", "JOINT_STATEMENT"]),
    (r"^(Congratulation|Condolences|Greetings|Message of )", ["MESSAGE"]),
    (r"^Article ", ["ARTICLE"]),
]
EVENTS = [
    (r"^Telephone conversation", ["TELEPHONE_CONVERSATION"]),
    (r"^(Joint news conference|News conference|Press statements)", ["NEWS_CONFERENCE"]),
    (r"^Meeting (with|of)|^Informal meeting", ["MEETING", "TALKS"]),
    (r"talks$|^Talks ", ["TALKS", "MEETING"]),
]


def title_person(title, people):
    """The office and person of a title such as "Meeting with President of Turkey Recep Tayyip Erdogan"."""
    for pattern in TITLE_OFFICE:
        found = re.match(pattern, title)
        if found:
            rest = found.group("rest")
            if re.search(r", | and ", rest):
                return None
            got = resolve(rest, "", None, people, [])
            return got if got and got[3] in ("tag", "by hand") else None
    return None


def turn_end(text):
    return text[-40:]


def article_gold(root, name):
    article = root.find(lambda n: n.tag == "article")
    metas = root.find_all(lambda n: n.tag == "meta")
    og = {m.attrs.get("property"): m.attrs.get("content") for m in metas}
    url = og.get("og:url")
    title = fold(article.find(has_class("entry-title")).text())
    lead_node = article.find(lambda n: n.attrs.get("id") == "read-lead")
    lead = fold(lead_node.text()) if lead_node else ""
    made = article.find(has_class("read__published")).attrs["datetime"]
    status = article.find(has_class("read__status"))
    published = status.find(lambda n: n.tag == "time").attrs["datetime"] if status else None
    place_node = article.find(has_class("read__place"))
    place = fold(place_node.text()) if place_node else None
    people = known_people(article)
    paragraphs = body_paragraphs(article.find(has_class("read__internal_content")))

    labels, seen = [], set()
    for p in paragraphs:
        found = None if p.quote else p.label()
        if found and found[0] not in seen:
            seen.add(found[0])
            labels.append(found[0])

    narrative, turns, scenes, quotes, texts = [], [], [], [], []
    offices, doubts = [], []
    speakers_by_name = {}
    for p in paragraphs:
        if p.quote:
            quotes.append(p.text)
            continue
        plain = fold(OMISSION.sub(" ", p.text))
        if re.fullmatch(r"[*\s]+", p.text):
            continue
        found = p.label()
        if found is None:
            if not plain:
                if turns:
                    turns[-1]["excerpt"] = True
                continue
            texts.append(plain)
            if p.wholly(1) or p.wholly(2):
                scenes.append(plain)
                if turns and p.wholly(2):
                    turns[-1].setdefault("scenes", []).append(plain)
                    turns[-1].setdefault("ends", []).append(fold(" ".join(turns[-1]["paragraphs"]))[-40:])
            elif turns:
                turns[-1]["paragraphs"].append(plain)
            else:
                narrative.append(plain)
            continue
        label, remark, linked, link_id, length = found
        text = fold(OMISSION.sub(" ", p.text[length:]))
        texts.append(text)
        turn = {"label": label, "kind": "QUESTION" if QUESTION.match(label) else None, "note": remark or None}
        if not NO_NAME.match(label):
            got = resolve(label, linked, link_id, people, labels)
            if got:
                name_, pid, office, how = got
                known = speakers_by_name.setdefault(squash(name_), {"name": name_, "id": pid})
                known["id"] = known["id"] or pid
                turn["speaker"] = name_
                if name_ in HAND_SAME:
                    turn["speaker_also"] = HAND_SAME[name_]
                if pid:
                    turn["speaker_id"] = pid
                if office and how != "earlier label":
                    turn["office"] = office
                    pair = {"person": name_, "office": office, "from": "label, name: " + how}
                    if not any(o["person"] == name_ and squash(o["office"]) == squash(office) for o in offices):
                        offices.append(pair)
                turn["by"] = how
            else:
                doubts.append(label)
        else:
            turn["speaker"] = None
            turn["unnamed"] = True
        turn["paragraphs"] = [text] if text else []
        turns.append(turn)

    out_turns = []
    for turn in turns:
        text = fold(" ".join(turn.pop("paragraphs")))
        turn["length"] = len(text)
        turn["start"], turn["end"] = text[:40], turn_end(text)
        out_turns.append({k: v for k, v in turn.items() if v is not None or k == "speaker"})

    got = title_person(title, people)
    if got:
        name_, pid, office, how = got
        if office and not any(squash(o["person"]) == squash(name_) and squash(o["office"]) == squash(office) for o in offices):
            offices.append({"person": name_, "office": office, "from": "title, name: " + how})

    grouped = {}
    for o in offices:  # several wordings of one person's office on one page: each is right
        entry = grouped.setdefault(squash(o["person"]), {"person": o["person"], "office": o["office"], "also": [], "from": o["from"]})
        if squash(o["office"]) != squash(entry["office"]):
            entry["also"].append(o["office"])
    offices = list(grouped.values())
    persons = []
    for pid, person in people.items():
        forms = ([person["tag"]] if person["tag"] else []) + person["forms"]
        persons.append({"id": pid, "name": forms[0] if forms else None, "forms": [f for f in forms[1:] if f != forms[0]]})
    for known in speakers_by_name.values():
        if known["name"] in HAND_SAME:
            continue
        if not any((known["id"] and known["id"] == p["id"]) or any(same_name(known["name"], f) for f in [p["name"], *p["forms"]]) for p in persons):
            persons.append({"id": known["id"], "name": known["name"], "forms": [k for k, v in HAND_SAME.items() if v == known["name"]]})
    whole = " ".join([title, lead, *texts])
    if OWNER in whole and not any(same_name(OWNER, p["name"]) for p in persons):
        persons.append({"id": None, "name": OWNER, "forms": []})

    captions = []  # of photographs and films: kept or left out, either is right
    for node in article.walk():
        for text in (node.attrs.get("alt"), node.text() if "media__title" in node.classes() or "video__description" in node.classes() else None):
            text = fold(text or "")[:40]
            if node.parent and not is_hidden(node) and text and text not in captions:
                captions.append(text)
    kinds = next((k for pattern, k in KINDS if re.search(pattern, title)), None)
    event = next((k for pattern, k in EVENTS if re.search(pattern, title)), None)
    dates = {"published": {"edtf": published, "resolution": "STATED"}} if published else {}
    if not title.startswith("Article"):
        dates["made"] = {"edtf": made, "resolution": "STATED"}
    statement = {"title": title, "dates": dates, "place": place, "summary": lead or None, "turns": {"complete": True, "list": out_turns},
                 "narrative": [{"start": t[:40], "length": len(t)} for t in ([lead] if lead else []) + narrative],
                 "scenes": scenes, "pull_quotes": quotes,
                 "topics": [{"id": i, "label": t} for i, t in tags(article, "keywords")]}
    if kinds:
        statement["kind"] = kinds
    gold = {
        "file": name, "by": "derive_gold.py from the page's markup",
        "url": url, "external_id": url.rsplit("/", 1)[-1] if url else None,
        "statements": [statement],
        "text": {"complete": True, "list": [{"start": t[:40], "length": len(t)} for t in ([lead] if lead else []) + [t for t in texts if t]],
                 "allowed": captions},
        "people": {"complete": False, "list": persons},
        "offices": {"complete": False, "list": offices},
        "countries": {"complete": False, "list": [{"alpha2": c, "name": n} for c, n in tags(article, "countries")]},
    }
    if event:
        gold["events"] = {"complete": False, "list": [{"kind": event, "start": made, "words": [], "note": "the statement's own event"}]}
    if doubts:
        gold["unresolved_labels"] = sorted(set(doubts))
    return gold


def listing_gold(root, name):
    """A page that lists titles by date: one TITLE_ONLY statement an entry."""
    out = []
    for entry in root.find_all(has_class("hentry_event")):
        title = fold(entry.find(has_class("entry-title")).text())
        when = entry.find(lambda n: n.tag == "time").attrs["datetime"]
        out.append({"title": title, "external_id": entry.attrs.get("data-id"), "holding": ["TITLE_ONLY"],
                    "dates": {"published": {"edtf": when, "resolution": "STATED", "roles": ["made", "posted"]}}, "turns": {"complete": True, "list": []}})
    og = {m.attrs.get("property"): m.attrs.get("content") for m in root.find_all(lambda n: n.tag == "meta")}
    return {"file": name, "by": "derive_gold.py from the page's markup", "listing": True, "url": og.get("og:url"), "statements": out}


def main(pages, golds):
    os.makedirs(golds, exist_ok=True)
    for folder, _, files in sorted(os.walk(pages)):
        for file in sorted(files):
            if not file.endswith(".html"):
                continue
            path = os.path.join(folder, file)
            tree = Tree()
            with open(path, encoding="utf-8") as f:
                tree.feed(f.read())
            listing = tree.root.find(lambda n: n.tag == "article") is None
            gold = (listing_gold if listing else article_gold)(tree.root, file)
            with open(os.path.join(golds, file[:-5] + ".json"), "w", encoding="utf-8") as f:
                json.dump(gold, f, ensure_ascii=False, indent=1)
                f.write("\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
