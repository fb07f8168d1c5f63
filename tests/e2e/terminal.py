"""A program at a terminal of our own: a pty, what a person types, and the screen as pyte sees it."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import threading
import time

import pyte
import stage


class Terminal:
    """Runs `argv` in a session of its own at a new pty. All that it writes goes to the screen, if that is looked
    at; `reads` counts how often something came."""

    def __init__(self, argv, columns=80, rows=24, term="xterm-256color", look=True, **environment):
        self.screen = pyte.Screen(columns, rows)
        self.look = look
        self.stream = pyte.ByteStream(self.screen)
        self.raw = bytearray()
        self.reads = 0
        self.lock = threading.Lock()
        self.held = threading.Event()  # nothing is taken from the line while this is clear
        self.held.set()
        self.closing = threading.Event()
        self.master, self.slave = pty.openpty()
        self.resize(columns, rows, tell=False)
        self.before = termios.tcgetattr(self.slave)
        self.path = os.ttyname(self.slave)
        self.process = subprocess.Popen(  # pylint: disable=subprocess-popen-preexec-fn
            [str(word) for word in argv], stdin=self.slave, stdout=self.slave, stderr=self.slave, close_fds=True,
            preexec_fn=self._own_terminal, env=stage.quiet_environment(TERM=term, **environment))
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    @staticmethod
    def _own_terminal():
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def _read(self):
        while not self.closing.is_set():
            self.held.wait()
            try:
                if not select.select([self.master], [], [], 0.05)[0]:
                    continue
                data = os.read(self.master, 1 << 20)
            except OSError:
                return
            with self.lock:
                self.raw += data
                self.reads += 1
                if self.look:
                    self.stream.feed(data)

    def send(self, keys):
        os.write(self.master, keys if isinstance(keys, bytes) else keys.encode())

    def resize(self, columns, rows, tell=True):
        with self.lock:  # what is drawn at the new size comes to a screen of that size
            if tell:
                self.screen.resize(rows, columns)
            fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def text(self):
        with self.lock:
            return "\n".join(line.rstrip() for line in self.screen.display)

    def wait_for(self, words, timeout_s=10.0):
        """The screen once it shows `words`."""
        try:
            return stage.wait_until(f"{words!r} on the screen",
                                    lambda: self.text() if words in self.text() else None, timeout_s)
        except TimeoutError as late:
            raise TimeoutError(f"{late}; it shows:\n{self.text()}") from None

    def wait_quiet(self, quiet_s=0.5):
        """Nothing comes for so long."""
        count, since = self.reads, time.monotonic()
        while time.monotonic() - since < quiet_s:
            time.sleep(0.01)
            if self.reads != count:
                count, since = self.reads, time.monotonic()

    def modes(self):
        return termios.tcgetattr(self.slave)

    def wait(self, timeout_s=10.0):
        status = self.process.wait(timeout_s)
        while select.select([self.master], [], [], 0.05)[0]:  # the last words
            time.sleep(0.01)
        return status

    def hang_up(self):
        """The other end of the line goes away."""
        self.closing.set()
        self.held.set()
        self.reader.join()
        stage.note_output(self.raw.decode(errors="replace"))
        for end in (self.slave, self.master):
            if end is not None:
                os.close(end)
        self.master = self.slave = None

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.hang_up()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Writes:
    """Counts a program's writes to its terminal, by strace."""

    def __init__(self, terminal, log):
        self.log, self.path = log, terminal.path
        # With the path of each descriptor: what goes into memory is not counted.
        self.tracer = subprocess.Popen(
            ["strace", "-f", "-y", "-e", "trace=write", "-o", str(log), "-p", str(terminal.process.pid)],
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        if b"attached" not in (said := self.tracer.stderr.readline()):
            raise RuntimeError(f"strace: {said.decode()}")

    def count(self):
        return len(re.findall(rf"write\(\d+<{re.escape(self.path)}", self.log.read_text(errors="replace")))

    def stop(self):
        self.tracer.send_signal(signal.SIGINT)
        self.tracer.wait(10)
        self.tracer.stderr.close()
