// overt contract compile: the bytes that a tool in any language gives to overt_open().
#include <unistd.h>

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
  return print(bytes, "the compiled contract");
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
