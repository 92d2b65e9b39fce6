"""Kills the server with SIGKILL at random moments while it is edited and imported into, and looks what is left.

    python3 tests/faults/kill.py [--kills 100] [--databases sqlite,postgres] [--program target/debug/communique] [--seed N]

Several editors make and rename topics, pair by pair in one change set, while files are imported. After each kill the server is started again,
by the same command and nothing else; then every change that was acknowledged must be there, none may be there by half, and of an import just
what it says it has made. Every ten kills all topics are looked at again, interrupted imports must have been finished by themselves, and
`communique verify` must find no fault. The databases are tried side by side. Needs nothing but Python and, for PostgreSQL, its installed programs: a throw-away cluster is made of
them, as the user postgres where this runs as root.

Prints a line for each round and a summary for each database; exit code 0 only when nothing was lost, 2: wrong call.
"""

import argparse
import concurrent.futures
import glob
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid

EDITORS = 3
VERIFY_EVERY = 10
PATIENCE = 120
ROOT = pathlib.Path(__file__).resolve().parents[2]


class Broken(Exception):
    """What must not be."""


class Gone(Exception):
    """The server did not answer: what was asked may have been done or not."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    """A PostgreSQL server of its own, which ends with this program."""

    def __init__(self):
        folders = [os.path.dirname(path) for path in glob.glob("/usr/lib/postgresql/*/bin/initdb")]
        found = max(folders, key=lambda folder: int(re.search(r"(\d+)/bin", folder)[1]), default=None)
        found = found or os.path.dirname(shutil.which("initdb") or "")
        if not found:
            raise SystemExit("PostgreSQL's initdb is not installed; --databases sqlite leaves it out")
        port = free_port()
        script = f"""set -e
            dir=$(TMPDIR=/tmp mktemp -d)
            trap 'kill $server 2>/dev/null; wait $server 2>/dev/null; rm -rf "$dir"' EXIT
            cd "$dir"
            "{found}/initdb" -D "$dir/data" -U communique -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/initdb.log"
            "{found}/postgres" -D "$dir/data" -p {port} -k "$dir" -c listen_addresses=127.0.0.1 >"$dir/postgres.log" 2>&1 &
            server=$!
            until "{found}/pg_isready" -q -h 127.0.0.1 -p {port}; do sleep 0.1; kill -0 $server; done
            "{found}/createdb" -h 127.0.0.1 -p {port} -U communique archive
            echo ready
            cat >/dev/null"""
        command = ["runuser", "-u", "postgres", "--", "sh", "-c", script] if os.getuid() == 0 else ["sh", "-c", script]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline().strip() != "ready":
            raise SystemExit("PostgreSQL did not start")
        self.url = f"postgres://communique@127.0.0.1:{port}/archive"

    def stop(self):
        self.process.stdin.close()
        self.process.wait(PATIENCE)


class Archive:
    """The archive, and the server that is killed."""

    def __init__(self, program, folder, url):
        self.program, self.port, self.process = program, free_port(), None
        self.where = ["--data-dir", str(folder)] + (["--database-url", url] if url else [])
        self.log = open(folder / "server.log", "ab")
        self.run("user", "create", "--email", "editor@example.org", "--name", "Editor", "--role", "editor", "--password-stdin",
                 given="seven quiet ferries cross at noon\n")
        self.token = self.run("token", "create", "--email", "editor@example.org", "--label", "kill", "--scope", "apply",
                              "--scope", "import").strip()

    def run(self, *arguments, given=None):
        environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DATABASE_READ_URL")}
        command = [self.program, *arguments, *self.where, "--log", "warn"]
        done = subprocess.run(command, input=given, capture_output=True, text=True, env=environment)
        if done.returncode:
            raise Broken(f"{' '.join(arguments)}: exit code {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout

    def start(self):
        """Starts the server, by the command by which it is always started. Gives how long it took until it answered."""
        started = time.monotonic()
        command = [self.program, "serve", "--listen", f"127.0.0.1:{self.port}", *self.where, "--log", "warn"]
        environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DATABASE_READ_URL")}
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log, env=environment)
        while time.monotonic() - started < PATIENCE:
            if self.process.poll() is not None:
                raise Broken(f"the server did not start again: exit code {self.process.returncode}")
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/readyz")
                if connection.getresponse().status == 200:
                    return time.monotonic() - started
            except OSError:
                pass
            time.sleep(0.02)
        raise Broken(f"the server did not answer within {PATIENCE} seconds")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def ask(self, query, variables=None, file=None):
        """The data of an operation; `Gone` if no whole answer came."""
        body = json.dumps({"query": query, "variables": variables or {}}).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        if file is not None:
            boundary = uuid.uuid4().hex
            parts = [("operations", None, body), ("map", None, b'{"0": ["variables.file"]}'), ("0", "topics.jsonl", file)]
            lines = []
            for name, filename, content in parts:
                named = f'; filename="{filename}"' if filename else ""
                lines += [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode(), content, b"\r\n"]
            body = b"".join(lines) + f"--{boundary}--\r\n".encode()
            headers["Content-Type"] = f"multipart/form-data; boundary={boundary}"
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            connection.request("POST", "/graphql", body, headers)
            answer = json.loads(connection.getresponse().read())
        except (OSError, http.client.HTTPException, ValueError) as cause:
            raise Gone(str(cause)) from cause
        if "errors" in answer:
            raise Broken(f"{query[:60]}…: {answer['errors']}")
        return answer["data"]


CREATE = "mutation($input: TopicInput!, $set: ID) { createTopic(input: $input, changeSetId: $set) { recordId } }"
RENAME = """mutation($id: ID!, $version: Int!, $input: TopicInput!, $set: ID) {
  updateTopic(id: $id, expectedVersion: $version, input: $input, changeSetId: $set) { recordId } }"""
BEGIN = 'mutation { beginChangeSet(title: "a pair") { changeSet { id } } }'
APPLY = "mutation($id: ID!) { applyChangeSet(id: $id) { changeSet { state } } }"
IMPORT = "mutation($file: Upload) { applyImport(file: $file, format: \"jsonl\") { job { id } } }"
JOB = "query($id: ID!) { importJob(id: $id) { state created invalid } }"
PAGE = """query($after: String) { topics(first: 100, after: $after, orderBy: CREATED_DESC) {
  nodes { slug label version } pageInfo { hasNextPage endCursor } } }"""
ONE = "query($slug: String!) { topic(slug: $slug) { slug label version } }"


class Editor:
    """Renames its two topics, always both in one change set, and makes others. `label` is what was acknowledged last."""

    def __init__(self, archive, number):
        self.archive, self.number = archive, number
        self.pair = [f"pair-{number}-a", f"pair-{number}-b"]
        self.sure, self.maybe, self.count = None, None, 0
        self.made, self.unsure, self.acknowledged = set(), set(), 0

    def prepare(self):
        topics = [self.archive.ask(CREATE, {"input": {"slug": slug, "label": f"{slug} 0"}}) for slug in self.pair]
        self.ids, self.version, self.sure = [topic["createTopic"]["recordId"] for topic in topics], 1, 0

    def work(self, stop):
        while not stop.is_set():
            try:
                self.rename() if random.random() < 0.5 else self.create()
            except Gone:
                return

    def create(self):
        self.count += 1
        slug = f"made-{self.number}-{self.count}"
        self.unsure.add(slug)
        self.archive.ask(CREATE, {"input": {"slug": slug, "label": slug}})
        self.unsure.discard(slug)
        self.made.add(slug)
        self.acknowledged += 1

    def rename(self):
        change_set = self.archive.ask(BEGIN)["beginChangeSet"]["changeSet"]["id"]
        wanted = self.sure + 1
        for slug, row in zip(self.pair, self.ids):
            self.archive.ask(RENAME, {"id": row, "version": self.version, "input": {"label": f"{slug} {wanted}"}, "set": change_set})
        self.maybe = wanted
        applied = self.archive.ask(APPLY, {"id": change_set})["applyChangeSet"]["changeSet"]["state"]
        if applied != "APPLIED":
            raise Broken(f"a change set is {applied}")
        self.sure, self.maybe, self.version = wanted, None, self.version + 1
        self.acknowledged += 2

    def check(self, topics):
        seen = [self.archive.ask(ONE, {"slug": slug})["topic"] for slug in self.pair]
        labels = [int(topic["label"].rsplit(" ", 1)[1]) for topic in seen]
        if labels[0] != labels[1] or seen[0]["version"] != seen[1]["version"]:
            raise Broken(f"half a change set: {seen}")
        if labels[0] not in (self.sure, self.maybe):
            raise Broken(f"editor {self.number}: {self.sure} was acknowledged and {labels[0]} is there")
        self.sure, self.maybe, self.version = labels[0], None, seen[0]["version"]
        lost = self.made - topics
        if lost:
            raise Broken(f"{len(lost)} acknowledged topics are not there: {sorted(lost)[:5]}")
        self.made |= self.unsure & topics
        self.unsure.clear()


class Importer:
    """Imports files of topics, one after the other. A file that was taken is imported in the end, whatever comes between."""

    def __init__(self, archive, most):
        self.archive, self.most, self.count = archive, most, 0
        self.jobs, self.unsure, self.done, self.acknowledged = {}, [], set(), 0

    def work(self, stop):
        while not stop.is_set():
            try:
                self.one(stop)
            except Gone:
                return

    def one(self, stop):
        self.count += 1
        slugs = [f"imported-{self.count}-{row}" for row in range(random.randint(20, self.most))]
        lines = [{"type": "Topic", "key": slug, "slug": slug, "label": slug} for slug in slugs]
        self.unsure.append(slugs)
        file = "".join(json.dumps(line) + "\n" for line in lines).encode()
        job = self.archive.ask(IMPORT, {"file": None}, file)["applyImport"]["job"]["id"]
        self.unsure.remove(slugs)
        self.jobs[job] = slugs
        self.acknowledged += 1
        while not stop.is_set() and self.archive.ask(JOB, {"id": job})["importJob"]["state"] == "RUNNING":
            time.sleep(0.05)

    def look(self, topics_of):
        """What an import says it has made is there, and nothing more: each of its batches was done with its progress, or not at all."""
        while True:
            before = {job: self.archive.ask(JOB, {"id": job})["importJob"] for job in self.jobs}
            topics = topics_of()
            after = {job: self.archive.ask(JOB, {"id": job})["importJob"] for job in self.jobs}
            if before == after:
                break
        for job, slugs in self.jobs.items():
            present = len(set(slugs) & topics)
            if after[job]["state"] not in ("RUNNING", "DONE") or after[job]["created"] != present or after[job]["invalid"]:
                raise Broken(f"of an import of {len(slugs)} there are {present}, and it says {after[job]}")
        return topics

    def finish(self, topics_of):
        """Waits for what is under way, so that it is known what became of it."""
        for job, slugs in self.jobs.items():
            until = time.monotonic() + PATIENCE
            while (seen := self.archive.ask(JOB, {"id": job})["importJob"])["state"] == "RUNNING":
                if time.monotonic() > until:
                    raise Broken(f"an import does not go on by itself: {seen}")
                time.sleep(0.05)
            if seen["state"] != "DONE" or seen["created"] != len(slugs) or seen["invalid"]:
                raise Broken(f"an import of {len(slugs)} ended as {seen}")
        topics = topics_of()
        for slugs in self.jobs.values():
            lost = set(slugs) - topics
            if lost:
                raise Broken(f"{len(lost)} topics of a finished import are not there: {sorted(lost)[:5]}")
        self.done |= {slug for slugs in self.jobs.values() for slug in slugs}
        self.jobs = {}
        if self.done - topics:
            raise Broken(f"{len(self.done - topics)} topics of earlier imports are gone")
        # Whose answer did not come: it was taken as a whole, and then it is imported as a whole, or not at all.
        until = time.monotonic() + PATIENCE
        for slugs in self.unsure:
            while 0 < len(set(slugs) & topics) < len(slugs):
                if time.monotonic() > until:
                    raise Broken(f"half of an import is there: {len(set(slugs) & topics)} of {len(slugs)}")
                time.sleep(0.1)
                topics = topics_of()
        self.unsure = []
        return topics


def there(archive, known=frozenset()):
    """The slugs of all topics; of those that are known already, only the newest are looked at again."""
    topics, after = set(), None
    while True:
        page = archive.ask(PAGE, {"after": after})["topics"]
        slugs = {topic["slug"] for topic in page["nodes"]}
        if slugs & topics or len(slugs) < len(page["nodes"]):
            raise Broken("a topic is there twice")
        topics |= slugs
        if not page["pageInfo"]["hasNextPage"] or (slugs and slugs <= known):
            return topics | known
        after = page["pageInfo"]["endCursor"]


def torture(database, program, kills, longest, most, is_quick):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="communique-kill-"))
    cluster = Cluster() if database == "postgres" else None
    archive = None
    try:
        archive = Archive(program, folder, cluster.url if cluster else None)
        archive.start()
        editors = [Editor(archive, number) for number in range(EDITORS)]
        importer = Importer(archive, most)
        for editor in editors:
            editor.prepare()
        slowest = verified = 0
        topics = frozenset()
        for kill in range(1, kills + 1):
            stop, faults = threading.Event(), []

            def guarded(work):
                try:
                    work(stop)
                except Exception as fault:
                    faults.append(fault)

            threads = [threading.Thread(target=guarded, args=(worker.work,)) for worker in [*editors, importer]]
            for thread in threads:
                thread.start()
            time.sleep(random.uniform(0.01, longest))
            archive.kill()
            stop.set()
            for thread in threads:
                thread.join()
            if faults:
                raise faults[0]
            slowest = max(slowest, archive.start())
            is_whole = kill % VERIFY_EVERY == 0 or kill == kills
            known = frozenset() if is_whole else frozenset(topics)
            check = importer.finish if is_whole and not is_quick else importer.look
            topics = check(lambda: there(archive, known))
            for editor in editors:
                editor.check(topics)
            if is_whole:
                archive.run("verify")
                verified += 1
            done = sum(editor.acknowledged for editor in editors)
            print(f"{database} {kill}/{kills}: {done} edits and {importer.acknowledged} imports acknowledged, {len(topics)} topics", flush=True)
        print(f"{database}: {kills} kills, {done} edits and {importer.acknowledged} imports acknowledged, 0 lost, 0 by half, "
              f"{verified} times verified, up again within {slowest:.1f} s", flush=True)
        return True
    except Broken as fault:
        print(f"{database}: FAULT: {fault}\nthe server's log: {folder}/server.log", flush=True)
        folder = None
        return False
    finally:
        if archive and archive.process and archive.process.poll() is None:
            archive.kill()
        if cluster:
            cluster.stop()
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--databases", default="sqlite,postgres")
    parser.add_argument("--program", default=str(ROOT / "target/debug/communique"))
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--longest", type=float, default=2.0, help="seconds that a server lives at most")
    parser.add_argument("--records", type=int, default=120, help="records that a file has at most")
    parser.add_argument("--quick", action="store_true", help="do not wait until interrupted imports are gone on with, after 20 seconds")
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    print(f"seed {arguments.seed}", flush=True)
    given = (arguments.program, arguments.kills, arguments.longest, arguments.records, arguments.quick)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        results = pool.map(lambda database: torture(database, *given), arguments.databases.split(","))
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
