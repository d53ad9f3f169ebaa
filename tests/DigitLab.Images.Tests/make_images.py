"""Writes test images of every kind that the decoders read, each with its luminance beside it as Pillow sees it.

    python3 make_images.py FOLDER [WIDTH HEIGHT]

NAME.png or NAME.jpg, and NAME.pgm. Needs Pillow and numpy (Debian: python3-pil python3-numpy).
What Pillow does not write itself (interlaced PNG, grey of 2 and 4 bits) is put together here and read back by Pillow.
"""

import struct
import sys
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
width, height = (int(n) for n in sys.argv[2:4]) if len(sys.argv) > 2 else (37, 29)
random = np.random.default_rng(7)


def picture():
    """Smooth colours, an edge and some noise: all that a photo has."""
    y, x = np.mgrid[0:height, 0:width]
    red = 255 * x / width
    green = 255 * y / height
    blue = 128 + 90 * np.sin(x / 3 + y / 5)
    rgb = np.stack([red, green, blue], axis=2)
    rgb[height // 3 : height // 2, width // 4 : width // 2] = (20, 30, 60)
    return np.clip(rgb + random.normal(0, 6, rgb.shape), 0, 255).astype(np.uint8)


def over_white(image):
    """Luminance where what is transparent is white."""
    rgba = image.convert("RGBA")
    white = Image.new("RGBA", image.size, (255, 255, 255, 255))
    return Image.alpha_composite(white, rgba).convert("L")


def expect(name, grey):
    grey.save(folder / f"{name}.pgm")


def png(name, image, **options):
    path = folder / f"{name}.png"
    image.save(path, **options)
    expect(name, over_white(ImageOps.exif_transpose(Image.open(path))))


def jpeg(name, image, **options):
    path = folder / f"{name}.jpg"
    image.save(path, **options)
    saved = Image.open(path)
    orientation = saved.getexif().get(0x0112, 1)
    if saved.mode == "RGB":
        saved.draft("L", saved.size)  # libjpeg's luminance itself, not by way of RGB
    turns = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
    saved.load()
    grey = saved if saved.mode == "L" else saved.convert("L")
    expect(name, grey if orientation == 1 else grey.transpose(Image.Transpose(turns[orientation])))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def raw_png(name, samples, depth, color_type, interlaced, palette=None):
    """samples: [height, width, channels]; every filter is used in turn."""
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    data = bytearray()
    distance = max(1, depth * samples.shape[2] // 8)
    for x0, y0, dx, dy in passes if interlaced else [(0, 0, 1, 1)]:
        part = samples[y0::dy, x0::dx]
        if part.size == 0:
            continue
        above = None
        for row, line in enumerate(part):
            values = line.reshape(-1)
            if depth == 16:
                packed = np.frombuffer(values.astype(">u2").tobytes(), np.uint8)
            else:
                bits = ((values[:, None] >> np.arange(depth - 1, -1, -1)) & 1).reshape(-1)
                packed = np.packbits(bits)
            packed = packed.astype(int)
            up = above if above is not None else np.zeros_like(packed)
            left = np.concatenate([np.zeros(distance, int), packed])[: len(packed)]
            corner = np.concatenate([np.zeros(distance, int), up])[: len(packed)]
            estimate = left + up - corner
            near = [abs(estimate - left), abs(estimate - up), abs(estimate - corner)]
            paeth = np.where((near[0] <= near[1]) & (near[0] <= near[2]), left, np.where(near[1] <= near[2], up, corner))
            kind = row % 5
            data.append(kind)
            data += ((packed - [0, left, up, (left + up) // 2, paeth][kind]) % 256).astype(np.uint8).tobytes()
            above = packed
    header = struct.pack(">IIBBBBB", samples.shape[1], samples.shape[0], depth, color_type, 0, 0, int(interlaced))
    packed = zlib.compress(bytes(data))
    path = folder / f"{name}.png"
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header))
        if palette is not None:
            file.write(chunk(b"PLTE", palette))
        # In parts, as encoders with a small buffer write it.
        for start in range(0, len(packed), 100):
            file.write(chunk(b"IDAT", packed[start : start + 100]))
        file.write(chunk(b"IEND", b""))
    if depth == 16:
        # Pillow drops the lower half of a sample: here is the whole of it.
        shares = samples / 65535
        color = shares[..., :3] @ [0.299, 0.587, 0.114] if color_type & 2 else shares[..., 0]
        alpha = shares[..., -1] if color_type & 4 else 1
        expect(name, Image.fromarray(np.rint(255 * (color * alpha + 1 - alpha)).astype(np.uint8)))
    else:
        expect(name, over_white(Image.open(path)))


rgb = Image.fromarray(picture())
grey = rgb.convert("L")
alpha = Image.fromarray(random.integers(0, 256, (height, width), dtype=np.uint8))

png("png-bilevel", grey.convert("1"))
png("png-grey", grey)
png("png-grey-transparent", grey, transparency=int(np.asarray(grey)[0, 0]))
png("png-rgb", rgb)
png("png-rgb-transparent", rgb, transparency=tuple(int(v) for v in np.asarray(rgb)[0, 0]))
png("png-rgba", Image.merge("RGBA", [*rgb.split(), alpha]))
png("png-grey-alpha", Image.merge("LA", [grey, alpha]))
for colors, bits in [(2, 1), (4, 2), (16, 4), (200, 8)]:
    png(f"png-palette-{bits}", rgb.quantize(colors), bits=bits)
png("png-palette-transparent", rgb.quantize(32), transparency=bytes(range(0, 256, 8)))
exif = Image.Exif()
exif[0x0112] = 6
png("png-turned", rgb, exif=exif)
for interlaced in (False, True):
    kind = "interlaced" if interlaced else "raw"
    for color_type, channels, depths in [(0, 1, (1, 2, 4, 8, 16)), (2, 3, (8, 16)), (4, 2, (8, 16)), (6, 4, (8, 16))]:
        for depth in depths:
            samples = random.integers(0, 1 << depth, (height, width, channels))
            raw_png(f"png-{kind}-{color_type}-{depth}", samples, depth, color_type, interlaced)
    palette = random.integers(0, 256, 48, dtype=np.uint8).tobytes()
    raw_png(f"png-{kind}-3-4", random.integers(0, 16, (height, width, 1)), 4, 3, interlaced, palette)

for progressive in (False, True):
    kind = "progressive" if progressive else "baseline"
    jpeg(f"jpeg-{kind}-grey", grey, quality=80, progressive=progressive)
    for subsampling, sampling in enumerate(["444", "422", "420"]):
        for quality in (30, 90):
            jpeg(
                f"jpeg-{kind}-{sampling}-{quality}",
                rgb,
                quality=quality,
                subsampling=subsampling,
                progressive=progressive,
                optimize=quality == 90,
            )
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    jpeg(f"jpeg-orientation-{orientation}", grey, quality=85, exif=exif)
rgb.convert("CMYK").save(folder / "cmyk.jpeg", quality=80)
