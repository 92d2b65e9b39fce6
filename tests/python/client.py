"""The Python client gql against a running server: introspection, paging, refusals, a file, a subscription.

    python client.py http://127.0.0.1:8080/graphql [TOKEN]

TOKEN: of an editor, with the scope IMPORT; $COMMUNIQUE_TOKEN will do. Without it the file and the subscription are left out.
Prints `ok …` / `fail …` lines and `N passed, N failed`; exit code 0 only when nothing failed, 2: wrong call.
"""

import asyncio
import io
import os
import sys
import time

from gql import Client, FileVar, gql
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.exceptions import TransportQueryError
from gql.transport.websockets import WebsocketsTransport

PAGE = gql("""
  query Page($first: Int!, $after: String) {
    statements(first: $first, after: $after) {
      totalCount
      nodes { id title made { edtf } }
      pageInfo { hasNextPage endCursor }
    }
  }
""")
APPLY = gql("mutation($file: Upload) { applyImport(file: $file, title: \"client.py\") { job { id number } } }")
PROGRESS = gql("subscription($id: ID!) { importProgress(id: $id) { state done created invalid } }")

counts = {"ok": 0, "fail": 0}


def report(holds, what, detail=""):
    word = "ok" if holds else "fail"
    counts[word] += 1
    print(f"{word} {what}{f': {detail}' if not holds and detail != '' else ''}")


async def reading(url):
    transport = AIOHTTPTransport(url=url)
    async with Client(transport=transport, fetch_schema_from_transport=True) as session:
        report(len(session.client.schema.type_map) > 100, f"the schema is introspected: {len(session.client.schema.type_map)} types")
        ids, after, pages = [], None, 0
        while True:
            page = (await session.execute(PAGE, variable_values={"first": 7, "after": after}))["statements"]
            ids += [node["id"] for node in page["nodes"]]
            pages += 1
            if not page["pageInfo"]["hasNextPage"]:
                break
            after = page["pageInfo"]["endCursor"]
        report(len(ids) == len(set(ids)) == page["totalCount"], f"{len(ids)} statements in {pages} pages, none twice", page["totalCount"])
        try:
            await session.execute(gql("{ statements(first: 1000) { nodes { id } } }"))
            report(False, "too large a page is refused", "it is answered")
        except TransportQueryError as error:
            code = error.errors[0].get("extensions", {}).get("code")
            report(code == "LIMIT_EXCEEDED", "too large a page is refused with its code", code)


async def importing(url, token):
    head = {"Authorization": f"Bearer {token}"}
    async with Client(transport=AIOHTTPTransport(url=url, headers=head)) as session:
        line = '{"type": "Topic", "key": "client.py/%d", "label": "Topic of client.py %d"}\n' % ((time.time_ns(),) * 2)
        file = FileVar(io.BytesIO(line.encode()), filename="topics.jsonl")
        job = (await session.execute(APPLY, variable_values={"file": file}, upload_files=True))["applyImport"]["job"]
        report(bool(job["id"]), "a file is taken")
    socket = WebsocketsTransport(
        url=url.replace("http", "ws", 1), init_payload=head, subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL]
    )
    events = []
    async with Client(transport=socket) as session:
        async for event in session.subscribe(PROGRESS, variable_values={"id": job["id"]}):
            events.append(event["importProgress"])
    last = events[-1] if events else None
    report(last == {"state": "DONE", "done": 1, "created": 1, "invalid": 0}, "its progress is told to the end", last)


async def part(what, coroutine):
    try:
        await asyncio.wait_for(coroutine, 60)
    except Exception as error:  # a part that breaks is a failure, and the others go on
        report(False, what, f"{type(error).__name__}: {error}")


def main():
    url = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("COMMUNIQUE_URL")
    token = sys.argv[2] if len(sys.argv) > 2 else os.environ.get("COMMUNIQUE_TOKEN")
    if not url:
        print("usage: python client.py URL [TOKEN]", file=sys.stderr)
        sys.exit(2)
    asyncio.run(part("reading", reading(url)))
    if token:
        asyncio.run(part("importing", importing(url, token)))
    print(f"{counts['ok']} passed, {counts['fail']} failed")
    sys.exit(1 if counts["fail"] else 0)


main()
