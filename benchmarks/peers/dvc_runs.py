"""Lets DVC take the files of a folder, or look whether they changed.

dvc_runs.py add FOLDER      a new repository and cache each time
dvc_runs.py status FOLDER   the repository beside the folder, made by the first call

Prints the seconds, without start and imports. DVC forces nothing to the device.
"""

import os
import shutil
import sys
import tempfile
import time

os.environ["DVC_NO_ANALYTICS"] = "1"
os.environ["DVC_SITE_CACHE_DIR"] = os.path.join(os.path.dirname(sys.argv[2]), "dvc-site")

from dvc.repo import Repo  # noqa: E402  (the environment comes first)


def repository(folder, root):
    os.makedirs(root)
    shutil.copytree(folder, os.path.join(root, "data"))
    os.chdir(root)
    return Repo.init(root, no_scm=True)


def touch(folder):
    """Has memory used and freed, as the other side does before its turn."""
    if os.path.isdir("/dev/shm"):
        size = sum(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder))
        piece = bytes(1 << 20)
        with tempfile.TemporaryFile(dir="/dev/shm", buffering=0) as file:
            for _ in range(0, 5 * size, len(piece)):
                file.write(piece)


def add(folder):
    root = folder + "-dvc"
    shutil.rmtree(root, ignore_errors=True)
    repo = repository(folder, root)
    touch(folder)
    begin = time.perf_counter()
    repo.add("data")
    seconds = time.perf_counter() - begin
    shutil.rmtree(root)
    return seconds


def status(folder):
    root = folder + "-dvc"
    if not os.path.exists(root):
        repository(folder, root).add("data")
    os.chdir(root)
    repo = Repo(root)
    begin = time.perf_counter()
    changed = repo.status()
    seconds = time.perf_counter() - begin
    if changed:
        raise SystemExit(f"changed: {changed}")
    return seconds


print({"add": add, "status": status}[sys.argv[1]](os.path.abspath(sys.argv[2])))
