"""The encodings of docs/store-format.md: values, digests, LtHash, journal entries. Standard library alone."""

import hashlib
import struct

ENTRY = "seq at turn account actor action subject reason changes form clock database_role rows seal".split()
FIRST_ENTRY = "place at account actor action subject reason changes clock state".split()
STATE_BYTES = 2048


def encode(value):
    """A value with its type and its length."""
    if value is None:
        return b"n"
    if isinstance(value, int):
        return b"i" + struct.pack("<q", value)
    if isinstance(value, float):
        return b"r" + struct.pack("<d", value)
    # Text of a damaged file need not be UTF-8: `surrogateescape` gives back the bytes that were read.
    tag, data = (b"t", value.encode("utf-8", "surrogateescape")) if isinstance(value, str) else (b"b", bytes(value))
    return tag + struct.pack("<Q", len(data)) + data


def decode(data, at):
    """The value that begins at a place, and the place behind it."""
    tag, number, after = data[at:at + 1], data[at + 1:at + 9], at + 9
    if tag == b"n":
        return None, at + 1
    if tag in (b"i", b"r"):
        return struct.unpack("<q" if tag == b"i" else "<d", number)[0], after
    end = after + struct.unpack("<Q", number)[0]
    if tag not in (b"t", b"b") or end > len(data):
        raise ValueError("not an encoded value")
    return data[after:end].decode("utf-8", "surrogateescape") if tag == b"t" else data[after:end], end


def digest(table, values):
    """The digest of a row."""
    return hashlib.sha256(struct.pack("<I", len(table)) + table.encode() + b"".join(map(encode, values))).digest()


def link(before, fields):
    """The hash of a journal entry: over the hash before it and the digest of its fields."""
    return hashlib.sha256(before + digest("journal", fields)).digest()


def encode_rows(changes):
    """The column `rows`, of (row, digest before, digest after); a row is (table, *key values)."""
    return b"".join(b"".join(map(encode, (table, len(key), *key, old, new))) for (table, *key), old, new in changes)


def decode_rows(data):
    """The changed rows of an entry, as `encode_rows` takes them."""
    at = 0

    def take():
        nonlocal at
        value, at = decode(data, at)
        return value

    changes = []
    while at < len(data):
        table, count = take(), take()
        changes.append(((table, *(take() for _ in range(count))), take(), take()))
    return changes


# LtHash. A state has 1,024 lanes of 16 bits and is held here as one integer of 2,048 bytes, lane 0 lowest. All lanes are
# added at once, with no carry from one to the next: add the low 15 bits of each, then put in the top bits by exclusive or.
TOP = int.from_bytes(b"\x00\x80" * 1024, "little")
LOW = int.from_bytes(b"\xff\x7f" * 1024, "little")


def lanes(row_digest):
    """What one row adds to a state; nothing for a row that is not there."""
    return 0 if row_digest is None else int.from_bytes(hashlib.shake_128(row_digest).digest(STATE_BYTES), "little")


def add(state, row_digest):
    row = lanes(row_digest)
    return ((state & LOW) + (row & LOW)) ^ ((state ^ row) & TOP)


def remove(state, row_digest):
    row = lanes(row_digest)
    return ((state | TOP) - (row & LOW)) ^ (~(state ^ row) & TOP)


def state_bytes(state):
    return state.to_bytes(STATE_BYTES, "little")


def seal(state):
    """What an entry keeps of a state."""
    return hashlib.sha256(state_bytes(state)).digest()


def shown(value):
    """A value as messages show it."""
    return "null" if value is None else value.hex() if isinstance(value, bytes) else str(value)
