"""Rule 5 for settings: the tables of options are the only list of keys, and each is read by something."""
import re

import source

TABLES = "firmware/config/tables.c"


def keys(root):
    """{key: line} of every option that may stand in the tables."""
    text = source.read(root, TABLES)
    return {found[1].replace("-", "_"): text.count("\n", 0, found.start()) + 1
            for found in re.finditer(r'^    \{"([a-z-]+)", ', text, re.M)}


def unread(root):
    """Keys that no code asks for: such a setting would be taken, and would do nothing."""
    texts = {name: source.read(root, name) for name in source.files(root, ".c", under=("firmware", "tools"))
             if name != TABLES}
    own = "".join(text for name, text in texts.items() if name.startswith(("firmware/config/", "firmware/session/")))
    problems = []
    for key, line in keys(root).items():
        asked = re.compile(rf'\b(?:config_\w+|parse_number)\([^;"]*"{key}"')
        if f'"{key}"' not in own and not any(asked.search(text) for text in texts.values()):
            problems.append(f"{TABLES}:{line}: nothing reads {key}")
    return problems


def test_every_setting_is_read(root):
    assert len(keys(root)) > 20
    assert unread(root) == []


def test_a_setting_that_nothing_reads_is_told(tmp_path):
    folder = tmp_path / "firmware" / "config"
    folder.mkdir(parents=True)
    (folder / "tables.c").write_text('    {"read-it", NULL},\n    {"left", NULL},\n')
    (tmp_path / "firmware" / "x.c").write_text('int a = config_flag(c, "read_it"); int b = f("left");\n')
    assert unread(tmp_path) == ["firmware/config/tables.c:2: nothing reads left"]
