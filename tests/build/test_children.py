"""A task that loops, eats memory or kills its child costs itself and nothing else."""

import os
import resource
import signal
import time

from pipeline.children import Children, Lost


def limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))


def misbehave(how: str) -> str:
    if how == "loop":
        while True:
            pass
    if how == "wait":
        time.sleep(60)
    if how in ("KILL", "TERM"):
        os.kill(os.getpid(), signal.Signals[f"SIG{how}"])
    if how == "memory":
        return str(len(bytearray(4 << 30)))
    if how == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    return how.upper()


def test_what_a_child_did_not_survive_is_said_and_the_rest_is_done() -> None:
    children = Children(2, limit_memory, patience=4)
    tasks = ["a", "loop", "b", "crash", "c", "memory", "d"]
    done = list(children.run(misbehave, tasks, seconds=1))
    children.close(at_once=True)
    assert done == [
        ("a", "A"), ("loop", Lost("timeout")), ("b", "B"), ("crash", Lost("crash")), ("c", "C"),
        ("memory", Lost("memory")), ("d", "D"),
    ]  # fmt: skip


def test_a_task_that_the_machine_gave_no_time_or_memory_is_told_apart() -> None:
    children = Children(2, limit_memory, patience=1.5)
    done = list(children.run(misbehave, ["a", "wait", "KILL", "TERM", "b"], seconds=1))
    children.close(at_once=True)
    assert done == [("a", "A"), *((how, Lost("starved")) for how in ("wait", "KILL", "TERM")), ("b", "B")]


def test_no_task_starts_no_child() -> None:
    children = Children(2, limit_memory)
    assert list(children.run(misbehave, [], seconds=3)) == []
    children.close()
