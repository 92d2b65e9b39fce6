"""What schemathesis cannot know: values of our own scalars, valid ones and others."""

import schemathesis
from hypothesis import strategies
from schemathesis.graphql import nodes

# A document holds no file: files go as multipart requests.
schemathesis.graphql.scalar("Upload", strategies.just(nodes.Null))
schemathesis.graphql.scalar(
    "JSON",
    strategies.sampled_from([nodes.Null, nodes.Int(0), nodes.String(""), nodes.Boolean(True)]),
)
dates = strategies.dates().map(str) | strategies.sampled_from(["2016-07-12", "2016-02-30", "-0001-01-01", "9999-12-31", ""])
schemathesis.graphql.scalar("Date", dates.map(nodes.String))
moments = strategies.datetimes().map(lambda moment: moment.isoformat() + "Z")
schemathesis.graphql.scalar("DateTime", (moments | strategies.sampled_from(["2016-07-12T00:00:00Z", "now", ""])).map(nodes.String))

# The closed list of codes that clients are told; INTERNAL_SERVER_ERROR is a fault of the server.
CODES = {"BAD_USER_INPUT", "UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "CONFLICT", "LIMIT_EXCEEDED", "SECOND_FACTOR_WRONG"}


@schemathesis.check
def answers_properly(context, response, case):
    """A refusal is an answer too, with its code; what is not one is a fault."""
    assert response.status_code in (200, 400, 401, 403), f"HTTP {response.status_code}: {response.text[:300]}"
    kind = response.headers.get("content-type", [""])[0]
    assert kind.startswith(("application/json", "application/graphql-response+json")), f"Content-Type {kind}"
    answer = response.json()
    assert isinstance(answer, dict) and set(answer) <= {"data", "errors", "extensions"}, f"no answer of GraphQL: {response.text[:300]}"
    assert "data" in answer or answer.get("errors"), "neither data nor errors"
    for error in answer.get("errors", []):
        code = error.get("extensions", {}).get("code")
        assert code in CODES, f"code {code}: {error['message'][:300]}"
    assert response.elapsed < 5, f"it took {response.elapsed:.1f} s"
