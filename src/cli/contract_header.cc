// overt contract header: the header that a tool compiles against.
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
  return print(*text, "the header");
}

}  // namespace

Command contract_header_command() {
  const auto options = std::make_shared<HeaderOptions>();
  return {.name = "header",
          .summary = "Write the header in which only what the contract names compiles",
          .options = {{.name = "FILE",
                       .value = &options->contract_path,
                       .help = "The contract, a TOML file",
                       .required = true},
                      {.name = "--lang",
                       .value = &options->language,
                       .help = "Language of the tool",
                       .value_name = "c++|c",
                       .choices = {"c++", "c"},
                       .shows_default = true}},
          .footer =
              "In CMake: overt_contract_header(my-tool my-tool.toml)\n"
              "Example: overt contract header contracts/git.toml > git_telemetry.hpp",
          .run = [options] { return header(*options); }};
}

}  // namespace overt::cli
