"""The stage notices what its programs do wrong, or no test of theirs would."""
import subprocess

import pytest

import stage

FAULTS = {
    "AddressSanitizer: heap-use-after-free": "char *p = malloc(8); free(p); return p[argc];",
    "LeakSanitizer": "char *volatile p = malloc(8); p = NULL; return p != NULL;",
    "runtime error: signed integer overflow": "return argc + 0x7fffffff;",
}


@pytest.mark.parametrize("words", FAULTS)
def test_a_fault_is_told(tmp_path, words):
    program = tmp_path / "faulty"
    subprocess.run(["clang-19", "-g", "-fsanitize=address,undefined", "-x", "c", "-", "-o", program], check=True,
                   input=f"#include <stdlib.h>\nint main(int argc, char **argv) {{ (void)argv; {FAULTS[words]} }}\n",
                   text=True)
    assert stage.complaints() == ""
    subprocess.run([program], env=stage.quiet_environment(), check=False, capture_output=True)
    assert words in stage.complaints()
    assert stage.complaints() == ""


def test_what_is_made_of_a_null_is_told(broker, tmp_path):
    wall = stage.Wall(broker, tmp_path, binary="/bin/echo", options=["(null)"])
    wall.process.wait()
    wall.stop()
    assert "(null)" in stage.complaints()
    assert stage.complaints() == ""
