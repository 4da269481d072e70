#include "cli/serve_options.h"

#include <filesystem>
#include <system_error>

#include "contract/load.h"

namespace overt::cli {
namespace {

Result<std::vector<LoadedContract>> load_contracts(const std::vector<std::string>& paths) {
  std::vector<LoadedContract> contracts;
  for (const std::string& path : paths) {
    auto contract = load_contract(path);
    if (!contract) return contract.error();
    contracts.push_back(*std::move(contract));
  }
  return contracts;
}

}  // namespace

std::vector<Option> ServeArguments::options() {
  std::vector<Option> options = {
      {.name = "--config",
       .value = &config_,
       .help = "Settings in TOML, relative paths in it from its own folder [OVERT_CONFIG]",
       .value_name = "FILE"}};
  for (const Setting& setting : serve_settings()) {
    if (setting.flag.empty()) continue;
    Argument& argument = arguments_.emplace_back(Argument{.setting = &setting});
    const bool is_list = setting.kind == SettingKind::kPaths;
    options.push_back({.name = "--" + std::string(setting.flag),
                       .value = is_list ? Value(&argument.texts) : Value(&argument.text),
                       .help = help_of(setting),
                       .value_name = std::string(setting.value_name)});
  }
  return options;
}

ServeFlags ServeArguments::flags() const {
  ServeFlags flags{.config = config_, .values = {}};
  for (const Argument& argument : arguments_) {
    if (argument.text) flags.values.emplace_back(argument.setting, std::vector{*argument.text});
    if (!argument.texts.empty()) flags.values.emplace_back(argument.setting, argument.texts);
  }
  return flags;
}

Result<ServeConfig> read_config_of_this_process(const ServeFlags& flags) {
  std::error_code failure;
  const std::filesystem::path folder = std::filesystem::current_path(failure);
  // Where the folder is gone, paths that do not begin at the root lead nowhere either way.
  return read_serve_config(flags, Environment::of_this_process(), failure ? "/" : folder.string());
}

Result<std::optional<TlsFiles>> tls_files(const ServeSettings& settings) {
  const std::string& certificates = settings.tls_certificates;
  const std::string& key = settings.tls_key;
  if (certificates.empty() != key.empty()) {
    return Error{certificates.empty() ? "tls_key is set and tls_certificates is not (set both)"
                                      : "tls_certificates is set and tls_key is not (set both)"};
  }
  if (key.empty()) return std::optional<TlsFiles>();
  return std::optional<TlsFiles>({.certificates = certificates, .key = key});
}

Result<CollectorOptions> collector_options(const ServeSettings& settings) {
  CollectorOptions options;
  auto contracts = load_contracts(settings.contracts);
  if (!contracts) return contracts.error();
  auto token = read_admin_token(settings);
  if (!token) return token.error();
  options.contracts = *std::move(contracts);
  options.admin_token = *std::move(token);
  options.ingest = settings.listen;
  options.admin = settings.admin;
  options.data_directory = settings.data;
  auto tls = tls_files(settings);
  if (!tls) return tls.error();
  options.tls = *std::move(tls);
  auto clickhouse = clickhouse_options(settings);
  if (!clickhouse) return clickhouse.error();
  options.clickhouse = *std::move(clickhouse);
  options.ingest_keys = settings.ingest_keys;
  options.rate_limit = {.requests_per_second = static_cast<double>(settings.rate_limit_per_second),
                        .burst = static_cast<double>(settings.rate_limit_burst)};
  options.ingest_connections_max = static_cast<std::size_t>(settings.connections_max);
  options.duplicate_events = static_cast<std::size_t>(settings.duplicate_events);
  options.upkeep = {.keep_days = static_cast<std::int32_t>(settings.keep_days),
                    .inbox_days = static_cast<std::int32_t>(settings.inbox_days)};
  return options;
}

}  // namespace overt::cli
