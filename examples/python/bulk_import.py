"""Imports a file over HTTP: plan, apply, and what became of each record.

    COMMUNIQUE_TOKEN=… python bulk_import.py [--url URL] [--skip] FILE

URL is http://127.0.0.1:8080 if not said. Nothing is written as long as the plan finds records that cannot be brought in; with --skip they are
left out and the others are imported. Exit code: 0 all is in the archive, 1 some records are not, 2 nothing was done.
"""

import argparse
import json
import os
import sys
import time

import requests

PLAN = """
mutation Plan($file: Upload!, $title: String) {
  planImport(file: $file, title: $title) { job { id number state total created updated unchanged ambiguous invalid problem } }
}
"""
APPLY = """
mutation Apply($plan: ID!, $onError: ErrorPolicy!) {
  applyImport(planId: $plan, onError: $onError) { job { id number } }
}
"""
PROGRESS = """
query Progress($id: ID!) {
  importJob(id: $id) { number state done total created updated unchanged ambiguous waiting invalid problem }
}
"""
NOT_PLAIN = """
query NotPlain($id: ID!, $after: Int) {
  importJob(id: $id) { lines(first: 100, after: $after, notPlain: true) { ordinal file line key outcome issues { field problem reason } } }
}
"""


class Refused(Exception):
    """The server has answered, and says no."""


class Archive:
    def __init__(self, url, token):
        self.url = url.rstrip("/")
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"

    def ask(self, query, variables, file=None):
        """The data of an answer. What only reads is asked again when the server is busy or away; what writes is not."""
        attempts = 1 if file or query.lstrip().startswith("mutation") else 5
        for attempt in range(1, attempts + 1):
            try:
                response = self._send(query, variables, file)
                if response.status_code < 500 and response.status_code != 429:
                    return self._data(response)
                problem = f"HTTP {response.status_code}"
            except requests.ConnectionError as error:
                problem = str(error)
            except requests.Timeout:
                problem = "no answer in time"
            if attempt < attempts:
                time.sleep(2**attempt)
        raise Refused(f"{self.url}: {problem}")

    def _send(self, query, variables, file):
        if file is None:
            return self.session.post(f"{self.url}/graphql", json={"query": query, "variables": variables}, timeout=60)
        # The GraphQL multipart request specification: the file stands where `map` says.
        form = {
            "operations": (None, json.dumps({"query": query, "variables": {**variables, "file": None}})),
            "map": (None, '{"0": ["variables.file"]}'),
            "0": (os.path.basename(file.name), file),
        }
        return self.session.post(f"{self.url}/graphql", files=form, timeout=600)

    @staticmethod
    def _data(response):
        try:
            answer = response.json()
        except ValueError:
            raise Refused(f"HTTP {response.status_code}: {response.text[:200]}") from None
        if answer.get("errors"):
            raise Refused("; ".join(f"{error['extensions']['code']}: {error['message']}" for error in answer["errors"]))
        return answer["data"]

    def not_plain(self, job):
        """The lines on which something is to be said, page by page."""
        after = None
        while lines := self.ask(NOT_PLAIN, {"id": job, "after": after})["importJob"]["lines"]:
            yield from lines
            after = lines[-1]["ordinal"]


def told(job):
    counts = ", ".join(f"{job[name]} {name}" for name in ("created", "updated", "unchanged", "ambiguous", "invalid"))
    return f"import {job['number']} {job['state'].lower()}: {counts}"


def show(archive, job):
    for line in archive.not_plain(job):
        for issue in line["issues"] or [{"field": None, "reason": None}]:
            where = f"{line['file']}:{line['line']} {line['key'] or ''}".strip()
            print(f"{line['outcome']} {where} {issue['field'] or ''}: {issue['reason'] or ''}", file=sys.stderr)


def run(archive, path, skip):
    with open(path, "rb") as file:
        plan = archive.ask(PLAN, {"title": os.path.basename(path)}, file)["planImport"]["job"]
    print(told(plan))
    bad = plan["invalid"] + plan["ambiguous"]
    if bad:
        show(archive, plan["id"])
    if bad and not skip:
        print("nothing is written; --skip leaves these out", file=sys.stderr)
        return 2
    job = archive.ask(APPLY, {"plan": plan["id"], "onError": "SKIP" if skip else "STOP"})["applyImport"]["job"]["id"]
    while True:
        state = archive.ask(PROGRESS, {"id": job})["importJob"]
        if state["state"] != "RUNNING":
            break
        print(f"{state['done']} of {state['total'] or '?'}", file=sys.stderr)
        time.sleep(0.5)
    print(told(state))
    if state["problem"]:
        print(state["problem"], file=sys.stderr)
    complete = state["state"] == "DONE" and state["invalid"] + state["ambiguous"] + state["waiting"] == 0
    if not complete:
        show(archive, job)
    return 0 if complete else 1


def main():
    parser = argparse.ArgumentParser(description="Imports a file: plan, apply, results.")
    parser.add_argument("file")
    parser.add_argument("--url", default=os.environ.get("COMMUNIQUE_URL", "http://127.0.0.1:8080"))
    parser.add_argument("--skip", action="store_true", help="leave out what cannot be brought in")
    arguments = parser.parse_args()
    token = os.environ.get("COMMUNIQUE_TOKEN")
    if not token:
        parser.error("COMMUNIQUE_TOKEN is not set")
    try:
        return run(Archive(arguments.url, token), arguments.file, arguments.skip)
    except (OSError, Refused) as problem:
        print(problem, file=sys.stderr)
        return 2


sys.exit(main())
