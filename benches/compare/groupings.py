"""Groups the facts on disk by DuckDB, on two threads: the same Parquet files, the same groupings. Says in one line of JSON
for each grouping how many groups there are, what all their minutes come to, and the median and the highest time.

    python3 groupings.py FOLDER_OF_FACTS FILES_CSV RUNS VENV
"""

import json
import os
import subprocess
import sys
import time

VERSION = "2.0.0"


def skip(why):
    print(json.dumps({"skipped": why}), flush=True)
    sys.exit(0)


def installed(place):
    """The Python of an environment of its own that has the package."""
    python = os.path.join(place, "bin", "python")
    if not os.path.exists(python):
        for command in (
            [sys.executable, "-m", "venv", place],
            [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"duckdb=={VERSION}"],
        ):
            try:
                done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
            except (OSError, subprocess.TimeoutExpired) as error:
                skip(str(error))
            if done.returncode != 0:
                said = (done.stderr or done.stdout).strip().splitlines()
                skip(said[-1] if said else f"{command[2]} ended with {done.returncode}")
    return python


GROUPINGS = {
    "category by fiscal year": "SELECT f.category, (e.month - 3) // 12 AS y, SUM(e.minutes) AS m FROM e JOIN f ON f.code = e.file GROUP BY 1, 2",
    "activity by month": "SELECT e.activity, e.month, SUM(e.minutes) AS m FROM e GROUP BY 1, 2",
    "file by fiscal year": "SELECT e.file, (e.month - 3) // 12 AS y, SUM(e.minutes) AS m FROM e GROUP BY 1, 2",
    "person by category and fiscal year": "SELECT e.person, f.category, (e.month - 3) // 12 AS y, SUM(e.minutes) AS m FROM e JOIN f ON f.code = e.file GROUP BY 1, 2, 3",
    "files by category and month": "SELECT f.category, e.month, COUNT(DISTINCT e.file) AS m FROM e JOIN f ON f.code = e.file GROUP BY 1, 2",
}


def main():
    import duckdb  # only the Python of the environment has it

    facts, files, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
    base = duckdb.connect()
    base.execute("SET threads = 2")
    base.execute(f"CREATE TABLE f AS SELECT * FROM read_csv('{files}', header = true)")
    base.execute(f"CREATE VIEW e AS SELECT * FROM read_parquet('{facts}/facts-*-entries-*.parquet')")
    for name, text in GROUPINGS.items():
        times = []
        for _ in range(runs + 1):
            began = time.perf_counter()
            groups, total = base.execute(f"SELECT COUNT(*), SUM(m) FROM ({text})").fetchone()
            times.append((time.perf_counter() - began) * 1000)
        # The first run is for warming.
        times = sorted(times[1:])
        told = {"name": name, "groups": groups, "total": int(total), "median": times[len(times) // 2], "highest": times[-1]}
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    try:
        import duckdb  # noqa: F401
    except ImportError:
        python = installed(sys.argv[4])
        os.execv(python, [python, os.path.abspath(__file__), *sys.argv[1:]])
    main()
