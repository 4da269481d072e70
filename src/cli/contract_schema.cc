// `overt contract schema`: the contract's events as JSON Schema.
#include <memory>
#include <string>

#include "base/file.h"
#include "cli/contract.h"
#include "contract/load.h"
#include "contract/schema/json_schema.h"

namespace overt::cli {
namespace {

int print_schema(const std::string& path) {
  const Result<std::string> toml = read_file(path, kContractBytesMax);
  if (!toml) return fail(toml.error().message + "; give the path of a contract");
  const Result<LoadedContract> contract = parse_contract(*toml, path);
  if (!contract) return fail(contract.error().message);
  return print(json_schema(**contract) + "\n", "the schema");
}

}  // namespace

Command contract_schema_command() {
  const auto path = std::make_shared<std::string>();
  return {.name = "schema",
          .summary = "Print what an event may be as JSON Schema 2020-12",
          .options = {{.name = "file",
                       .value = path.get(),
                       .help = "The contract, a TOML file",
                       .value_name = "FILE",
                       .required = true}},
          .footer = "Example: overt contract schema contracts/git.toml",
          .run = [path] { return print_schema(*path); }};
}

}  // namespace overt::cli
