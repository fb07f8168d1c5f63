"""What a picture of the wall says, read by tesseract. Every picture is prepared in the same way, whatever
its size: grey, dark on light, letters about 30 pixels high."""
import re
import subprocess
import unicodedata
from collections import Counter

from PIL import Image, ImageOps

WIDTH = 2880  # at which the wall's capitals are some 50 pixels high, where tesseract reads best


def prepared(path):
    image = Image.open(path).convert("L")
    image = ImageOps.autocontrast(ImageOps.invert(image))
    return image.resize((WIDTH, image.height * WIDTH // image.width), Image.LANCZOS)


def read(path, languages="eng", layout=3, box=None):
    """The text of a picture, or of its part box = (left, top, right, bottom) in shares of its size."""
    image = prepared(path)
    if box:
        image = image.crop((int(box[0] * image.width), int(box[1] * image.height),
                            int(box[2] * image.width), int(box[3] * image.height)))
    copy = str(path) + ".ocr.png"
    image.save(copy)
    done = subprocess.run(["tesseract", copy, "-", "-l", languages, "--psm", str(layout)],
                          stdin=subprocess.DEVNULL, capture_output=True, check=True,
                          env={"OMP_THREAD_LIMIT": "1", "PATH": "/usr/bin:/bin"})
    return done.stdout.decode("utf-8")


def words(text):
    """Words as a multiset: no case, no punctuation but inside a word; a word broken at a line's end by
    its own hyphen counts as its parts, in the text as on the picture."""
    text = unicodedata.normalize("NFKC", text).lower()
    return Counter(re.findall(r"[^\W_]+", text.replace("’", "'").replace("'", "")))


def recall(wanted, text):
    """The share of the wanted words that the text holds, each as often as wanted, and those it lacks."""
    want, have = words(wanted), words(text)
    missing = want - have
    total = sum(want.values())
    return (total - sum(missing.values())) / total, sorted(missing.elements())
