#!/usr/bin/env python3
"""Each rule of tools/tidy finds the tree that breaks it, and the good tree passes."""

import importlib.machinery
import importlib.util
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
TIDY = Path(__file__).with_name("tidy")
loader = importlib.machinery.SourceFileLoader("tidy", str(TIDY))
spec = importlib.util.spec_from_loader("tidy", loader)
tidy = importlib.util.module_from_spec(spec)
sys.modules["tidy"] = tidy
loader.exec_module(tidy)

README = "".join(f"| `src/{room}/` | … | {', '.join(uses)} |\n" for room, uses in tidy.ROOMS.items())
GOOD = {
    "README.md": README,
    "src/model/CMakeLists.txt": "overt_room(model SOURCES event.cc)\n",
    "src/model/event.h": "// An event.\n#pragma once\n",
    "src/model/event.cc": '#include "model/event.h"\n#include <simdjson.h>\n#include "base/result.h"\n',
}


class TidyTest(unittest.TestCase):
    def findings(self, changes):
        with tempfile.TemporaryDirectory() as root:
            for path, text in {**GOOD, **changes}.items():
                file = Path(root, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
            return [str(finding) for finding in tidy.findings(root)]

    def assert_finds(self, expected, changes):
        self.assertEqual(self.findings(changes), [expected])

    def test_a_good_tree_has_no_findings(self):
        self.assertEqual(self.findings({}), [])

    def test_a_room_may_not_use_a_room_above_it(self):
        self.assert_finds(
            "src/model/event.h:2: model may not use collector; see the table of rooms in README.md",
            {"src/model/event.h": '#pragma once\n#include "collector/routes.h"\n'})

    def test_a_room_may_not_use_a_library_that_is_not_its_own(self):
        self.assert_finds(
            "src/model/event.h:2: model may not use fmt; see the table of rooms in README.md",
            {"src/model/event.h": "#pragma once\n#include <fmt/format.h>\n"})

    def test_a_folder_in_a_room_can_have_its_own_rule(self):
        duckdb = "#pragma once\n#include <duckdb.h>\n"
        self.assertEqual(self.findings({"src/store/duckdb/handles.h": duckdb}), [])
        self.assert_finds(
            "src/store/handles.h:2: store may not use DuckDB; see the table of rooms in README.md",
            {"src/store/handles.h": duckdb})

    def test_a_test_may_use_any_library_but_no_room_above(self):
        cmake = {"src/model/CMakeLists.txt": "event.cc event_test.cc"}
        self.assertEqual(
            self.findings({**cmake, "src/model/event_test.cc": "#include <boost/asio.hpp>\n"}), [])
        self.assertEqual(
            len(self.findings({**cmake, "src/model/event_test.cc": '#include "cli/commands.h"\n'})), 1)

    def test_a_room_that_nobody_knows_is_found(self):
        self.assert_finds(
            "src/attic/old.h:1: a room that tools/tidy does not know: add it there and to README.md",
            {"src/attic/old.h": "#pragma once\n"})

    def test_the_table_in_the_readme_says_the_same(self):
        self.assert_finds(
            "README.md:1: src/base/ may use libsodium; the table says everything",
            {"README.md": README.replace("| libsodium |", "| everything |", 1)})
        rows = len(README.splitlines())
        self.assert_finds(
            f"README.md:{rows + 1}: no room src/attic/ in tools/tidy",
            {"README.md": README + "| `src/attic/` | old | base |\n"})

    def test_size_is_noted_above_300_lines_and_refused_above_500(self):
        header = "#pragma once\n"
        self.assertEqual(self.findings({"src/model/long.h": header + "\n" * 299}), [])
        self.assert_finds("src/model/long.h:301: note: 301 lines; can it be two files?",
                          {"src/model/long.h": header + "\n" * 300})
        self.assert_finds("src/model/long.h:500: note: 500 lines; can it be two files?",
                          {"src/model/long.h": header + "\n" * 499})
        self.assert_finds("src/model/long.h:501: 501 lines; split it, 500 at most",
                          {"src/model/long.h": header + "\n" * 500})

    def test_a_source_that_no_build_knows_is_found(self):
        for path in ("src/model/lost.cc", "src/reports/lost.sql", "tools/lost_test.py"):
            self.assert_finds(f"{path}:1: no CMakeLists.txt names it: add it to one, or delete it",
                              {path: "\n"})

    def test_a_cmake_file_of_a_folder_above_names_a_source_by_its_path(self):
        self.assertEqual(self.findings({"src/store/CMakeLists.txt": "duckdb/store.cc",
                                        "src/store/duckdb/store.cc": "\n"}), [])

    def test_queries_and_fuzz_targets_stand_in_lists_without_their_ending(self):
        self.assertEqual(self.findings({"src/reports/CMakeLists.txt": "set(names activity)",
                                        "src/reports/activity.sql": "\n",
                                        "fuzz/CMakeLists.txt": "overt_fuzz(otlp_fuzz overt::codec)",
                                        "fuzz/otlp_fuzz.cc": "\n"}), [])

    def test_the_dashboard_is_built_and_tested_whole(self):
        self.assertEqual(self.findings({"web/CMakeLists.txt": "src/app.tsx\ndashboard_test(test/pages)",
                                        "web/src/app.tsx": "\n",
                                        "web/test/pages_test.mjs": "\n"}), [])
        for path in ["web/src/app.tsx", "web/src/style.css", "web/test/pages_test.mjs"]:
            self.assert_finds(f"{path}:1: no CMakeLists.txt names it: add it to one, or delete it",
                              {path: "\n"})

    def test_pragma_once_comes_first(self):
        self.assert_finds("src/model/event.h:1: #pragma once comes first, after the comment",
                          {"src/model/event.h": "#include <string>\n#pragma once\n"})

    def test_every_ban_bites(self):
        bad = ["#include <regex>", "#include <iostream>", 'printf("x");', 'fmt::print("x");',
               "using namespace std;", "rand();", "// TODO", "\tint x;", "int x; ",
               'open("/home/someone/file");']
        for line in bad:
            with self.subTest(line):
                found = self.findings({"src/model/event.h": f"#pragma once\n{line}\n"})
                self.assertEqual(len(found), 1, found)
                self.assertTrue(found[0].startswith("src/model/event.h:2: "), found)

    def test_what_only_looks_banned_passes(self):
        good = ["int n = std::snprintf(b, 2, x);", "// using a namespace", "using namespace std::string_view_literals;", "out.printf(x);",
                "~/.local/home/x", "// a strand()"]
        self.assertEqual(self.findings({"src/model/event.h": "\n".join(["#pragma once", *good])}), [])

    def test_tests_do_not_sleep(self):
        self.assert_finds(
            "tests/a_test.cc:1: 'sleep_for(': wait for what should happen, with a deadline",
            {"tests/CMakeLists.txt": "a_test.cc", "tests/a_test.cc": "sleep_for(1s);\n"})

    def test_one_file_alone_knows_the_library_that_reads_arguments(self):
        cmake = {"src/cli/CMakeLists.txt": "log.cc parser.cc"}
        cli11 = "#include <CLI/CLI.hpp>\n"
        self.assertEqual(self.findings({**cmake, "src/cli/parser.cc": cli11}), [])
        self.assert_finds("src/cli/log.cc:1: '#include <CLI/': say it as cli/command.h does; "
                          "only parser.cc pays for CLI11's headers", {**cmake, "src/cli/log.cc": cli11})

    def test_links_lead_somewhere(self):
        self.assert_finds("docs/a.md:1: docs/b.md is not there", {"docs/a.md": "[b](b.md#part)\n"})
        self.assert_finds("src/model/event.h:1: docs/b.md is not there",
                          {"src/model/event.h": "// docs/b.md describes it.\n#pragma once\n"})
        self.assertEqual(self.findings({"docs/a.md": "[x](https://example.org) [r](../README.md)\n"}), [])

    def test_a_lock_file_has_hashes_and_no_addresses(self):
        def lock(**package):
            return {"third_party/package-lock.json":
                    json.dumps({"packages": {"": {}, "node_modules/a": package}})}
        self.assertEqual(self.findings(lock(integrity="sha512-x")), [])
        self.assertEqual(self.findings(lock(link=True, resolved="unused/a")), [])
        self.assert_finds("third_party/package-lock.json:1: node_modules/a has no hash: run npm install again",
                          lock())
        self.assertEqual(
            len(self.findings(lock(integrity="sha512-x", resolved="https://registry.example/a.tgz"))), 2)

    def test_what_others_made_is_not_looked_at(self):
        self.assertEqual(self.findings({"third_party/node_modules/a/a.h": "\t\n",
                                        "build/dev/b.cc": "\t\n"}), [])

    def test_the_exit_code_tells_and_notes_do_not_count(self):
        for line, code in (("\n" * 300, 0), ("\n" * 500, 1)):
            with tempfile.TemporaryDirectory() as root:
                Path(root, "README.md").write_text(README, encoding="utf-8")
                Path(root, "src/model").mkdir(parents=True)
                Path(root, "src/model/a.h").write_text("#pragma once\n" + line, encoding="utf-8")
                done = subprocess.run([sys.executable, TIDY, root], capture_output=True, check=False)
                self.assertEqual(done.returncode, code, done.stdout)


if __name__ == "__main__":
    unittest.main()
