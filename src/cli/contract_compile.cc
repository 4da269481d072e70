// overt contract compile: the bytes that a tool in any language gives to overt_open().
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>

#include "cli/contract.h"
#include "contract/compiled/write_compiled.h"
#include "contract/load.h"

namespace overt::cli {
namespace {

int compile(const std::string& path) {
  const auto contract = load_contract(path);
  if (!contract) return fail(contract.error().message);
  if (::isatty(STDOUT_FILENO) != 0) {
    return fail("a compiled contract is no text: send it to a file with > my-tool.contract");
  }
  const std::string bytes = write_compiled(**contract);
  const bool written = std::fwrite(bytes.data(), 1, bytes.size(), stdout) == bytes.size();
  if (!written || std::fflush(stdout) != 0) {
    return fail("cannot write the compiled contract to stdout");
  }
  return 0;
}

}  // namespace

Command contract_compile_command() {
  const auto path = std::make_shared<std::string>();
  return {.name = "compile",
          .summary = "Write the bytes that a tool in C, Go, Rust or Python opens as its contract",
          .options = {{.name = "FILE",
                       .value = path.get(),
                       .help = "The contract, a TOML file",
                       .required = true}},
          .footer =
              "overt/overt.h says what takes them. C needs no such file: `overt contract header "
              "--lang c`\n"
              "Example: overt contract compile contracts/git.toml > git.contract",
          .run = [path] { return compile(*path); }};
}

}  // namespace overt::cli
