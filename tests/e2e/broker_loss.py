#!/usr/bin/python3
"""The broker goes away during a walk and comes back, again and again, under a wall that runs.

    tests/e2e/broker_loss.py --tries 20

In turn it is killed (the connection closes: badge within 1 s), stopped (silence: badge within 6 s) and goes
on, stopped, killed and started anew; the wall alone is unplugged; and a proxy before it goes on taking what it
sends while the path behind is dead. Each time the wall must keep its text, be live within 3 s of the
return, and then follow the next step. Exits 1 when one try fails."""
import argparse
import signal
import sys
import threading
import time
from pathlib import Path

import stage

KINDS = ("killed", "silent", "silent, then killed", "unplugged", "half-open")
BADGE_S = {"killed": 1.0, "silent": 6.0, "silent, then killed": 6.0, "unplugged": 6.0,
           "half-open": 6.0}
AWAY_S = {"killed": (1.5, 2.5, 3.5), "silent": (1.5, 6, 9), "silent, then killed": (1.5, 6, 9),
          "half-open": (6, 7, 12), "unplugged": (5, 9, 14)}  # the broker gives an unplugged wall up after 7.5 s
BACK_S = 3.0
NOT_LIVE = {"cut", "silent", "nobeat"}


class Walk(threading.Thread):
    """A chair who goes on pressing `next` and `prev`, whatever happens to the broker."""

    def __init__(self, broker):
        super().__init__(daemon=True)
        self.broker, self.done, self.steps = broker, threading.Event(), 0

    def run(self):
        while not self.done.wait(0.15):
            step = "next" if self.steps // 10 % 2 == 0 else "prev"
            try:
                self.steps += stage.plenary(self.broker, step, "--timeout", "1", check=False).returncode == 0
            except Exception as error:  # pylint: disable=broad-except
                print(f"walk: {error}", file=sys.stderr)

    def finish(self):
        self.done.set()
        self.join(40)


def lose(broker, relay, kind):
    """Takes the broker away; the moment of it."""
    lost = time.monotonic_ns()
    if kind == "killed":
        broker.kill()
    elif kind == "unplugged":
        relay.plugged.clear()
    elif kind == "half-open":
        relay.go_half_open()
    else:
        broker.send(signal.SIGSTOP)
    return lost


def bring_back(broker, relay, kind):
    """The moment from which it answers."""
    if kind == "unplugged":
        relay.plugged.set()
        return time.monotonic_ns()
    if kind == "half-open":
        relay.go_on()
        return time.monotonic_ns()
    if kind == "silent":
        broker.send(signal.SIGCONT)
        return time.monotonic_ns()
    if kind == "silent, then killed":
        broker.kill()
    broker.start()
    return time.monotonic_ns()


def kept(wall, since_ns, until_ns, stamp):
    """No frame between the two moments showed anything but `stamp` (or what was on its way then)."""
    return all(shown >= stamp for at, shown in wall.presented() if since_ns <= at <= until_ns)


def one_try(wall, broker, relay, kind, away_s):
    """(seconds to the badge, to live again, what was wrong)."""
    lost = lose(broker, relay, kind)
    badge = wall.wait_liveness(NOT_LIVE, lost, 15)
    # The wall says so after it has presented the frame with the badge.
    stamp = wall.presented()[-1][1]
    time.sleep(max(0.0, away_s - (time.monotonic_ns() - lost) / 1e9))
    back = bring_back(broker, relay, kind)
    live = wall.wait_live(badge, 15)  # it may be there before we have looked at the clock
    wrong = []
    if (badge - lost) / 1e9 > BADGE_S[kind]:
        wrong.append(f"badge after {(badge - lost) / 1e9:.2f} s")
    if (live - back) / 1e9 > BACK_S:
        wrong.append(f"live {(live - back) / 1e9:.2f} s after the return")
    if stamp == (0, 0) or not kept(wall, lost, time.monotonic_ns(), stamp):
        wrong.append("the text was not kept")
    # It follows again: the walk goes on by itself.
    try:
        wall.wait_presented((stamp[0], stamp[1] + 1), 10)
    except TimeoutError:
        wrong.append("does not follow afterwards")
    return (badge - lost) / 1e9, max(0.0, (live - back) / 1e9), wrong


def run(tries, folder, report=print):
    """How many of the tries went well."""
    broker = stage.Broker(folder / "broker", persistent=True).start()
    relay = stage.Relay(broker)
    desk = wall = walk = None
    try:
        stage.plenary(broker, "load", stage.SAMPLE)
        stage.plenary(broker, "goto", "c.4")
        broker.save()
        desk = stage.Desk(broker)
        wall = stage.Wall(relay, folder)
        wall.wait_live()
        walk = Walk(broker)
        walk.start()
        good = 0
        for number in range(tries):
            kind = KINDS[number % len(KINDS)]
            away_s = AWAY_S[kind][number // len(KINDS) % 3]
            steps = walk.steps
            stage.wait_until("the walk goes on", lambda s=steps: walk.steps > s + 1, 20)
            try:
                badge, live, wrong = one_try(wall, broker, relay, kind, away_s)
                report(f"{number + 1:3} {kind:20} badge after {badge:5.2f} s, live {live:5.2f} s after the "
                       f"return{'' if not wrong else ': ' + '; '.join(wrong)}", flush=True)
            except TimeoutError as error:
                wrong = [str(error)]
                report(f"{number + 1:3} {kind:20} {error}", flush=True)
                break
            good += not wrong
        return good
    finally:
        if walk:
            walk.finish()
        for each in (wall, desk, relay, broker):
            if each:
                each.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tries", type=int, default=20)
    arguments = parser.parse_args()
    with stage.Folder() as folder:
        good = run(arguments.tries, Path(folder))
        print(f"{good} of {arguments.tries} tries went well")
    return 0 if good == arguments.tries else 1


if __name__ == "__main__":
    sys.exit(main())
