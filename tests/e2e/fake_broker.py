"""A broker that misbehaves byte by byte: each connection is handed to the next function of a script, the
last one also to all that follow. Knows just enough of MQTT to read whole packets."""
import socket
import struct
import threading

CONNECT, CONNACK, PUBLISH, PUBACK, SUBSCRIBE, SUBACK, PINGREQ, DISCONNECT = 1, 2, 3, 4, 8, 9, 12, 14
CONNACK_5 = bytes([0x20, 3, 0, 0, 0])
CONNACK_311 = bytes([0x20, 2, 0, 0])


class Gone(Exception):
    """The client has closed the connection."""


class Connection:
    """One accepted connection with what was read from it."""

    def __init__(self, sock):
        self.sock = sock
        self.packets = []

    def read(self, count):
        data = b""
        while len(data) < count:
            part = self.sock.recv(count - len(data))
            if not part:
                raise Gone
            data += part
        return data

    def packet(self):
        """(type, flags, body) of the next packet."""
        first = self.read(1)[0]
        length = shift = 0
        while True:
            byte = self.read(1)[0]
            length |= (byte & 127) << shift
            shift += 7
            if not byte & 128:
                break
        found = first >> 4, first & 15, self.read(length)
        self.packets.append(found)
        return found

    def send(self, data):
        self.sock.sendall(data)

    def accept(self):
        """Reads CONNECT and answers it in its own protocol, which is returned (5 or 4)."""
        body = self.connect()
        self.send(CONNACK_5 if body[6] == 5 else CONNACK_311)
        return body[6]

    def connect(self):
        kind, _, body = self.packet()
        assert kind == CONNECT and body[:6] == b"\0\4MQTT"
        return body

    def packets_until_gone(self):
        try:
            while True:
                self.packet()
        except (Gone, ConnectionError, socket.timeout):
            return self.packets


def length_bytes(length):
    out = b""
    while True:
        byte, length = length & 127, length >> 7
        out += bytes([byte | (128 if length else 0)])
        if not length:
            return out


def publish_packet(topic, payload, protocol=5):
    body = struct.pack("!H", len(topic)) + topic.encode() + (b"\0" if protocol == 5 else b"") + payload
    return bytes([0x30]) + length_bytes(len(body)) + body


def suback_packet(body, protocol, reasons):
    return bytes([0x90]) + length_bytes(2 + (protocol == 5) + len(reasons)) + body[:2] + \
        (b"\0" if protocol == 5 else b"") + bytes(reasons)


class FakeBroker:
    """Serves on a port of its own; `connections` are all that came, in order."""

    def __init__(self, *script):
        self.script = list(script)
        self.connections = []
        self.errors = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for connection in self.connections:
            connection.sock.close()
        assert not self.errors, self.errors

    def serve(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            sock.settimeout(30)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            act = self.script[min(len(self.connections), len(self.script) - 1)]
            connection = Connection(sock)
            self.connections.append(connection)
            threading.Thread(target=self.run, args=(act, connection), daemon=True).start()

    def run(self, act, connection):
        try:
            act(connection)
        except (Gone, OSError):
            pass
        except Exception as error:  # shown by __exit__
            self.errors.append(repr(error))
        finally:
            connection.sock.close()
