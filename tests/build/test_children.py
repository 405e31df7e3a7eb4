"""A task that hangs, eats memory or kills its child costs itself and nothing else."""

import os
import resource
import signal
import time

from pipeline.children import Children


def limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))


def misbehave(how: str) -> str:
    if how == "hang":
        time.sleep(60)
    if how == "memory":
        return str(len(bytearray(4 << 30)))
    if how == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    return how.upper()


def test_what_a_child_did_not_survive_is_said_and_the_rest_is_done() -> None:
    children = Children(2, limit_memory)
    tasks = ["a", "hang", "b", "crash", "c", "memory", "d"]
    done = list(children.run(misbehave, tasks, seconds=3))
    children.close(at_once=True)
    assert done == [
        ("a", "A"), ("hang", "timeout"), ("b", "B"), ("crash", "crash"), ("c", "C"), ("memory", "memory"), ("d", "D"),
    ]  # fmt: skip


def test_no_task_starts_no_child() -> None:
    children = Children(2, limit_memory)
    assert list(children.run(misbehave, [], seconds=3)) == []
    children.close()
