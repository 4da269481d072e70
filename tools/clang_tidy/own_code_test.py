#!/usr/bin/env python3
"""clang-tidy with own_code.cc finds what is wrong in a source and its header, and in no library's.

  own_code_test.py CLANG_TIDY LOADED
"""

import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CLANG_TIDY, LOADED = sys.argv[1:]
WRONG = "inline int* {} = 0;\n"  # modernize-use-nullptr
FILES = {
    "library/library.h": WRONG.format("of_library"),
    "src/own.h": "#include <library.h>\n" + WRONG.format("of_header"),
    "src/own.cc": '#include "own.h"\n' + WRONG.format("of_source"),
}


def findings(checks, *options):
    """The files in which clang-tidy finds something, libraries' included."""
    with tempfile.TemporaryDirectory() as root:
        for path, text in FILES.items():
            file = Path(root, path)
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        run = subprocess.run(
            [CLANG_TIDY, "--quiet", f"--checks=-*,{checks}", "--header-filter=.*", "--system-headers", *options,
             f"{root}/src/own.cc", "--", "-std=c++20", "-isystem", f"{root}/library"],
            capture_output=True, check=False, encoding="utf-8")
        return sorted(re.findall(r"/(\w+\.\w+):\d+:\d+: warning: use nullptr", run.stdout))


class OwnCodeTest(unittest.TestCase):
    def test_it_finds_what_is_wrong_in_own_code_alone(self):
        self.assertEqual(findings("modernize-use-nullptr,overt-own-code", f"--load={LOADED}"),
                         ["own.cc", "own.h"])

    def test_without_it_libraries_are_looked_at(self):
        self.assertEqual(findings("modernize-use-nullptr"), ["library.h", "own.cc", "own.h"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
