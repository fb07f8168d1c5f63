"""A stage for the real programs: a mosquitto of its own, the wall with its trace, the tool, a desk that
stays. Used by the tests here, by broker_loss.py and by tools/bench; Python's own library only."""
import itertools
import os
import random
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(os.environ.get("PLENARY_BUILD", ROOT / "build" / "release")) / "bin"
SAMPLE = ROOT / "assets" / "samples" / "wgec-draft-recommendation.txt"
ROOM = "main"
REPORTS = tempfile.TemporaryDirectory(prefix="plenary-reports-")  # of sanitizers
STATE = tempfile.TemporaryDirectory(prefix="plenary-state-")  # not the developer's own


def port_range():
    """Of this worker alone, and below the kernel's own: a broker that is away for a moment (killed, to be
    started again) finds its port still free, whatever other workers and outgoing connections do."""
    worker = re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "")) or "0"
    return range(18000 + 1000 * (int(worker) % 14), 19000 + 1000 * (int(worker) % 14))


PORTS = itertools.cycle(random.sample(port_range(), 1000))


def free_port():
    for port in itertools.islice(PORTS, 1000):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise RuntimeError("none of this worker's thousand ports is free")


def wait_until(what, true, timeout_s=10.0, every_s=0.01):
    """The first true value that `true` gives; raises after timeout_s, naming `what`."""
    end = time.monotonic() + timeout_s
    while True:
        value = true()
        if value:
            return value
        if time.monotonic() > end:
            raise TimeoutError(f"not within {timeout_s:g} s: {what}")
        time.sleep(every_s)


def quiet_environment(**more):
    """The environment for a program without a screen."""
    kept = {k: v for k, v in os.environ.items()
            if not k.startswith(("PLENARY_", "SDL_")) and k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return {"XDG_STATE_HOME": STATE.name, **kept, "SDL_VIDEODRIVER": "dummy", "LC_ALL": "C.UTF-8", **more}


def watch_with_sanitizers():
    """Of every program that is started from here on and is of the asan build: what is found, is in a file."""
    for sanitizer, more in (("ASAN", "detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1"),
                            ("UBSAN", "print_stacktrace=1"),
                            ("LSAN", f"suppressions={ROOT}/tests/e2e/lsan.supp:print_suppressions=0")):
        os.environ[f"{sanitizer}_OPTIONS"] = f"log_path={REPORTS.name}/report:{more}"


def complaints():
    """What the sanitizers said since this was asked before, and what programs printed of nothing."""
    said = [path.read_text(errors="replace") for path in sorted(Path(REPORTS.name).iterdir())]
    for path in Path(REPORTS.name).iterdir():
        path.unlink()
    said += [f"printed: {text}" for text in PRINTED_NOTHING]
    PRINTED_NOTHING.clear()
    return "\n".join(said)


PRINTED_NOTHING = []  # texts in which a string was NULL


def note_output(text):
    """Of a program of ours: a text that the C library made of a NULL is a fault of its own."""
    if "(null)" in text:
        PRINTED_NOTHING.append(text)


class Broker:
    """mosquitto on a free port that is kept over restarts; retained data on disk where asked."""

    def __init__(self, folder, persistent=False, extra=""):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.url = f"mqtt://127.0.0.1:{self.port}"
        self.store = self.folder / "mosquitto.db"
        self.process = None
        shipped = (ROOT / "assets" / "broker" / "mosquitto.conf").read_text(encoding="utf-8")
        settings, replaced = re.subn(r"^listener .*$", f"listener {self.port} 127.0.0.1", shipped, flags=re.M)
        assert replaced == 1, "assets/broker/mosquitto.conf has one listener"
        settings += f"log_dest file {self.folder}/mosquitto.log\n"
        if os.geteuid() == 0:
            settings += "user root\n"  # else mosquitto drops root, and could not reach our folder
        if persistent:
            settings += f"persistence true\npersistence_location {self.folder}/\n"
        (self.folder / "mosquitto.conf").write_text(settings + extra, encoding="utf-8")

    def start(self, **environment):
        self.process = subprocess.Popen(
            ["/usr/sbin/mosquitto", "-c", str(self.folder / "mosquitto.conf")], env={**os.environ, **environment},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until("the broker listens", self.listens)
        return self

    def listens(self):
        if self.process.poll() is not None:
            raise RuntimeError("mosquitto ended: " + (self.folder / "mosquitto.log").read_text())
        with socket.socket() as probe:
            probe.settimeout(0.5)
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def send(self, number):
        self.process.send_signal(number)

    def kill(self):
        """As a power cut does it: nothing is saved; the kernel closes the connections."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()

    def save(self):
        """Writes the retained messages to disk now."""
        before = self.store.stat().st_mtime_ns if self.store.exists() else 0
        self.send(signal.SIGUSR1)
        wait_until("the broker has saved",
                   lambda: self.store.exists() and self.store.stat().st_mtime_ns != before)

    def retained(self, topics=f"plenary/{ROOM}/#", quiet_s=1):
        """{topic: payload} of what lies there."""
        done = subprocess.run(
            ["mosquitto_sub", *self.client(), "-t", topics, "-W", str(quiet_s), "--retained-only",
             "-F", "%t\t%p"], stdin=subprocess.DEVNULL, capture_output=True, check=False)
        lines = done.stdout.decode("utf-8").splitlines()
        return dict(line.split("\t", 1) for line in lines if "\t" in line)

    def publish(self, topic, payload):
        subprocess.run(["mosquitto_pub", *self.client(), "-t", topic, "-r", "-q", "1", "-s"],
                       input=payload.encode() if isinstance(payload, str) else payload, check=True, timeout=10)

    def client(self):
        """What mosquitto's own clients need to come in."""
        return ["-h", "127.0.0.1", "-p", str(self.port), "-i", f"test-{secrets.token_hex(6)}"]


class Relay:
    """The cable between a program and the broker: it can be unplugged, so that nothing passes and nobody is
    told, and plugged in again. Or only what the broker says is held back. Or it goes half-open, as some proxies do:
    it takes connections and all that comes over them, and nothing comes of it; what was taken so stays dead when the
    path is there again."""

    def __init__(self, broker):
        self.broker = broker
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"mqtt://127.0.0.1:{self.listener.getsockname()[1]}"
        self.plugged = threading.Event()
        self.plugged.set()
        self.hears = threading.Event()  # the program, the broker: while this is clear the other way goes on
        self.hears.set()
        self.half_open = False
        self.half_opened = 0  # so often
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=(near,), daemon=True).start()

    def go_half_open(self):
        self.half_opened += 1
        self.half_open = True

    def go_on(self):
        self.half_open = False

    def _swallow(self, source):
        try:
            while source.recv(65536):
                pass
        except OSError:
            pass
        source.close()

    def _connect(self, near):
        if self.half_open:
            self._swallow(near)
            return
        self.plugged.wait()
        far = socket.socket()
        if far.connect_ex(("127.0.0.1", self.broker.port)) != 0:
            near.close()
            return
        for end in (near, far):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=self._pump, args=(near, far, self.plugged), daemon=True).start()
        self._pump(far, near, self.hears)

    def _pump(self, source, sink, gate):
        alive_until = self.half_opened
        try:
            while data := source.recv(65536):
                self.plugged.wait()
                gate.wait()
                if self.half_opened == alive_until:
                    sink.sendall(data)
        except OSError:
            pass
        self.plugged.wait()  # an end that closes is not heard of either
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()

    def stop(self):
        self.plugged.set()
        self.hears.set()
        self.listener.close()


class Wall:
    """plenary-display with its trace: lines of `what <monotonic ns> …` (see plenary-display(1)). Runs in its
    folder, where SDL's dummy driver leaves each frame as a picture if SDL_VIDEO_DUMMY_SAVE_FRAMES is set."""

    def __init__(self, broker, folder, name="hall", size="1920x1080", room=ROOM, options=(), binary=None,
                 before=(), **environment):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.trace_file = self.folder / f"{name}.trace"
        self.trace_file.write_text("")
        self.name = name
        self.log = open(self.folder / f"{name}.log", "wb")
        command = [*before, str(binary or BIN / "plenary-display"), "--broker", broker.url, "--room", room,
                   "--name", name, *(["--size", size] if size else []), *options]
        self.spawned_ns = time.monotonic_ns()
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, cwd=self.folder,
            env={**quiet_environment(PLENARY_TRACE=str(self.trace_file)), **environment})

    def trace(self):
        """Every whole line so far, split."""
        text = self.trace_file.read_text(encoding="utf-8")
        return [line.split() for line in text[:text.rfind("\n") + 1].splitlines()]

    def presented(self):
        """[(ns, (epoch, rev))] of every frame: the cursor that it shows, (0, 0) for none."""
        return [(int(f[1]), (int(f[2]), int(f[3]))) for f in self.trace() if f[0] == "presented"]

    def settled(self):
        """The same of the last frame of every glide."""
        return [(int(f[1]), (int(f[2]), int(f[3]))) for f in self.trace() if f[0] == "settled"]

    def first_full(self):
        """When the picture first was what it is now: the same cursor, and as many parts."""
        frames = [(int(f[1]), tuple(map(int, f[2:5]))) for f in self.trace() if f[0] == "presented"]
        assert frames[-1][1][:2] != (0, 0), "no item is shown"
        return next(at for at, what in frames if what == frames[-1][1])

    def liveness(self):
        """[(ns, name)] of every change."""
        return [(int(f[1]), f[2]) for f in self.trace() if f[0] == "liveness"]

    def said(self):
        """Every line so far of what it says on standard error."""
        return (self.folder / f"{self.name}.log").read_text(encoding="utf-8").splitlines()

    def driver(self):
        """What SDL says that it shows and draws with: `x11, opengles2`."""
        return " ".join(next(f for f in self.trace() if f[0] == "driver")[2:])

    def alive(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"plenary-display ended with {self.process.returncode}: "
                               + (self.folder / f"{self.name}.log").read_text(errors="replace"))
        return True

    def wait_live(self, since_ns=0, timeout_s=10.0):
        """When it said `live` for the first time after since_ns."""
        return self.wait_liveness({"live"}, since_ns, timeout_s)

    def wait_liveness(self, names, since_ns, timeout_s):
        def seen():
            self.alive()
            return next((at for at, name in self.liveness() if at >= since_ns and name in names), None)
        return wait_until(f"the wall says {' or '.join(sorted(names))}", seen, timeout_s)

    def wait_presented(self, stamp, timeout_s=10.0):
        """When a frame that holds this cursor, or a later one, was presented first."""
        def seen():
            self.alive()
            return next((at for at, shown in self.presented() if shown >= stamp), None)
        return wait_until(f"cursor {stamp} is presented", seen, timeout_s)

    def stop(self):
        """Its exit status, after SIGTERM."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()
        note_output((self.folder / f"{self.name}.log").read_text(errors="replace"))
        return self.process.returncode


class Desk:
    """A desk that is online and silent."""

    def __init__(self, broker, room=ROOM):
        self.process = subprocess.Popen(
            [str(BIN / "desk_standin"), str(broker.port), room], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=quiet_environment())
        if self.process.stdout.readline().strip() != b"online":
            raise RuntimeError("the desk did not come online")

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)
        self.process.stdout.close()


def plenary(broker, *words, check=True, timeout_s=30, binary=None, room=ROOM):
    """One command of the tool."""
    done = subprocess.run(
        [str(binary or BIN / "plenary"), *map(str, words), "--broker", broker.url, "--room", room],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8", timeout=timeout_s,
        env=quiet_environment(), check=False)
    note_output(done.stdout + done.stderr)
    if check and done.returncode != 0:
        raise RuntimeError(f"plenary {' '.join(map(str, words))}: {done.returncode}: {done.stderr}")
    return done


def screenshot(broker, path, size="1920x1080", check=True, options=(), timeout_s=60, binary=None, before=(),
               room=ROOM, **environment):
    """plenary-display --screenshot; `before` is put in front of the program (an emulator)."""
    done = subprocess.run(
        [*before, str(binary or BIN / "plenary-display"), "--broker", broker.url, "--room", room,
         "--screenshot", str(path), "--size", size, *options],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8", timeout=timeout_s,
        env=quiet_environment(**environment), check=False)
    note_output(done.stdout + done.stderr)
    if check and done.returncode != 0:
        raise RuntimeError(f"--screenshot: {done.returncode}: {done.stderr}")
    return done


class Folder:
    """A temporary directory as a context: left in place when the body failed, so it can be looked at."""

    def __enter__(self):
        self.path = Path(tempfile.mkdtemp(prefix="plenary-"))
        return self.path

    def __exit__(self, kind, *_):
        if kind is None:
            shutil.rmtree(self.path, ignore_errors=True)
