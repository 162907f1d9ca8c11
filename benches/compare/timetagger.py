"""Runs the time tracker `timetagger` beside the benchmark: installs it, starts its server on this machine only, and signs
in so many users. Says in one line of JSON where it listens and what its database does, then waits until its standard
input is closed, and ends the server. Where it cannot be installed or does not start, the line says why.

    python3 timetagger.py FOLDER USERS
"""

import base64
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request

VERSION = "26.1.3"
PASSWORD = "correct horse battery staple"


def skip(why):
    print(json.dumps({"skipped": why}), flush=True)
    sys.exit(0)


def installed(folder):
    """The Python of an environment of its own that has the package."""
    place = os.path.join(folder, "venv")
    python = os.path.join(place, "bin", "python")
    for command in (
        [sys.executable, "-m", "venv", place],
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"timetagger=={VERSION}"],
    ):
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            skip(str(error))
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip().splitlines()
            skip(said[-1] if said else f"{command[2]} ended with {done.returncode}")
    return python


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def credentials(python, users):
    """As its own documentation says: the name and a salted hash, here of the least cost, since it is paid once."""
    text = f"import bcrypt; print(bcrypt.hashpw({PASSWORD!r}.encode(), bcrypt.gensalt(4)).decode())"
    hashed = subprocess.run([python, "-c", text], capture_output=True, text=True, check=True).stdout.strip()
    return ",".join(f"{user}:{hashed}" for user in users)


def wait_until_ready(server, address):
    for _ in range(600):
        if server.poll() is not None:
            skip(f"its server ended with {server.returncode}")
        try:
            with urllib.request.urlopen(f"http://{address}/timetagger/status", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    server.terminate()
    skip("its server did not answer within a minute")


def sign_in(address, user):
    asked = json.dumps({"method": "usernamepassword", "username": user, "password": PASSWORD})
    request = urllib.request.Request(
        f"http://{address}/timetagger/api/v2/bootstrap_authentication",
        data=base64.b64encode(asked.encode()),
        method="POST",
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)["token"]


def settings(python, data):
    """What its databases do: opened as its own library `itemdb` opens them, which sets no pragma."""
    text = (
        "import glob, json, sqlite3, sys\n"
        "path = sorted(glob.glob(sys.argv[1] + '/users/*.db'))[0]\n"
        "opened = sqlite3.connect(path, timeout=60, isolation_level=None, check_same_thread=False)\n"
        "read = lambda name: opened.execute('PRAGMA ' + name).fetchone()[0]\n"
        "print(json.dumps({'journal_mode': read('journal_mode'), 'synchronous': read('synchronous'),"
        " 'sqlite': sqlite3.sqlite_version}))\n"
    )
    return json.loads(subprocess.run([python, "-c", text, data], capture_output=True, text=True, check=True).stdout)


def main():
    folder, users = sys.argv[1], [f"user{number}" for number in range(int(sys.argv[2]))]
    python = installed(folder)
    data, address = os.path.join(folder, "data"), f"127.0.0.1:{free_port()}"
    os.makedirs(data, exist_ok=True)
    server = subprocess.Popen(
        [
            python,
            "-m",
            "timetagger",
            f"--bind={address}",
            f"--datadir={data}",
            "--log_level=warning",
            f"--credentials={credentials(python, users)}",
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_ready(server, address)
        tokens = [sign_in(address, user) for user in users]
        found = {"address": address, "version": VERSION, "data": data, "tokens": tokens, **settings(python, data)}
        print(json.dumps(found), flush=True)
        sys.stdin.read()
    finally:
        server.terminate()
        server.wait(30)


if __name__ == "__main__":
    main()
