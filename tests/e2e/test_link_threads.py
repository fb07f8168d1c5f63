"""The link's two threads under ThreadSanitizer: the probe is built with it, and the tests in which the
threads meet are run again with that probe. Memory and wake-ups are not judged here."""
import os
import subprocess
import sys

import pytest

from stage import ROOT

pytestmark = pytest.mark.release  # a build of its own, with another sanitizer

BUILD = ROOT / "build" / "tsan"
MEETINGS = ("there_and_back or killed_and_back or not_yet_drained or large_room or more_than_fits or "
            "latest_of_each or full_mailbox or mailbox_is_full or goodbye or hanging_broker or will_when or "
            "sent_again or still_queued or two_addresses or nobody_knows or brokers_reason or in_memory")


def run(*words, **environment):
    return subprocess.run(words, cwd=ROOT, check=False, capture_output=True, text=True, encoding="utf-8",
                          env={**os.environ, **environment})


def test_no_data_race(tmp_path):
    build = run("cmake", "-S", ".", "-B", str(BUILD), "-G", "Ninja", "-DCMAKE_C_COMPILER=clang-19",
                "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_C_FLAGS=-O1", "-DPLENARY_SANITIZE=thread")
    assert build.returncode == 0, build.stderr
    build = run("cmake", "--build", str(BUILD), "--target", "link_probe")
    assert build.returncode == 0, build.stdout[-4000:]
    options = f"log_path={tmp_path}/race suppressions={ROOT}/tests/e2e/tsan.supp"
    tests = sorted(str(p) for p in (ROOT / "tests" / "e2e").glob("test_link_*.py") if p.name != "test_link_threads.py")
    done = run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", MEETINGS, *tests,
               PLENARY_BUILD=str(BUILD), TSAN_OPTIONS=options)
    assert done.returncode == 0, done.stdout[-4000:]
    print(done.stdout.strip().splitlines()[-1])
    reports = [p.read_text() for p in tmp_path.glob("race*")]
    assert reports == []
