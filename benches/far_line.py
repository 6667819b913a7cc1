"""A line of so many milliseconds a turn to a server, for measurements on one machine."""
import collections
import socket
import threading
import time


def serve(target, turn):
    """Listens on a free port of loopback; half of `turn` (seconds) passes before bytes arrive on either side. Gives the port."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    def accept():
        while True:
            near, _ = listener.accept()
            far = socket.create_connection(target)
            for end in (near, far):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for source, sink in ((near, far), (far, near)):
                Direction(source, sink, turn / 2)

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


class Direction:
    """Bytes that go one way, each after its delay and in their order."""

    def __init__(self, source, sink, delay):
        self.source, self.sink, self.delay = source, sink, delay
        self.waiting = collections.deque()
        self.some = threading.Semaphore(0)
        threading.Thread(target=self.read, daemon=True).start()
        threading.Thread(target=self.write, daemon=True).start()

    def read(self):
        while True:
            try:
                data = self.source.recv(1 << 16)
            except OSError:
                data = b""
            self.waiting.append((time.monotonic() + self.delay, data))
            self.some.release()
            if not data:
                return

    def write(self):
        while True:
            self.some.acquire()
            due, data = self.waiting.popleft()
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                if not data:
                    self.sink.shutdown(socket.SHUT_WR)
                    return
                self.sink.sendall(data)
            except OSError:
                return
