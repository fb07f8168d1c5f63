"""The link over TLS: a throw-away CA, a real mosquitto, and what goes over the line in the clear."""
import http.server
import socket
import ssl
import struct
import subprocess
import threading
import time

import pytest
from fake_broker import FakeBroker
from probe import Probe
from stage import Broker, Wall, free_port, wait_until


def openssl(*words, folder):
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


def make_ca(folder, name):
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", f"/CN=throw-away {name}", "-keyout", f"{name}.key", "-out", f"{name}.pem", folder=folder)


def make_certificate(folder, ca, name, subject, names=None, days="2"):
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={subject}",
            "-keyout", f"{name}.key", "-out", f"{name}.csr", folder=folder)
    (folder / f"{name}.ext").write_text(f"subjectAltName={names}\n" if names else "basicConstraints=CA:FALSE\n")
    openssl("x509", "-req", "-in", f"{name}.csr", "-CA", f"{ca}.pem", "-CAkey", f"{ca}.key", "-CAcreateserial",
            "-days", days, "-extfile", f"{name}.ext", "-out", f"{name}.pem", folder=folder)


@pytest.fixture(scope="module")
def pki(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pki")
    make_ca(folder, "ca")
    make_ca(folder, "other")
    make_certificate(folder, "ca", "server", "broker", "DNS:localhost,IP:127.0.0.1")
    make_certificate(folder, "ca", "elsewhere", "elsewhere", "DNS:elsewhere.example,IP:192.0.2.1")
    make_certificate(folder, "ca", "wall", "wall-1")
    return folder


def tls_broker(folder, pki, server="server", extra=""):
    return Broker(folder / "broker", extra=f"cafile {pki}/ca.pem\ncertfile {pki}/{server}.pem\n"
                  f"keyfile {pki}/{server}.key\n{extra}").start()


@pytest.fixture
def broker(tmp_path, pki):
    own = tls_broker(tmp_path, pki)
    yield own
    own.stop()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_there_and_back(broker, pki, host):
    with Probe(broker.port, host=host, tls=1, ca_file=pki / "ca.pem") as probe:
        assert probe.expect("connected")["protocol"] == "5"
        probe.subscribe("a/#")
        probe.tell("fill 1 400 20000 a/")
        probe.expect("published", timeout_s=20, token=400)
        assert len(probe.events("message", 1.0)) == 400
        assert probe.quit() < 500


def test_a_caller_that_is_busy_for_long_keeps_its_connection(broker, pki):
    """The pings go on while messages are left at the broker, which waits 7.5 s for one."""
    with Probe(broker.port, tls=1, ca_file=pki / "ca.pem", mailbox_bytes=100000) as probe, \
            Probe(broker.port, tls=1, ca_file=pki / "ca.pem") as other:
        probe.expect("connected")
        other.expect("connected")
        probe.subscribe("a/#")
        probe.tell("drain 0")
        other.tell("fill 1 1000 5000 a/")
        other.expect("published", timeout_s=20, token=1000)
        time.sleep(16)
        probe.tell("drain 1")
        assert len({e["topic"] for e in probe.events("message", 1.0)}) == 1000
        time.sleep(8)
        assert not probe.events("disconnected") + other.events("disconnected")


def test_killed_and_back(broker, pki):
    with Probe(broker.port, tls=1, ca_file=pki / "ca.pem") as probe:
        for session in range(1, 6):
            probe.expect("connected", session=session)
            broker.kill()
            probe.expect("disconnected", session=session)
            broker.start()


def test_credentials_in_memory(tmp_path, pki):
    """Certificate, key and CA as text; the broker takes the certificate's name as the user."""
    broker = tls_broker(tmp_path, pki, extra="require_certificate true\nuse_identity_as_username true\n"
                        "allow_anonymous false\n")
    texts = {"ca_pem": (pki / "ca.pem").read_text(), "cert_pem": (pki / "wall.pem").read_text(),
             "key_pem": (pki / "wall.key").read_text()}
    try:
        with Probe(broker.port, tls=1, **texts) as probe:
            probe.expect("connected")
        with Probe(broker.port, tls=1, ca_file=pki / "ca.pem", cert_file=pki / "wall.pem",
                   key_file=pki / "wall.key") as probe:
            probe.expect("connected")
        assert "u'wall-1'" in (broker.folder / "mosquitto.log").read_text()
        with Probe(broker.port, tls=1, ca_pem=texts["ca_pem"]) as probe:
            probe.expect("failed")  # with the broker's alert, unless its reset overtakes that
            assert probe.events("connected", 1.0) == []
    finally:
        broker.stop()


def test_the_brokers_alert_is_told(pki):
    """In TLS 1.2 it comes within the handshake, so nothing can overtake it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pki / "server.pem", pki / "server.key")
    context.load_verify_locations(pki / "ca.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    context.maximum_version = ssl.TLSVersion.TLSv1_2

    def shake(connection):
        context.wrap_socket(connection.sock, server_side=True)
    with FakeBroker(shake) as broker, Probe(broker.port, tls=1, ca_file=pki / "ca.pem") as probe:
        assert "handshake failure" in probe.expect("failed")["text"]


def test_a_stranger_is_not_trusted(broker, pki):
    with Probe(broker.port, tls=1, ca_file=pki / "other.pem") as probe:
        text = probe.expect("failed")["text"]
        assert "certificate of 127.0.0.1: " in text and "self-signed certificate" in text
        assert probe.events("connected", 1.0) == []
    with Probe(broker.port, tls=1) as probe:  # the system's store does not know it either
        assert "certificate of 127.0.0.1: " in probe.expect("failed")["text"]
        assert probe.events("connected", 1.0) == []


@pytest.mark.parametrize("host, reason", [("localhost", "hostname mismatch"),
                                          ("127.0.0.1", "IP address mismatch")])
def test_the_name_must_be_right(tmp_path, pki, host, reason):
    broker = tls_broker(tmp_path, pki, server="elsewhere")
    try:
        with Probe(broker.port, host=host, tls=1, ca_file=pki / "ca.pem") as probe:
            assert reason.lower() in probe.expect("failed")["text"].lower()
            assert probe.events("connected", 1.0) == []
    finally:
        broker.stop()


def test_nobody_listens():
    """The library writes its hello at once and so takes the error: the refusal must be told all the same."""
    with Probe(free_port(), tls=1) as probe:
        assert "Connection refused" in probe.expect("failed")["text"]


def test_a_wrong_clock_is_worth_another_try(tmp_path, pki):
    """A Pi starts with an old clock: the certificate is not yet valid, and later it is."""
    make_certificate(pki, "ca", "soon", "broker", "IP:127.0.0.1")
    broker = tls_broker(tmp_path, pki, server="elsewhere")
    try:
        with Probe(broker.port, tls=1, ca_file=pki / "ca.pem") as probe:
            probe.expect("failed")
            broker.stop()
            config = broker.folder / "mosquitto.conf"
            config.write_text(config.read_text().replace("elsewhere", "soon"))
            broker.start()
            probe.expect("connected")
    finally:
        broker.stop()


class WebServer:
    """Python's own, which reads a line before it says anything."""

    def __enter__(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
        self.server.RequestHandlerClass.log_message = lambda *_: None
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def ports(tmp_path_factory, pki):
    """By what is spoken there."""
    folder = tmp_path_factory.mktemp("ports")
    websockets = free_port()
    secure, plain = tls_broker(folder / "tls", pki), Broker(
        folder / "plain", extra=f"listener {websockets} 127.0.0.1\nprotocol websockets\n").start()
    with WebServer() as web, socket.create_server(("127.0.0.1", 0)) as silent:
        yield {"tls": secure.port, "plain": plain.port, "websockets": websockets, "web": web.port,
               "silent": silent.getsockname()[1]}
    secure.stop()
    plain.stop()


@pytest.mark.parametrize("tls, there, said", [
    (0, "tls", "it speaks TLS: use mqtts://"),
    (0, "websockets", "it speaks MQTT over websockets: use the broker's port for MQTT, 1883 as a rule"),
    (0, "web", "it is a web server: use the broker's port for MQTT, 1883 as a rule"),
    (0, "silent", "no answer to CONNECT within 2 s; is it a broker's port?"),
    (1, "plain", "it speaks MQTT without TLS: use mqtt://, or its port with TLS, 8883 as a rule"),
    (1, "websockets", "it speaks MQTT over websockets: use the broker's port for MQTT with TLS, 8883 as a rule"),
    (1, "web", "it is a web server: use the broker's port for MQTT with TLS, 8883 as a rule"),
    (1, "silent", "no answer to TLS within 2 s; is it a port with TLS?"),
])
def test_a_port_that_speaks_something_else(ports, pki, tls, there, said):
    """Told within the five seconds that a command has, and not taken back."""
    with Probe(ports[there], tls=tls, **({"ca_file": pki / "ca.pem"} if tls else {})) as probe:
        text = f"127.0.0.1:{ports[there]}: {said}"
        wait_until(said, lambda: probe.expect("failed", timeout_s=4.5)["text"] == text, 4.5)
        time.sleep(4)
        assert probe.events("connected") == []
        assert [e["text"] for e in probe.events("failed")].index(text) == len(probe.events("failed")) - 1, probe.seen
        assert probe.quit() < 600


def test_who_speaks_there_is_asked_once_a_minute(pki):
    """Tries go on; the questions do not."""
    begun = []

    def hang_up(connection):
        begun.append(connection.sock.recv(9000)[:1])
        connection.sock.close()
    with FakeBroker(hang_up) as peer, Probe(peer.port) as probe:
        probe.expect("failed")
        time.sleep(4)
    assert begun.count(b"\x10") >= 5, begun
    assert (begun.count(b"\x16"), begun.count(b"G")) == (1, 1), begun


def test_stalls_in_the_handshake():
    """Two seconds a try, without turning in circles meanwhile."""
    def stall(connection):
        while connection.read(1):
            pass
    with FakeBroker(stall) as broker, Probe(broker.port, tls=1) as probe:
        assert "no answer to TLS within 2 s" in probe.expect("failed")["text"]
        probe.events("failed", 2.0)
        with open(f"/proc/{probe.process.pid}/stat", encoding="ascii") as stat:
            ticks = sum(map(int, stat.read().rsplit(")", 1)[1].split()[11:13]))
        assert ticks <= 20  # hundredths of a second


def hello_of(host):
    """The ClientHello that is sent to this host: {extension: bytes}."""
    got = []
    done = threading.Event()

    def listen(connection):
        kind, _, length = struct.unpack("!BHH", connection.read(5))
        got.append((kind, connection.read(length)))
        done.set()
    with FakeBroker(listen) as broker, Probe(broker.port, host=host, tls=1):
        assert done.wait(5)
    kind, body = got[0]
    assert kind == 22 and body[0] == 1
    at = 38 + 1 + body[38]                                    # random, session id
    at += 2 + struct.unpack("!H", body[at:at + 2])[0]         # ciphers
    at += 1 + body[at] + 2                                    # compression, length of what follows
    extensions = {}
    while at < len(body):
        number, size = struct.unpack("!HH", body[at:at + 4])
        extensions[number] = body[at + 4:at + 4 + size]
        at += 4 + size
    return extensions


def test_says_the_name_and_no_old_version():
    extensions = hello_of("localhost")
    assert extensions[0][5:] == b"localhost"  # not the address that it connects to
    versions = extensions[43][1:]
    assert {versions[i:i + 2] for i in range(0, len(versions), 2)} == {b"\3\4", b"\3\3"}  # 1.3, 1.2
    assert 0 not in hello_of("127.0.0.1")     # an address is no server name


@pytest.mark.parametrize("settings, part", [
    ({"ca_file": "/nonexistent.pem"}, "CA file /nonexistent.pem: "),
    ({"ca_pem": "no PEM"}, "CA given inline: "),
    ({"cert_file": "/nonexistent.pem", "key_file": "/nonexistent.key"}, "certificate file /nonexistent.pem: "),
    ({"cert_pem": "x"}, "a certificate without its key"),
    ({"key_pem": "x"}, "a key without certificate")])
def test_what_cannot_work_is_told_at_once(settings, part, pki):
    settings = {"ca_file": pki / "ca.pem", **settings}
    if "ca_pem" in settings:
        del settings["ca_file"]
    with Probe(1, tls=1, **settings) as probe:
        assert part in probe.expect("create")["text"]


def test_a_key_that_does_not_fit(pki):
    with Probe(1, tls=1, ca_file=pki / "ca.pem", cert_file=pki / "wall.pem",
               key_file=pki / "server.key") as probe:
        assert f"key file {pki}/server.key: " in probe.expect("create")["text"]


def test_a_wall_whose_certificate_is_another_user(pki, tmp_path):
    """The broker takes the user from the certificate, its ACL the topic from the user: said once, with what to do;
    and that helps."""
    (tmp_path / "acl").write_text("topic read plenary/#\n" + "".join(
        f"pattern readwrite plenary/main/display/%u{below}\n" for below in ("", "/echo")))
    broker = tls_broker(tmp_path, pki, extra=f"acl_file {tmp_path}/acl\nrequire_certificate true\n"
                        "use_identity_as_username true\n")
    broker.url = broker.url.replace("mqtt:", "mqtts:")
    options = ["--cafile", pki / "ca.pem", "--cert", pki / "wall.pem", "--key", pki / "wall.key"]
    try:
        wall = Wall(broker, tmp_path / "wrong", name="screen1", options=options)
        wait_until("it says so", wall.said)
        time.sleep(6)  # three echoes, all of them refused
        wall.stop()
        assert len(wall.said()) == 1, wall.said()
        assert "write plenary/main/display/screen1 (0x87)" in wall.said()[0]
        assert "--name must be the user" in wall.said()[0]
        right = Wall(broker, tmp_path / "right", name="wall-1", options=options)
        time.sleep(3)
        right.alive()
        right.stop()
        assert right.said() == []
    finally:
        broker.stop()
