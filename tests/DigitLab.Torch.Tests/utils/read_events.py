"""Reads a TensorBoard event file with Python's own means and prints its events as JSON. Checks lengths and both CRCs."""

import json
import struct
import sys
import zlib

CRC32C = [0] * 256
for n in range(256):
    c = n
    for _ in range(8):
        c = c >> 1 ^ (0x82F63B78 if c & 1 else 0)
    CRC32C[n] = c


def masked_crc(data):
    c = 0xFFFFFFFF
    for b in data:
        c = CRC32C[(c ^ b) & 0xFF] ^ c >> 8
    c ^= 0xFFFFFFFF
    return ((c >> 15 | c << 17) + 0xA282EAD8) & 0xFFFFFFFF


def records(data):
    at = 0
    while at < len(data):
        (length,) = struct.unpack_from("<Q", data, at)
        (crc,) = struct.unpack_from("<I", data, at + 8)
        assert crc == masked_crc(data[at : at + 8]), f"CRC of the length at {at}"
        body = data[at + 12 : at + 12 + length]
        assert len(body) == length, f"record at {at} is cut off"
        (crc,) = struct.unpack_from("<I", data, at + 12 + length)
        assert crc == masked_crc(body), f"CRC of the data at {at}"
        yield body
        at += 16 + length


def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        shift += 7
        at += 1
        if data[at - 1] < 0x80:
            return value, at


def fields(data):
    """Field number -> list of raw values: int, or bytes."""
    found, at = {}, 0
    while at < len(data):
        tag, at = varint(data, at)
        kind = tag & 7
        if kind == 0:
            value, at = varint(data, at)
        else:
            length = {1: 8, 5: 4}.get(kind)
            if length is None:
                assert kind == 2, f"wire type {kind}"
                length, at = varint(data, at)
            value = data[at : at + length]
            assert len(value) == length
            at += length
        found.setdefault(tag >> 3, []).append(value)
    return found


def double(raw):
    return struct.unpack("<d", raw)[0]


def doubles(raw):
    return list(struct.unpack(f"<{len(raw) // 8}d", raw))


def png(data):
    """Width, height, channels and pixels of an unfiltered 8-bit PNG, CRCs checked."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, packed = 8, b""
    while at < len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        (crc,) = struct.unpack_from(">I", data, at + 8 + length)
        assert crc == zlib.crc32(name + body)
        if name == b"IHDR":
            width, height, depth, color = struct.unpack_from(">IIBB", body)
            assert depth == 8
        if name == b"IDAT":
            packed += body
        at += 12 + length
    channels = {0: 1, 2: 3, 6: 4}[color]
    raw, line = zlib.decompress(packed), width * channels + 1
    assert len(raw) == line * height and not any(raw[::line])
    pixels = [b for y in range(height) for b in raw[y * line + 1 : (y + 1) * line]]
    return {"width": width, "height": height, "channels": channels, "pixels": pixels}


def value(raw):
    v = fields(raw)
    result = {"tag": v[1][0].decode()}
    if 2 in v:
        result["scalar"] = struct.unpack("<f", v[2][0])[0]
    if 4 in v:
        i = fields(v[4][0])
        result["image"] = {"height": i[1][0], "width": i[2][0], "colorspace": i[3][0]}
        if i[4][0][1:4] == b"PNG":
            result["png"] = png(i[4][0])
    if 5 in v:
        h = fields(v[5][0])
        names = ["min", "max", "num", "sum", "sum_squares"]
        result["histogram"] = {name: double(h[i + 1][0]) for i, name in enumerate(names)}
        result["histogram"].update(limits=doubles(h[6][0]), counts=doubles(h[7][0]))
    if 8 in v:
        t = fields(v[8][0])
        assert t[1] == [7] and fields(fields(t[2][0])[2][0])[1] == [1]
        result["text"] = t[8][0].decode()
        result["plugin"] = fields(fields(v[9][0])[1][0])[1][0].decode()
    return result


events = []
for record in records(open(sys.argv[1], "rb").read()):
    e = fields(record)
    event = {"wall_time": double(e[1][0]), "step": e.get(2, [0])[0]}
    if 3 in e:
        event["file_version"] = e[3][0].decode()
    if 5 in e:
        event["values"] = [value(v) for v in fields(e[5][0])[1]]
    events.append(event)
json.dump(events, sys.stdout)
