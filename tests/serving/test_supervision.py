"""What dies is started again, until that is plainly no use."""

import signal
import subprocess

import pytest

from home.management.serving import MOST_RESTARTS, Child


def dying(command: str) -> Child:
    def start() -> subprocess.Popen:
        process = subprocess.Popen(["sh", "-c", command], start_new_session=True)
        process.wait(10)
        return process

    return Child("victim", start, signal.SIGTERM)


@pytest.mark.parametrize("command", ["exit 3", "kill -SEGV $$"])
def test_what_ends_by_itself_again_and_again_is_given_up(command):
    child = dying(command)
    assert [child.restart() for _ in range(MOST_RESTARTS + 1)] == [True] * MOST_RESTARTS + [False]


def test_what_is_killed_is_started_however_often():
    child = dying("kill -KILL $$")
    assert all(child.restart() for _ in range(3 * MOST_RESTARTS))
