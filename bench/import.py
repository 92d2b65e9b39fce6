#!/usr/bin/env python3
"""Times a bulk import beside the limit: the same rows through plain prepared inserts (SQLite) and COPY (PostgreSQL), in the same run.

    cargo build --release --workspace
    bench/import.py [--statements N] [--postgres URL_OF_AN_EMPTY_DATABASE_SERVER]

Prints statements a minute for each CPU second and the ratio to the limit, and the p99 of the front page while the import runs beside
the idle one. Machines are noisy: only the ratios of one run mean something.
"""
import argparse, json, os, resource, socket, sqlite3, statistics, subprocess, sys, tempfile, threading, time, urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.path.join(ROOT, "target", "release", "communique")
FRONT = json.dumps({"query": "{statements(first:20){nodes{title made{edtf} publisher{name} countries{country{name}} speakers{name} event{name}}}}"}).encode()


def timed(command, **options):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.monotonic() - start, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def rss_of(command):
    """The most memory that the command used, in MB."""
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    assert status == 0, command
    return usage.ru_maxrss / 1024


def tables_of(database):
    """The archive's tables in an order in which each comes after those it refers to."""
    names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'seaql_migrations'")]
    refers = {name: {row[2] for row in database.execute(f"PRAGMA foreign_key_list({name})")} - {name} for name in names}
    ordered = []
    while len(ordered) < len(names):
        ready = [name for name in names if name not in ordered and refers[name] <= set(ordered)]
        ordered += ready or [name for name in names if name not in ordered]
    return ordered


def sqlite_limit(folder, rows, tables, batches):
    """The same rows through prepared inserts, as many transactions as the import had."""
    fresh = os.path.join(folder, "limit")
    subprocess.run([PROGRAM, "migrate", "--data-dir", fresh], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    database = sqlite3.connect(os.path.join(fresh, "communique.db"), isolation_level=None)
    database.execute("PRAGMA synchronous = FULL")
    for table in reversed(tables):
        database.execute(f"DELETE FROM {table}")
    before, start = time.process_time(), time.monotonic()
    for batch in range(batches):
        database.execute("BEGIN IMMEDIATE")
        database.execute("PRAGMA defer_foreign_keys = ON")
        for table in tables:
            part = rows[table][len(rows[table]) * batch // batches : len(rows[table]) * (batch + 1) // batches]
            if part:
                database.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(part[0]))})", part)
        try:
            database.execute("COMMIT")
        except sqlite3.IntegrityError:
            database.execute("PRAGMA foreign_keys = OFF")
            database.execute("COMMIT")
    return time.monotonic() - start, time.process_time() - before


def postgres_limit(url, tables):
    """The same rows through COPY, table by table, from files."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)
        for table in tables:
            subprocess.run(["psql", url, "-qc", f"\\copy {table} TO '{folder}/{table}'"], check=True)
        subprocess.run(["psql", url, "-qc", "TRUNCATE " + ", ".join(tables)], check=True)
        start = time.monotonic()
        for table in tables:
            subprocess.run(["psql", url, "-qc", "SET session_replication_role = replica", "-c", f"\\copy {table} FROM '{folder}/{table}'"], check=True)
        return time.monotonic() - start


def asked(url, seconds, stop=None):
    times, end = [], time.monotonic() + seconds
    while time.monotonic() < end and not (stop and stop.is_set()):
        start = time.monotonic()
        urllib.request.urlopen(urllib.request.Request(url, FRONT, {"Content-Type": "application/json"})).read()
        times.append(time.monotonic() - start)
    times.sort()
    return statistics.median(times) * 1000, times[int(len(times) * 0.99)] * 1000


def while_importing(storage, file):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([PROGRAM, "serve", "--listen", f"127.0.0.1:{port}", "--log", "off", *storage], stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/graphql"
    try:
        for _ in range(100):
            try:
                asked(url, 0.01)
                break
            except OSError:
                time.sleep(0.1)
        stop, busy = threading.Event(), []
        thread = threading.Thread(target=lambda: busy.append(asked(url, 600, stop)))
        thread.start()
        timed([PROGRAM, "import", "apply", "--log", "off", *storage, file])
        stop.set()
        thread.join()
        # Idle on the archive that is there now: an empty one would answer faster.
        return asked(url, 5), busy[0]
    finally:
        server.terminate()
        server.wait()


def measure(name, storage, file, statements, limit):
    plan, _ = timed([PROGRAM, "import", "plan", "--log", "off", *storage, file])
    wall, cpu = timed([PROGRAM, "import", "apply", "--log", "off", *storage, file])
    best, work = limit()
    print(f"{name:<11} plan {plan:6.1f} s, apply {wall:6.1f} s ({cpu:5.1f} s of our CPU): {statements * 60 / wall:8.0f} statements/min; "
          f"limit {best:6.1f} s ({work:5.1f} s CPU); ratio {best / wall:.2f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--statements", type=int, default=10_000)
    parser.add_argument("--postgres", help="postgres://… of a database that may be emptied")
    asked_for = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file, half = os.path.join(folder, "bench.jsonl"), os.path.join(folder, "half.jsonl")
        for path, count in [(file, asked_for.statements), (half, asked_for.statements // 2)]:
            with open(path, "wb") as out:
                subprocess.run([PROGRAM, "bench-data", "--statements", str(count)], check=True, stdout=out)
        print(f"{asked_for.statements} statements of 4 KB with five links, {os.path.getsize(file) / 1e6:.0f} MB of JSONL")

        data = os.path.join(folder, "sqlite")

        def sqlite():
            database = sqlite3.connect(os.path.join(data, "communique.db"))
            tables = tables_of(database)
            rows = {table: database.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
            return sqlite_limit(folder, rows, tables, max(asked_for.statements // 500, 1))

        measure("SQLite", ["--data-dir", data], file, asked_for.statements, sqlite)
        for path, label in [(half, "half"), (file, "all")]:
            fresh = os.path.join(folder, "memory-" + label)
            print(f"memory      {label}: {rss_of([PROGRAM, 'import', 'apply', '--log', 'off', '--data-dir', fresh, path]):.0f} MB")
        idle, busy = while_importing(["--data-dir", os.path.join(folder, "busy")], file)
        print(f"front page  idle: median {idle[0]:.1f} ms, p99 {idle[1]:.1f} ms; while importing: median {busy[0]:.1f} ms, p99 {busy[1]:.1f} ms")

        if asked_for.postgres:
            url = asked_for.postgres
            subprocess.run(["psql", url, "-qc", "DROP SCHEMA public CASCADE", "-c", "CREATE SCHEMA public"], check=True, stderr=subprocess.DEVNULL)
            tables = tables_of(sqlite3.connect(os.path.join(data, "communique.db")))
            measure("PostgreSQL", ["--database-url", url], file, asked_for.statements, lambda: (postgres_limit(url, tables), 0.0))


if __name__ == "__main__":
    sys.exit(main())
