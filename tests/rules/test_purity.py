"""Rule 3: core, layout, scene, intent, screen and desk are pure. Read off the built objects, so that neither
a macro nor an inline function of a header gets round it."""
import re
import subprocess

import pytest
import source

# The pure modules: directory, target whose objects they are in, and which files.
PURE = [
    ("firmware/core", "pl_core", r".*"),
    ("firmware/display", "pl_wall", r"(image|plural|theme|(layout|scene|blocks|motion|words)(_\w+)?)"),
    ("tools/desk", "pl_desk", r"(chars|edit|ink|job|marker|merge|ordinal|pandoc(_words)?|parts|pool|queue|successor|insertion|moving|wording|prose|item_view|describe|(intent|record|screen|keys|acts|journal_text|roster|desk)(_\w+)?)"),
]

# All that the pure modules may call besides each other. Everything not here is I/O, a clock, the
# environment, a thread, or a question to be asked before it is added.
LIBC = re.compile(
    r"mem(cpy|move|set|cmp|chr|rchr|mem)|str(len|nlen|cmp|ncmp|chr|rchr|chrnul|str|spn|cspn|pbrk|dup|ndup)"
    r"|malloc|calloc|realloc|reallocarray|free|qsort|bsearch|v?snprintf"
    r"|strto(l|ul|ll|ull|imax|umax)|l?labs|abs"
    r"|(l?l?round|floor|ceil|trunc|fabs|fmod|fmin|fmax|sqrt|pow|exp|log2?|rint|lrint)f?"
    r"|abort|__assert_fail|__stack_chk_fail|_GLOBAL_OFFSET_TABLE_")

# What one module may call of a foreign library or of an impure neighbour, and why.
CALLS = {
    # The parser, reader and printer; its hooks and its last error are globals of the library.
    r"firmware/core/json\.c": r"cJSON_(?!InitHooks|GetErrorPtr)\w+",
    r"firmware/core/utf8\.c": r"utf8proc_\w+",
    # Layout, and the blocks it keeps, ask text for line breaks, widths and heights; an answer depends
    # on the question only. The scene reads the lines of the blocks that it places.
    r"firmware/display/(layout|scene|blocks)\w*\.c": r"text_\w+",
    # Lines for people are made in a stream of memory; a text at rest is the core's.
    r"tools/desk/(desk|acts)\w*\.c": r"(describe|restore)_\w+",
    # Motion makes a frame of what two frames hold.
    r"firmware/display/motion\.c": r"frame_(begin|add|draws)|rect_union",
}

WRITABLE = re.compile(r"\.(data(?!\.rel\.ro)|bss|tdata|tbss)|\*COM\*")


def pure_sources(root):
    """(source, object below the build directory) of each pure module that is there."""
    for folder, target, names in PURE:
        for name in source.files(root, ".c", under=(folder,)):
            if re.fullmatch(names, name.removesuffix(".c").split("/")[-1]):
                inner = name.removeprefix(folder + "/")
                yield name, f"{folder}/CMakeFiles/{target}.dir/{inner}.o"


def symbols(path):
    """(undefined names, defined names, names of writable objects) of one object file."""
    table = subprocess.run(["objdump", "-t", path], check=True, capture_output=True, text=True).stdout
    undefined, defined, writable = set(), set(), set()
    for line in table.splitlines():
        match = re.fullmatch(r"[0-9a-f]{8,} .{7} (\S+)\t[0-9a-f]+ +(\.\w+ )?(\S+)", line)
        if not match:
            continue
        section, _, name = match.groups()
        if section == "*UND*":
            undefined.add(name)
            continue
        defined.add(name)
        if WRITABLE.match(section) and not name.startswith("."):
            writable.add(name)
    return undefined, defined, writable


def impurities(objects):
    """objects: source name → object file. One line for each forbidden call and each writable global."""
    tables = {name: symbols(path) for name, path in objects.items()}
    ours = set().union(*(defined for _, defined, _ in tables.values())) if tables else set()
    problems = []
    for name, (undefined, _, writable) in sorted(tables.items()):
        calls = next((c for pattern, c in CALLS.items() if re.fullmatch(pattern, name)), r"(?!)")
        problems += [f"{name}: calls {symbol}" for symbol in sorted(undefined - ours)
                     if not LIBC.fullmatch(re.sub(r"^__(\w+)_chk$|^__isoc(?:99|23)_", r"\1", symbol))
                     and not re.fullmatch(calls, symbol)]
        problems += [f"{name}: {symbol} is a writable global" for symbol in sorted(writable)]
    return problems


def test_pure_modules_are_pure(root, build):
    objects = {name: build / path for name, path in pure_sources(root)}
    gone = [str(path) for path in objects.values() if not path.is_file()]
    assert gone == [], "not built: cmake --preset release && cmake --build --preset release"
    assert impurities(objects) == []


def test_every_source_of_core_is_among_the_pure(root):
    assert {n for n, _ in pure_sources(root) if n.startswith("firmware/core/")} == \
        set(source.files(root, ".c", under=("firmware/core",)))


@pytest.fixture
def compiled(tmp_path):
    def compile_one(text, name="firmware/core/room.c"):
        (tmp_path / "a.c").write_text(text)
        subprocess.run(["cc", "-std=gnu11", "-O2", "-fPIE", "-w", "-c", "a.c", "-o", "a.o"],
                       cwd=tmp_path, check=True)
        return impurities({name: tmp_path / "a.o"})
    return compile_one


@pytest.mark.parametrize("call", [
    "open", "fopen", "read", "write", "printf", "puts", "fprintf", "time", "clock_gettime", "getenv",
    "localtime_r", "socket", "pthread_create", "pthread_mutex_lock", "rand", "getrandom", "exit",
    "setlocale", "mosquitto_publish", "SDL_Init", "cJSON_Parse"])
def test_bent_by_a_call(compiled, call):
    assert compiled(f"void {call}(); void f(void) {{ {call}(); }}") == [f"firmware/core/room.c: calls {call}"]


@pytest.mark.parametrize("variable", [
    "int counter = 1;", "int counter;", "static int counter; int *f(void) {{ return &counter; }}",
    "int f(void) { static int counter; return ++counter; }", "_Thread_local int counter;",
    "const char *counter = \"a\";", "const char *counter[] = {\"a\", \"b\"};"])
def test_bent_by_a_writable_global(compiled, variable):
    problems = compiled(variable.replace("{{", "{").replace("}}", "}"))
    assert len(problems) == 1 and "counter" in problems[0] and "writable global" in problems[0]


def test_bent_by_the_librarys_globals(compiled):
    assert compiled("void cJSON_InitHooks(); void f(void) { cJSON_InitHooks(0); }", "firmware/core/json.c")


def test_const_tables_memory_and_the_door_are_pure(compiled):
    assert compiled("""
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        void cJSON_Delete(void *);
        static const char *const names[] = {"a", "b"};
        static const int numbers[] = {1, 2};
        const char *name_of(int i) { return names[i]; }
        char *f(int i) { char *p = malloc(9); snprintf(p, 9, "%d", numbers[i]); cJSON_Delete(0); return strdup(p); }
        """, "firmware/core/json.c") == []
