// overt contract header: the header that a tool compiles against.
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "cli/contract.h"
#include "contract/header/cpp_header.h"
#include "contract/load.h"

namespace overt::cli {
namespace {

int header(const std::string& path) {
  const auto contract = load_contract(path);
  if (!contract) return fail(contract.error().message);
  const auto text = cpp_header(**contract, std::filesystem::path(path).filename().string());
  if (!text) return fail(path + ": " + text.error().message);
  const bool written = std::fwrite(text->data(), 1, text->size(), stdout) == text->size();
  if (!written || std::fflush(stdout) != 0) return fail("cannot write the header to stdout");
  return 0;
}

}  // namespace

void add_contract_header_command(CLI::App& contract, Run& run) {
  CLI::App* const command = contract.add_subcommand(
      "header", "Write the C++ header in which only what the contract names compiles");
  const auto path = std::make_shared<std::string>();
  command->add_option("FILE", *path, "The contract, a TOML file")->required();
  command->footer(
      "In CMake: overt_contract_header(my-tool my-tool.toml)\n"
      "Example: overt contract header contracts/git.toml > git_telemetry.hpp");
  command->callback([path, &run] { run = [path] { return header(*path); }; });
}

}  // namespace overt::cli
