"""schemathesis sends made-up operations to a server for a while, and says what the server does wrong: crashes, 5xx, INTERNAL, answers that
are no GraphQL answers.

    python fuzz.py http://127.0.0.1:8080/graphql [SECONDS] [TOKEN]

60 seconds if not said. With a TOKEN, of an editor, the archive is changed: use one that may be thrown away.
The exit code is 0 only when nothing was found, 2: wrong call.
"""

import os
import subprocess
import sys
from pathlib import Path


def main():
    arguments = sys.argv[1:]
    url = arguments[0] if arguments else os.environ.get("COMMUNIQUE_URL")
    if not url:
        print("usage: python fuzz.py URL [SECONDS] [TOKEN]", file=sys.stderr)
        return 2
    seconds = arguments[1] if len(arguments) > 1 else "60"
    token = arguments[2] if len(arguments) > 2 else None
    here = Path(__file__).resolve().parent
    command = [sys.executable, "-m", "schemathesis.cli", "run", url, "--max-time", seconds, "--request-timeout", "15"]
    command += ["--continue-on-failure", "--generation-allow-x00", "false", "--suppress-health-check", "all", "--warnings", "off", "--no-color", "--generation-database", "none"]
    command += ["--max-examples", "40", "--phases", "fuzzing", "--checks", "answers_properly"]
    if token:
        command += ["--header", f"Authorization: Bearer {token}"]
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": "fuzz_hooks", "PYTHONPATH": str(here)}
    return subprocess.run(command, cwd=here, env=environment, check=False).returncode


sys.exit(main())
