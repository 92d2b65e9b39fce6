#!/usr/bin/env python3
"""Times verifyQuote over a made-up archive, beside the smallest request there is and a search, in the same run.

    cargo build --release --workspace
    bench/quote.py [--statements N] [--requests N]

The archive of `bench-data` has 48 words in all, each in nearly every turn: the worst case for an index, since no word is rare. Quotations are of
each outcome (exact, normalised, near, none), elided ones, with and without a speaker. Prints the verdicts, p50 and p99 of each kind of request,
and the ratio to the smallest request. Machines are noisy: only the ratios of one run mean something.
"""
import argparse, collections, json, os, random, socket, subprocess, sys, tempfile, time, urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILT = os.path.join(ROOT, "target", "release", "communique")
VERIFY = "query($text: String!, $speaker: PersonFilter) { verifyQuote(text: $text, speaker: $speaker) { verdict isCurrent matches { turn { id } range { start end } citation } } }"
SEARCH = "query($query: String!) { search(query: $query, first: 10) { totalCount nodes { node { __typename } } } }"


def ask(url, query, variables=None):
    body = json.dumps({"query": query, "variables": variables or {}}).encode()
    start = time.monotonic()
    with urllib.request.urlopen(urllib.request.Request(url, body, {"Content-Type": "application/json"})) as response:
        answer = json.loads(response.read())
    took = (time.monotonic() - start) * 1000
    assert "errors" not in answer, answer
    return took, answer["data"]


def quotations(file, count, dice):
    """Stretches of the archive's own turns, each with the slug of its speaker."""
    turns = []
    with open(file, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if record["type"] == "Statement":
                turn = record["turns"][dice.randrange(len(record["turns"]))]
                turns.append((turn["text"].split(), turn["speaker"]["slug"]))
    for words, speaker in dice.sample(turns, min(count, len(turns))):
        length = dice.choice([6, 12, 25, 60])
        start = dice.randrange(max(len(words) - length, 1))
        yield words[start : start + length], words, speaker


def kinds(piece, words, dice):
    """The same stretch as each kind of quotation."""
    strange = list(piece)
    for place in dice.sample(range(len(strange)), max(len(strange) // 6, 1)):
        strange[place] = "otherwise"
    half = len(piece) // 2
    shuffled = [dice.choice(words).strip(".") for _ in range(len(piece))]
    return {
        "exact": " ".join(piece).strip("."),
        "normalised": " ".join(piece).upper().replace(".", " –"),
        "near": " ".join(strange),
        "elided": f"{' '.join(piece[:half])} […] {' '.join(words[-half:])}".strip("."),
        "none, of common words": " ".join(shuffled),
        "none, of other words": "we shall build a great wall and somebody else will pay for all of it",
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--statements", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=100, help="of each kind")
    parser.add_argument("--data-dir", help="an archive that was made by an earlier run; it is kept")
    parser.add_argument("--program", default=BUILT, help="another executable, to compare")
    asked_for = parser.parse_args()
    program = asked_for.program
    dice = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        data = asked_for.data_dir or os.path.join(folder, "data")
        file = os.path.join(folder, "bench.jsonl")
        with open(file, "wb") as out:
            subprocess.run([program, "bench-data", "--statements", str(asked_for.statements)], check=True, stdout=out)
        if not os.path.exists(os.path.join(data, "communique.db")):
            start = time.monotonic()
            subprocess.run([program, "import", "apply", "--log", "off", "--data-dir", data, file], check=True, stdout=subprocess.DEVNULL)
            print(f"imported {asked_for.statements} statements in {time.monotonic() - start:.0f} s", flush=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        url = f"http://127.0.0.1:{port}/graphql"
        server = subprocess.Popen([program, "serve", "--listen", f"127.0.0.1:{port}", "--log", "off", "--data-dir", data], stdout=subprocess.DEVNULL)
        try:
            start = time.monotonic()
            while True:
                try:
                    if ask(url, VERIFY, {"text": "talks agreement"})[1]["verifyQuote"]["isCurrent"]:
                        break
                except (OSError, AssertionError):
                    pass
                time.sleep(0.5)
            print(f"the index is there after {time.monotonic() - start:.0f} s", flush=True)
            times, verdicts = collections.defaultdict(list), collections.defaultdict(collections.Counter)
            for piece, words, speaker in quotations(file, asked_for.requests, dice):
                times["smallest request"].append(ask(url, "{__typename}")[0])
                times["search of two words"].append(ask(url, SEARCH, {"query": " ".join(dice.sample(words, 2)).replace(".", "")})[0])
                for kind, text in kinds(piece, words, dice).items():
                    for name, filter in [(kind, None), (f"{kind}, with speaker", {"slugs": [speaker]})]:
                        took, answer = ask(url, VERIFY, {"text": text, "speaker": filter})
                        times[name].append(took)
                        verdicts[name][answer["verifyQuote"]["verdict"]] += 1
            middle = lambda some: sorted(some)[len(some) // 2]
            late = lambda some: sorted(some)[min(int(len(some) * 0.99), len(some) - 1)]
            base = middle(times["smallest request"])
            for name, some in times.items():
                told = ", ".join(f"{verdict} {count}" for verdict, count in verdicts[name].most_common())
                print(f"{name:<36} p50 {middle(some):7.1f} ms  p99 {late(some):7.1f} ms  ratio {middle(some) / base:6.1f}  {told}")
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    sys.exit(main())
