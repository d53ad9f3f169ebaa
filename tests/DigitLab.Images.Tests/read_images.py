"""Writes NAME.pgm, the luminance as Pillow sees it, beside each NAME.jpg of a folder.

    python3 read_images.py FOLDER
"""

import sys
from pathlib import Path

from PIL import Image

for path in Path(sys.argv[1]).glob("*.jpg"):
    image = Image.open(path)
    if "rgb" not in path.name:
        image.draft("L", image.size)  # libjpeg's luminance itself, not by way of RGB
    image.convert("L").save(path.with_suffix(".pgm"))
