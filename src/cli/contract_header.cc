// overt contract header: the header that a tool compiles against.
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "cli/contract.h"
#include "contract/header/c_header.h"
#include "contract/header/cpp_header.h"
#include "contract/load.h"

namespace overt::cli {
namespace {

struct HeaderOptions {
  std::string contract_path;
  std::string language = "c++";
};

int header(const HeaderOptions& options) {
  const std::string& path = options.contract_path;
  const auto contract = load_contract(path);
  if (!contract) return fail(contract.error().message);
  const std::string origin = std::filesystem::path(path).filename().string();
  const auto text =
      options.language == "c" ? c_header(**contract, origin) : cpp_header(**contract, origin);
  if (!text) return fail(path + ": " + text.error().message);
  const bool written = std::fwrite(text->data(), 1, text->size(), stdout) == text->size();
  if (!written || std::fflush(stdout) != 0) return fail("cannot write the header to stdout");
  return 0;
}

}  // namespace

void add_contract_header_command(CLI::App& contract, Run& run) {
  CLI::App* const command = contract.add_subcommand(
      "header", "Write the header in which only what the contract names compiles");
  const auto options = std::make_shared<HeaderOptions>();
  command->add_option("FILE", options->contract_path, "The contract, a TOML file")->required();
  command->add_option("--lang", options->language, "Language of the tool")
      ->check(CLI::IsMember({"c++", "c"}))
      ->type_name("c++|c")
      ->capture_default_str();
  command->footer(
      "In CMake: overt_contract_header(my-tool my-tool.toml)\n"
      "Example: overt contract header contracts/git.toml > git_telemetry.hpp");
  command->callback([options, &run] { run = [options] { return header(*options); }; });
}

}  // namespace overt::cli
