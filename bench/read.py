#!/usr/bin/env python3
"""Times reads beside the limits: the same answer as one hand-written SQL statement, and a constant body of its size over HTTP, in the same run.

    cargo build --release --workspace
    bench/read.py [--statements N] [--postgres URL_OF_AN_EMPTY_DATABASE]
    bench/read.py --growth 10000,100000,1000000
    bench/read.py --overload

Needs wrk, and PostgreSQL's server programs unless --postgres names one on this machine. docs/performance.md says how to read the tables.
Machines are noisy: only the ratios of one run mean something.
"""
import argparse, base64, contextlib, glob, itertools, json, os, pwd, random, shutil, signal, socket, sqlite3, subprocess, sys, tempfile, time
import urllib.error, urllib.parse, urllib.request
from collections import namedtuple

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BENCH = os.path.join(ROOT, "bench")
TICK = os.sysconf("SC_CLK_TCK")
JSON = {"Content-Type": "application/json", "Accept": "application/json"}
PEOPLE, DAY = "speakers{name}", "made{edtf}"
READS = {
    "statement": "query($id:ID!){statement(id:$id){id slug title kind holding language made{edtf} publisher{id name} speakers{id name} "
    "event{id name kind starts{edtf}} place{id name} topics{id label} countries{resolution country{id name alpha2}} "
    "links{nodes{kind target{id title}}} linkedFrom{nodes{kind source{id title}}} "
    "turns{nodes{id position kind label speaker{id name} text}}}}",
    "front": "{statements(first:20){nodes{id slug title kind made{edtf} publisher{id name} countries{country{name alpha2}} "
    "speakers{id name} event{id name}}}}",
    "filter": "query($country:String!,$kind:StatementKind!,$within:String!){statements(first:20,filter:{country:{codes:[$country]},"
    f"kinds:[$kind],made:{{within:$within}}}}){{nodes{{id title kind {DAY} publisher{{name}} countries{{country{{name}}}} {PEOPLE}}}}}}}",
    "search": "query($words:String!){search(query:$words,kinds:[STATEMENT],first:20){totalCount "
    f"nodes{{node{{... on Statement{{id title {DAY}}}}}}}}}}}",
    "deep": "query($country:String!){country(code:$country){name events(first:5){nodes{name starts{edtf} "
    f"statements(first:5){{nodes{{title {DAY} {PEOPLE}}}}}}}}}}}}}",
    "counts": "{timeline(interval:YEAR){periods{from to count}}}",
    "page": f"query($after:String!){{statements(first:20,after:$after){{nodes{{id title kind {DAY} publisher{{name}}}} "
    "pageInfo{hasNextPage}}}",
}
WRITE = ("mutation($id:ID!,$version:Int!,$summary:String!){updateStatement(id:$id,expectedVersion:$version,input:{summary:$summary})"
         "{record{id summary}}}")
COUNTRIES = "US RU CN GB FR DE TR IR IN JP UA AZ AM GE SY IL EG SA PL IT".split()
WORDS = "talks agreement settlement security border minister council sanctions energy trade treaty ceasefire mission history".split()

Asked = namedtuple("Asked", "variables parameters")
Figures = namedtuple("Figures", "rate p50 p99 cpu bytes refused failed")


# The archive

def records(statements, characters, out):
    """The records of bench-data, with what it lacks: places, and an answer to every third statement."""
    for number in range(40):
        out.write(json.dumps({"type": "Place", "slug": f"place-{number}", "name": f"Place number {number}", "kind": "CITY"}).encode() + b"\n")
    command = [program("communique"), "bench-data", "--statements", str(statements), "--characters", str(characters)]
    number = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE) as source:
        for line in source.stdout:
            if b'"type":"Statement"' in line:
                more = b',"place":{"slug":"place-%d"}' % (number % 40)
                if number % 3 == 1:
                    more += b',"links":[{"kind":"RESPONDS_TO","target":{"key":"bench/%d"}}]' % (number - 1)
                line = line.rstrip()[:-1] + more + b"}\n"
                number += 1
            out.write(line)
    assert source.returncode == 0, command


class Archive:
    """An archive in a database of its own, and what is asked of it."""

    def __init__(self, name, storage, limit):
        self.name, self.storage, self.limit = name, storage, limit

    def load(self, file):
        run("import", "apply", "--log", "off", *self.storage, file)
        self.prepare_search()

    def processes(self):
        """Clock ticks of the database's own processes, with those of children that are gone."""
        return 0

    def token(self):
        """A token of an editor."""
        run("user", "create", "--email", "bench@example.org", "--name", "Bench", "--role", "editor", "--password-stdin", *self.storage,
            given=b"of-the-benchmark-alone-7351\n")
        made = run("token", "create", "--email", "bench@example.org", "--label", "bench", "--scope", "apply", *self.storage)
        return made.split()[-1].decode()


class Embedded(Archive):
    def __init__(self, folder):
        self.file = os.path.join(folder, "communique.db")
        super().__init__("SQLite", ["--data-dir", folder], "sqlite:" + self.file)

    def rows(self, sql):
        with contextlib.closing(sqlite3.connect(self.file)) as database:
            return database.execute(sql).fetchall()

    def prepare_search(self):
        with contextlib.closing(sqlite3.connect(self.file)) as database:
            database.execute("CREATE VIRTUAL TABLE bench_text USING fts5(words, content = '')")
            database.execute("INSERT INTO bench_text (rowid, words) SELECT s.id, s.title || ' ' || group_concat(t.label || ' ' || x.text, ' ') "
                             "FROM statement s JOIN turn t ON t.statement_id = s.id JOIN turn_text x ON x.turn_id = t.id GROUP BY s.id")
            database.commit()


class Served(Archive):
    def __init__(self, folder, url):
        self.url = url
        super().__init__("PostgreSQL", ["--database-url", url, "--data-dir", folder], url)
        self.postmaster = None

    def psql(self, *commands):
        arguments = [part for command in commands for part in ("-c", command)]
        return subprocess.run(["psql", self.url, "-qAtX", "-F", "\t", *arguments], check=True, capture_output=True).stdout.decode()

    def rows(self, sql):
        return [tuple(int(value) for value in line.split("\t")) for line in self.psql(sql).splitlines()]

    def prepare_search(self):
        self.psql("CREATE TABLE bench_text (statement_id bigint PRIMARY KEY, words tsvector)",
                  "INSERT INTO bench_text SELECT s.id, to_tsvector('simple', s.title || ' ' || string_agg(t.label || ' ' || x.text, ' ')) "
                  "FROM statement s JOIN turn t ON t.statement_id = s.id JOIN turn_text x ON x.turn_id = t.id GROUP BY s.id",
                  "CREATE INDEX bench_text_words ON bench_text USING gin (words)")
        self.psql("VACUUM ANALYZE")

    def processes(self):
        if self.postmaster is None:
            # Of a process that lives while it is asked: its parent is the server.
            with subprocess.Popen(["psql", self.url, "-qAtX"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as asking:
                asking.stdin.write(b"SELECT pg_backend_pid();\n")
                asking.stdin.flush()
                self.postmaster = stat_of(int(asking.stdout.readline()))[1]
                asking.stdin.close()
        parent = stat_of(self.postmaster)
        ticks = sum(parent[11:15])
        for path in glob.glob("/proc/[0-9]*/stat"):
            with contextlib.suppress(OSError):
                stat = stat_of(path.split("/")[2])
                if stat[1] == self.postmaster:
                    ticks += stat[11] + stat[12]
        return ticks


def stat_of(process):
    """The numbers of /proc/PID/stat from the state on: [1] the parent, [11] to [14] ticks of its own and of children that are gone."""
    with open(f"/proc/{process}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return [0] + [int(field) for field in fields[1:15]]


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextlib.contextmanager
def cluster():
    """A PostgreSQL that is thrown away."""
    binaries = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
    assert binaries, "PostgreSQL's server programs are not in /usr/lib/postgresql: name a database with --postgres, or say --only sqlite"
    # It refuses to run as root.
    user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    folder, port = tempfile.mkdtemp(prefix="communique-bench-"), free_port()
    try:
        if user:
            os.chown(folder, pwd.getpwnam("postgres").pw_uid, pwd.getpwnam("postgres").pw_gid)
        quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, "start_new_session": True, **user}
        data = os.path.join(folder, "data")
        subprocess.run([os.path.join(binaries[-1], "initdb"), "-D", data, "-U", "bench", "-A", "trust", "-E", "UTF8", "--no-locale"],
                       check=True, **quiet)
        settings = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "shared_buffers": "256MB", "max_wal_size": "2GB"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        server = subprocess.Popen([os.path.join(binaries[-1], "postgres"), "-D", data, *options], stderr=subprocess.DEVNULL, **quiet)
        try:
            wait(lambda: subprocess.run([os.path.join(binaries[-1], "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]).returncode == 0, 60)
            yield f"postgres://bench@127.0.0.1:{port}/postgres"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# Programs

def program(name):
    return os.path.join(asked_for.programs, name)


def run(*arguments, given=None):
    done = subprocess.run([program("communique"), *arguments], input=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.returncode == 0, (arguments, done.stderr.decode())
    return done.stdout


def wait(condition, seconds):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"nothing after {seconds} s"
        time.sleep(0.02)


@contextlib.contextmanager
def process(*command, **environment):
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, **environment}, start_new_session=True)
    try:
        yield child
    finally:
        child.terminate()
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


class Server:
    def __init__(self, child, address, archive=None):
        self.child, self.address, self.archive = child, address, archive

    def ask(self, query, variables=None, token=None):
        body = json.dumps({"query": query, "variables": variables or {}}).encode()
        head = {**JSON, "Authorization": f"Bearer {token}"} if token else JSON
        with urllib.request.urlopen(urllib.request.Request(f"http://{self.address}/graphql", body, head)) as answer:
            return answer.read()

    def current_index(self):
        """Whether searches find all that there is. There is no answer before there is an index."""
        found = json.loads(self.ask('{search(query:"talks",kinds:[STATEMENT]){isCurrent totalCount}}'))["data"]
        return bool(found and found["search"]["isCurrent"] and found["search"]["totalCount"])

    def memory(self):
        with open(f"/proc/{self.child.pid}/status") as status:
            return int(next(line for line in status if line.startswith("VmRSS")).split()[1]) / 1024

    def ticks(self):
        stat = stat_of(self.child.pid)
        return stat[11] + stat[12] + (self.archive.processes() if self.archive else 0)

    def drive(self, requests, connections=None, seconds=None, token=None):
        """Lets wrk send the requests, each a path, an ETag and a body, over and over."""
        connections = connections or asked_for.connections
        with tempfile.NamedTemporaryFile("w", suffix=".requests") as file:
            file.writelines("\t".join(request) + "\n" for request in requests)
            file.flush()
            environment = {**os.environ, "BENCH_REQUESTS": file.name, **({"BENCH_TOKEN": token} if token else {})}
            command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds or asked_for.seconds}s", "--timeout", "30s", "-s",
                       os.path.join(BENCH, "read.lua"), f"http://{self.address}"]
            before = self.ticks()
            done = subprocess.run(command, env=environment, check=True, capture_output=True).stdout.decode()
            spent = (self.ticks() - before) * 1e6 / TICK
        line = next(line for line in done.splitlines() if line.startswith("figures"))
        count, micros, size, p50, p99, refused, failed = map(int, line.split()[1:])
        good = max(count, 1)
        return Figures(count * 1e6 / micros, p50 / 1000, p99 / 1000, spent / good, size / good, refused, failed)


@contextlib.contextmanager
def serving(archive, cache=None):
    """The server, ready and with its index built."""
    address = f"127.0.0.1:{free_port()}"
    environment = {} if cache is None else {"COMMUNIQUE_ANSWER_CACHE_MB": str(cache)}
    arguments = ["serve", "--listen", address, "--workers", "1", "--log", "warn", *archive.storage]
    start = time.monotonic()
    with process(program("communique"), *arguments, **environment) as child:
        server = Server(child, address, archive)
        wait(lambda: answers(f"http://{address}/readyz"), 300)
        server.ready = time.monotonic() - start
        wait(server.current_index, 3600)
        server.current = time.monotonic() - start
        yield server


def answers(url):
    try:
        with urllib.request.urlopen(url) as answer:
            return answer.status == 200
    except OSError:
        return False


@contextlib.contextmanager
def constant(size):
    """A server that answers everything with a body of that size."""
    address = f"127.0.0.1:{free_port()}"
    with process(program("limit"), "http", "--bytes", str(size), "--listen", address) as child:
        wait(lambda: answers(f"http://{address}/graphql"), 10)
        yield Server(child, address)


def limit(archive, name, sets, *more):
    """What `limit sql` says of the statement in bench/sql."""
    dialect = "sqlite" if isinstance(archive, Embedded) else "postgres"
    with tempfile.NamedTemporaryFile("w", suffix=".parameters") as file:
        file.writelines(json.dumps(parameters) + "\n" for parameters in sets)
        file.flush()
        command = [program("limit"), "sql", "--database", archive.limit, "--statement", os.path.join(BENCH, "sql", f"{name}.{dialect}.sql"),
                   "--parameters", file.name, *more]
        done = subprocess.run(command, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


# What is asked

def encoded(kind, row):
    return base64.urlsafe_b64encode(f"{kind}:{row}".encode()).decode().rstrip("=")


def decoded(cursor):
    return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()


def days(year):
    """The first and the last day of three years, counted from 1970."""
    since = lambda year: (year - 1970) * 365 + (year - 1969) // 4
    return since(year), since(year + 3) - 1


def asked_of(archive, server):
    """The variables and the parameters of each query: many, always the same."""
    dice = random.Random(7)
    ids = [row for row, in archive.rows("SELECT id FROM statement ORDER BY id")]
    some = dice.sample(ids, min(len(ids), 1000))
    words = [f"{word} {number}" for word, number in zip(itertools.cycle(WORDS), dice.sample(range(10_000), 500))]
    # From the API alone: the cursors behind page 200, or half-way where there are not so many pages.
    page, after = min(200, len(ids) // 40), None
    query = "query($after:String,$first:Int!){statements(first:$first,after:$after){edges{cursor}}}"
    for first in [100] * (page // 5) + [100]:
        edges = json.loads(server.ask(query, {"after": after, "first": first}))["data"]["statements"]["edges"]
        after = edges[-1]["cursor"]
    cursors = [edge["cursor"] for edge in edges]
    within = [(country, kind, year) for country in COUNTRIES for kind in ("BRIEFING", "REMARKS") for year in range(1990, 2022, 4)]
    dice.shuffle(within)
    return {
        "statement": [Asked({"id": encoded("Statement", row)}, [row]) for row in some],
        "front": [Asked({}, [])],
        "filter": [Asked({"country": country, "kind": kind, "within": f"{year}/{year + 2}"}, [country, kind, *days(year)])
                   for country, kind, year in within],
        "search": [Asked({"words": text}, [text]) for text in words],
        "deep": [Asked({"country": country}, [country]) for country in COUNTRIES],
        "counts": [Asked({}, [])],
        "page": [Asked({"after": cursor}, json.loads(decoded(cursor))[1:]) for cursor in cursors],
    }


def posts(name, asked):
    return [("/graphql", "", json.dumps({"query": READS[name], "variables": one.variables})) for one in asked]


def same(answer):
    """An answer with the rows' numbers in place of ids."""
    if isinstance(answer, dict):
        return {name: int(decoded(value).split(":")[1]) if name == "id" and isinstance(value, str) else same(value) for name, value in answer.items()}
    return [same(value) for value in answer] if isinstance(answer, list) else answer


def check(archive, server, asked):
    """Whether the hand-written statements give the same answers."""
    for name, every in asked.items():
        few = every[:20]
        ours = [same(json.loads(server.ask(READS[name], one.variables))) for one in few]
        theirs = limit(archive, name, [one.parameters for one in few], "--answers")
        for one, our, their in zip(few, ours, theirs):
            assert "errors" not in our, (name, our)
            if name == "search":
                our, their = our["data"]["search"]["totalCount"], their["data"]["search"]["totalCount"]
            assert our == their, f"{archive.name}, {name}, {one.variables}: the server answers\n{our}\nand SQL\n{their}"


# The tables

def number(value, places=0):
    return "–" if value is None else f"{value:,.{places}f}"


def ratio(one, other):
    if not one or not other:
        return "–"
    return f"{one / other:.2f}" if one > other / 10 else f"{one / other:.3f}"


def table(title, heads, rows):
    print(f"\n{title}")
    widths = [max(len(str(row[column])) for row in [heads, *rows]) for column in range(len(heads))]
    for row in [heads, *rows]:
        print("  ".join(str(cell).ljust(width) if place == 0 else str(cell).rjust(width) for place, (cell, width) in enumerate(zip(row, widths))))
    sys.stdout.flush()


def http_limit(size, requests):
    with constant(size) as server:
        server.drive(requests, seconds=1)
        return server.drive(requests)


def first_time(archive, server, asked):
    """Each query with the cache off, beside the limits. Returns the sizes of the answers."""
    rows, sizes = [], {}
    for name, every in asked.items():
        requests = posts(name, every)
        sizes[name] = round(sum(len(server.ask(READS[name], one.variables)) for one in every[:50]) / len(every[:50]))
        server.drive(requests, seconds=1)
        ours = server.drive(requests)
        database = limit(archive, name, [one.parameters for one in every], "--seconds", str(asked_for.seconds))[0]
        http = http_limit(sizes[name], requests)
        rows.append(row_of(name, sizes[name], ours, server.memory(), database, http))
    table(f"{archive.name}: first-time reads (cache off), {asked_for.connections} connections, 1 worker", HEADS, rows)
    return sizes


HEADS = ["query", "bytes", "req/s", "p50 ms", "p99 ms", "CPU µs", "RSS MB", "| SQL/s", "p50 ms", "p99 ms", "CPU µs", "| HTTP/s", "CPU µs",
         "| CPU SQL", "+HTTP", "rate HTTP"]


def row_of(name, size, ours, memory, database, http):
    assert not ours.refused and not ours.failed, f"{name}: {ours.refused} refused, {ours.failed} failed"
    sql, both = database["cpu_us"], database["cpu_us"] + http.cpu
    return [name, number(size), number(ours.rate), number(ours.p50, 1), number(ours.p99, 1), number(ours.cpu), number(memory),
            number(database["per_second"]), number(database["p50_us"] / 1000, 2), number(database["p99_us"] / 1000, 2), number(sql),
            number(http.rate), number(http.cpu), ratio(sql, ours.cpu), ratio(both, ours.cpu), ratio(ours.rate, http.rate)]


def writes(archive, server):
    """An editor's updates with the cache off, beside the row's own."""
    token = archive.token()
    ids = [row for row, in archive.rows("SELECT id FROM statement ORDER BY id")]
    body = lambda row, version: json.dumps({"query": WRITE, "variables": {"id": encoded("Statement", row), "version": version,
                                                                          "summary": f"Summary {version} of {row}"}})
    for row in ids[:20]:
        answer = json.loads(server.ask(WRITE, json.loads(body(row, 1))["variables"], token))
        assert "errors" not in answer, answer
    # Every record is written once, then all of them again: none waits for the answer to the one before.
    requests = [("/graphql", "", body(row, version)) for version in range(1, 1 + max(1, 40_000 // len(ids))) for row in ids[20:]]
    known = lambda: archive.rows("SELECT count(*) FROM change")[0][0]
    before = known()
    ours = server.drive(requests, token=token)
    done, sent = known() - before, round(ours.rate * asked_for.seconds)
    assert done >= sent * 0.95, f"{done} changes after {sent} requests: writes are refused"
    size = len(server.ask(WRITE, json.loads(body(ids[0], 2))["variables"], token))
    # What is there already would not be written.
    sets = [[row, f"Summary {lap} of {row}"] for lap in "ab" for row in ids[:1000]]
    database = limit(archive, "write", sets, "--seconds", str(asked_for.seconds))[0]
    table(f"{archive.name}: writes (updateStatement), {asked_for.connections} connections", HEADS,
          [row_of("write", size, ours, server.memory(), database, http_limit(size, requests[:100]))])


def repeated(archive, asked, sizes):
    """The same operation with the same variables, with the cache on; and GET with the ETag of the answer."""
    rows = []
    with serving(archive) as server:
        for name, every in asked.items():
            requests = posts(name, every[:1])
            server.drive(requests, seconds=1)
            ours = server.drive(requests)
            http = http_limit(sizes[name], requests)
            unchanged = not_modified(server, READS[name], every[0].variables)
            figures = (unchanged.rate, unchanged.p99, unchanged.cpu) if unchanged else (None, None, None)
            rows.append([name, number(sizes[name]), number(ours.rate), number(ours.p50, 1), number(ours.p99, 1), number(ours.cpu),
                         number(server.memory()), number(http.rate), number(http.cpu), ratio(ours.rate, http.rate), ratio(http.cpu, ours.cpu),
                         number(figures[0]), number(figures[1], 1), number(figures[2])])
    heads = ["query", "bytes", "req/s", "p50 ms", "p99 ms", "CPU µs", "RSS MB", "| HTTP/s", "CPU µs", "| rate HTTP", "CPU HTTP", "| 304/s",
             "p99 ms", "CPU µs"]
    table(f"{archive.name}: repeated reads (cache on), {asked_for.connections} connections, 1 worker", heads, rows)


def not_modified(server, query, variables):
    """GET with If-None-Match, where the server gives an ETag."""
    path = "/graphql?" + urllib.parse.urlencode({"query": query, "variables": json.dumps(variables)})
    url = f"http://{server.address}{path}"
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept": "application/json"})) as answer:
        tag = answer.headers.get("ETag")
    if not tag:
        return None
    try:
        urllib.request.urlopen(urllib.request.Request(url, headers={"Accept": "application/json", "If-None-Match": tag})).close()
        raise AssertionError(f"{path}: an answer to its own ETag")
    except urllib.error.HTTPError as error:
        assert error.code == 304, error
    return server.drive([(path, tag, "")])


def overload(archive):
    """As many connections as the server can serve, twice and four times as many."""
    with serving(archive, cache=0) as server:
        asked = asked_of(archive, server)
        requests = [request for group in zip(*(posts(name, asked[name] * (1000 // len(asked[name]))) for name in ("statement", "front", "page")))
                    for request in group]
        server.drive(requests, seconds=1)
        rows, base = [], None
        for times in (1, 2, 4):
            ours = server.drive(requests, connections=asked_for.overload * times, seconds=asked_for.seconds * 2)
            count = ours.rate * asked_for.seconds * 2
            good = ours.rate - ours.refused / (asked_for.seconds * 2)
            base = base or good
            rows.append([f"{times}x", asked_for.overload * times, number(good), ratio(good, base), f"{ours.refused / count:.1%}", number(ours.failed),
                         number(ours.p50, 1), number(ours.p99, 1), number(server.memory())])
    table(f"{archive.name}: overload, uncached statement, front and page in turn",
          ["load", "connections", "good/s", "to 1x", "refused", "failed", "p50 ms", "p99 ms", "RSS MB"], rows)


def growth(archive, seen):
    """The figures of one size: one client, so that nothing waits for others."""
    note = lambda name, value: seen.setdefault(name, []).append(value)
    with serving(archive, cache=0):
        pass
    with serving(archive, cache=0) as server:
        asked = asked_of(archive, server)
        check(archive, server, asked)
        for name, every in asked.items():
            requests = posts(name, every)
            server.drive(requests, connections=1, seconds=2)
            ours = server.drive(requests, connections=1)
            note(name, ours)
        note("RSS", server.memory())
        note("ready", server.ready)
        note("current", server.current)


def growth_table(name, seen, sizes):
    labels = [f"{size // 10**6}M" if size % 10**6 == 0 else f"{size // 1000}k" if size % 1000 == 0 else str(size) for size in sizes]
    parts = [("| p50 ms ", "p50", 2), ("| p99 ms ", "p99", 2), ("| CPU µs ", "cpu", 0)]
    heads = ["query", *(cell for head, *_ in parts for cell in (head + labels[0], *labels[1:], "ratio"))]
    rows = []
    for query in READS:
        row = [query]
        for _, part, places in parts:
            values = [getattr(figures, part) for figures in seen[query]]
            row += [*(number(value, places) for value in values), ratio(values[-1], values[0])]
        rows.append(row)
    table(f"{name}: growth, cache off, one client", heads, rows)
    table(f"{name}: the server", ["", *labels, "ratio"],
          [[label, *(number(value, 2) for value in seen[key]), ratio(seen[key][-1], seen[key][0])]
           for label, key in [("RSS MB", "RSS"), ("seconds until it is ready", "ready"), ("and until its index is current", "current")]])


@contextlib.contextmanager
def archive_of(name, size, characters):
    """An archive of that size, gone afterwards."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="communique-bench-"))
        file, data = os.path.join(folder, "bench.jsonl"), os.path.join(folder, "data")
        if name == "sqlite":
            archive = Embedded(data)
        else:
            archive = Served(data, asked_for.postgres or stack.enter_context(cluster()))
            archive.psql("DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
        with open(file, "wb") as out:
            records(size, characters, out)
        start = time.monotonic()
        archive.load(file)
        if name == "postgres" and not asked_for.postgres:
            # While it is loaded its plans need statistics; while it is measured nothing else may work.
            archive.psql("ALTER SYSTEM SET autovacuum = off", "SELECT pg_reload_conf()")
        print(f"{archive.name}: {size:,} statements of {characters:,} characters loaded in {time.monotonic() - start:.0f} s", flush=True)
        os.remove(file)
        yield archive


def measure(archive):
    with serving(archive, cache=0) as server:
        print(f"{archive.name}: index built in {server.current:.1f} s")
        asked = asked_of(archive, server)
        check(archive, server, asked)
        print(f"{archive.name}: the hand-written statements give the same answers; of searches the same count, in another order", flush=True)
        sizes = first_time(archive, server, asked)
        writes(archive, server)
    repeated(archive, asked, sizes)
    with serving(archive, cache=0) as server:
        print(f"{archive.name}: ready {server.ready:.2f} s after the start, index current after {server.current:.2f} s", flush=True)


def main():
    if asked_for.growth:
        for name in asked_for.only:
            seen = {}
            for size in asked_for.growth:
                with archive_of(name, size, asked_for.characters or 400) as archive:
                    growth(archive, seen)
            growth_table(archive.name, seen, asked_for.growth)
        return
    for name in asked_for.only:
        with archive_of(name, asked_for.statements, asked_for.characters or 4000) as archive:
            overload(archive) if asked_for.overload else measure(archive)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--statements", type=int, default=10_000)
    parser.add_argument("--characters", type=int, help="of each statement: 4000, with --growth 400")
    parser.add_argument("--only", choices=["sqlite", "postgres"], action="append", help="one database instead of both")
    parser.add_argument("--postgres", help="postgres://… of a database on this machine that may be emptied")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--seconds", type=int, default=4, help="of each figure")
    parser.add_argument("--growth", type=lambda text: [int(size) for size in text.split(",")], help="sizes, such as 10000,100000,1000000")
    parser.add_argument("--overload", type=int, nargs="?", const=64, metavar="CONNECTIONS", help="with so many, twice and four times as many")
    parser.add_argument("--programs", default=os.path.join(ROOT, "target", "release"), help="folder of communique and limit")
    asked_for = parser.parse_args()
    asked_for.only = asked_for.only or ["sqlite", "postgres"]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("stopped")
