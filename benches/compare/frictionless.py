"""Validates a file with `frictionless` from the Python package index by a schema of the same columns, types and bounds, and
says in one line of JSON how long that took and how many rows it refused. Where it cannot be installed, the line says why.

    python3 frictionless.py FOLDER FILE
"""

import json
import os
import subprocess
import sys
import time

VERSION = "5.21.0"

VALIDATE = """
import json, sys, time
from frictionless import Checklist, Resource, Schema, system
system.trusted = True
field = lambda name, kind, **constraints: {"name": name, "type": kind, "constraints": constraints}
schema = Schema.from_descriptor({"fields": [
    field("Timekeeper", "string", required=True),
    field("File", "string", required=True),
    field("Activity", "string", maxLength=200),
    field("Date", "date", required=True),
    field("Hours", "number", minimum=0, maximum=24),
    field("Narrative", "string", maxLength=4000),
    field("Entered on", "date"),
]})
began = time.monotonic()
report = Resource(path=sys.argv[1], schema=schema).validate(limit_errors=1000000)
took = time.monotonic() - began
print(json.dumps({"seconds": took, "errors": report.stats["errors"]}))
"""


def main():
    folder, file = sys.argv[1:3]
    place = os.path.join(folder, "frictionless")
    python = os.path.join(place, "bin", "python")
    for command in (
        [sys.executable, "-m", "venv", place],
        [python, "-m", "pip", "install", "--quiet", f"frictionless=={VERSION}"],
    ):
        ran = subprocess.run(command, capture_output=True, text=True)
        if ran.returncode != 0:
            print(json.dumps({"skipped": (ran.stderr or ran.stdout).strip().splitlines()[-1:]}))
            return
    began = time.monotonic()
    ran = subprocess.run([python, "-c", VALIDATE, file], capture_output=True, text=True)
    if ran.returncode != 0:
        print(json.dumps({"skipped": ran.stderr.strip().splitlines()[-1:]}))
        return
    said = json.loads(ran.stdout)
    print(json.dumps({"version": VERSION, "wall": time.monotonic() - began, **said}))


main()
