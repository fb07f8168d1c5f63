"""link_probe as an object: commands go in as lines, events come out as dictionaries."""
import queue
import subprocess
import threading
import time

from stage import BIN, quiet_environment


def parse(line):
    """"name a=1 b=2 text=all the rest" as a dictionary; the name under ""."""
    name, _, rest = line.partition(" ")
    head, _, text = rest.partition("text=")
    fields = dict(part.split("=", 1) for part in head.split() if "=" in part)
    return {"": name, **fields, "text": text}


class Probe:
    def __init__(self, port, binary=None, **settings):
        settings = {"host": "127.0.0.1", "port": port, **settings}
        self.seen = []
        self.lines = queue.Queue()
        self.process = subprocess.Popen(
            [str(binary or BIN / "link_probe"), *(f"{k}={v}" for k, v in settings.items())],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            encoding="utf-8", errors="replace", env=quiet_environment())
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.reader.join(5)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            try:
                pipe.close()
            except BrokenPipeError:
                pass

    def read(self):
        for line in self.process.stdout:
            self.lines.put({"at": time.monotonic(), **parse(line.rstrip("\n"))})
        self.lines.put(None)

    def tell(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def next(self, timeout_s=5.0):
        """The next event; None when none comes in time or the probe has ended."""
        try:
            event = self.lines.get(timeout=max(timeout_s, 0))
        except queue.Empty:
            return None
        if event:
            self.seen.append(event)
        return event

    def expect(self, name, timeout_s=5.0, **fields):
        """The next event with this name and these fields; what comes before it is kept in `seen`."""
        end = time.monotonic() + timeout_s
        while True:
            event = self.next(end - time.monotonic())
            if event is None:
                raise AssertionError(f"no {name} {fields} within {timeout_s:g} s; seen: {self.seen[-20:]}")
            if event[""] == name and all(event.get(k) == str(v) for k, v in fields.items()):
                return event

    def events(self, name, quiet_s=0.3):
        """All events with this name seen so far and until nothing comes for quiet_s."""
        while self.next(quiet_s) is not None:
            pass
        return [e for e in self.seen if e[""] == name]

    def subscribe(self, *topics, qos=1):
        self.tell(f"sub {qos} {' '.join(topics)}")
        return self.expect("subscribed")

    def quit(self):
        """How many milliseconds pl_link_destroy() took."""
        self.tell("quit")
        took = int(self.expect("destroyed")["ms"])
        assert self.process.wait(5) == 0, self.process.stderr.read()
        return took
