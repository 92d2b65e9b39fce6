#!/usr/bin/env python3
"""Turn kremlin HTML pages into the plain text that "select all, copy" or html2text gives.

    python3 to_text.py PAGES_FOLDER TEXT_FOLDER

Everything a browser shows stays, also what is around the statement (menus, share box, "See also", footer); markup, scripts and what
the page hides (`hidden` class or attribute, tooltips) go. Block elements are separated by blank lines, list items and
`<br>` by line breaks, labels stay inline, no-break spaces stay as they are. Standard library only; deterministic.
"""
import ast
import html.parser
import os
import re
import sys

VOID = {"meta", "img", "br", "link", "input", "hr", "source", "track", "wbr", "area", "base", "col", "embed", "param"}
BLOCK = {"p", "div", "h1", "h2", "h3", "h4", "h5", "ul", "ol", "blockquote", "article", "nav", "form", "fieldset", "figure", "table",
         "section", "header", "footer", "aside", "video"}
LINE = {"li", "tr", "label", "button", "br", "time"}
DROP = {"script", "style", "head", "noscript"}


class Text(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.out, self.stack = [], []

    def hidden(self):
        return any(h for _, h in self.stack)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag not in VOID:
            if tag == "p":
                while self.stack and self.stack[-1][0] == "p":
                    self.stack.pop()
            names = (attrs.get("class") or "").split()
            self.stack.append((tag, tag in DROP or "hidden" in names or "hidden" in attrs or "read__tooltip" in names))
        if not self.hidden():
            self.out.append("\n\n" if tag in BLOCK else "\n" if tag in LINE and tag != "time" else "")

    def handle_endtag(self, tag):
        shown = not self.hidden()
        if any(t == tag for t, _ in self.stack):
            while self.stack.pop()[0] != tag:
                pass
        if shown:
            self.out.append("\n\n" if tag in BLOCK else "\n" if tag in LINE and tag != "time" else "")

    def handle_data(self, data):
        if not self.hidden():
            self.out.append(re.sub(r"[ \t\r\n]+", " ", data))


def render(page):
    """`page` is HTML, or (White House briefings) a title line and the HTML as a Python byte-string literal."""
    head, _, rest = page.partition("\n")
    if re.match(r"b['\"]", rest):
        page = head + ast.literal_eval(rest.strip()).decode("utf-8")
    parser = Text()
    parser.feed(page)
    parser.close()
    text = "".join(parser.out)
    lines = [re.sub(r" +", " ", line).strip(" ") for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


def main(pages, texts):
    os.makedirs(texts, exist_ok=True)
    for folder, _, files in sorted(os.walk(pages)):
        for file in sorted(files):
            if file.endswith(".html"):
                with open(os.path.join(folder, file), encoding="utf-8") as f:
                    text = render(f.read())
                with open(os.path.join(texts, file[:-5] + ".txt"), "w", encoding="utf-8") as f:
                    f.write(text)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
