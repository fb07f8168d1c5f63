"""Rule 1: a foreign library stands behind one door; tests and benches go through the same doors."""
import re

import pytest
import source

# What may include which foreign header; SDL's second file makes the glyph images for the first.
DOORS = [
    (r"(cjson/)?cJSON\w*\.h", ["firmware/core/json.c"]),
    (r"utf8proc\.h", ["firmware/core/utf8.c"]),
    (r"(mosquitto\w*|mqtt_protocol)\.h", ["firmware/link/connection.c"]),
    (r"openssl/.*", ["firmware/link/tls.c"]),
    (r"(SDL2/)?SDL\w*\.h", ["firmware/display/painter.c", "firmware/display/glyphs.c"]),
    (r"(pango|fribidi|fontconfig|freetype2?|harfbuzz)/.*|fribidi\.h|ft2build\.h|hb\w*\.h|glib(-object)?\.h",
     # The reference that the wall's text is compared with: it must not go through the wall's door.
     ["firmware/display/text.c", "tests/e2e/text_reference.c"]),
    (r"(libpng\w*/)?png\w*\.h", ["firmware/display/picture.c"]),
    (r"qrencode\.h", ["firmware/display/qr.c"]),
    (r"(n?curses\w*/)?(n?curses|term|panel|form|menu)\.h|ncursesw?/.*", ["tools/desk/term.c"]),
    (r"cmocka\.h", ["tests/unit/"]),
]

# C, POSIX and Linux. Anything else is a library that has no door yet, and fails.
SYSTEM = re.compile(
    r"(assert|complex|ctype|errno|fenv|float|inttypes|iso646|limits|locale|math|setjmp|signal|"
    r"spawn|stdalign|stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|string|tgmath|"
    r"threads|time|uchar|wchar|wctype|dirent|fcntl|fnmatch|ftw|getopt|glob|langinfo|libgen|netdb|"
    r"poll|pthread|pwd|grp|sched|semaphore|strings|sysexits|syslog|termios|unistd|endian|"
    r"(sys|linux|net|netinet|arpa)/\w+)\.h")


def stray_includes(root):
    """Foreign headers included anywhere but in their door."""
    problems = []
    for name in source.files(root, ".c", ".h"):
        for line, mark, header in source.includes(source.read(root, name)):
            if mark == '"' and source.resolve(root, name, header):
                continue
            doors = next((d for pattern, d in DOORS if re.fullmatch(pattern, header)), None)
            if doors is None:
                if header.startswith("plenary/") or SYSTEM.fullmatch(header):
                    continue
                problems.append(f"{name}:{line}: <{header}> is neither ours, nor the system's, "
                                "nor behind a door of this test")
            elif not any(name == d or (d.endswith("/") and name.startswith(d)) for d in doors):
                problems.append(f"{name}:{line}: <{header}> belongs to {' and '.join(doors)}")
    return problems


def test_each_library_has_one_door(root):
    assert stray_includes(root) == []


@pytest.mark.parametrize("header", [
    "cjson/cJSON.h", "utf8proc.h", "mosquitto.h", "mqtt_protocol.h", "openssl/ssl.h", "SDL2/SDL.h", "SDL.h",
    "SDL_ttf.h", "pango/pangoft2.h", "fribidi.h", "fribidi/fribidi.h",
    "fontconfig/fontconfig.h", "ft2build.h", "png.h", "qrencode.h", "curses.h", "ncurses.h", "ncursesw/curses.h"])
@pytest.mark.parametrize("place", [
    "firmware/core/room.c", "firmware/display/layout.c", "tools/desk/screen.h", "tests/bench/b.c",
    "tests/unit/test_x.c", "include/plenary/link.h"])
def test_bent_by_an_include_elsewhere(tree, header, place):
    assert len(stray_includes(tree({place: f"#include <{header}>\n"}))) == 1


def test_bent_by_quotes_and_by_spaces(tree):
    bent = '/* a comment */ \n#  include "cjson/cJSON.h"\n'
    assert "room.c:2:" in stray_includes(tree({"firmware/core/room.c": bent}))[0]


def test_bent_by_a_library_without_a_door(tree):
    assert "zlib.h" in stray_includes(tree({"firmware/core/json.c": "#include <zlib.h>\n"}))[0]


def test_a_door_may_and_a_comment_does_not_count(tree):
    assert stray_includes(tree({
        "firmware/core/json.c": "#include <cjson/cJSON.h>\n#include <string.h>\n",
        "tests/unit/test_x.c": "#include <cmocka.h>\n#include <sys/socket.h>\n",
        "firmware/core/room.c": "/*\n#include <SDL.h>\n*/\n// #include <SDL.h>\n",
    })) == []
