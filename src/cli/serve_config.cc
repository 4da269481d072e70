#include "cli/serve_config.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "base/printable.h"
#include "cli/data_directory.h"
#include "cli/serve_file.h"

namespace overt::cli {
namespace {

// A token of 128 random bits is 32 hex digits, or 24 in base64; half of that is a word someone
// thought up.
constexpr std::size_t kTokenBytesMin = 16;
constexpr std::size_t kTokenBytesMax = 4096;

constexpr char kMakeToken[] =
    "(make one: (umask 077; head -c 32 /dev/urandom | base64 > admin-token))";

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const auto end = text.find(separator);
    if (!text.substr(0, end).empty()) parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

// Puts values in, the later ones over the earlier, and remembers where each came from.
class Builder {
 public:
  Builder() { config_.origins.assign(serve_settings().size(), "default"); }

  Status add(const Setting& setting, const std::vector<std::string>& texts,
             const std::string& origin, bool name_key) {
    if (const Status set = set_value(config_.settings, setting, texts); !set) {
      const std::string key = name_key ? fmt::format("{}: ", setting.key) : "";
      return Error{fmt::format("{}: {}{}", origin, key, set.error().message)};
    }
    config_.origins[static_cast<std::size_t>(&setting - serve_settings().data())] = origin;
    return Ok{};
  }

  Status add_file(const std::string& path) {
    config_.file = path;
    const auto values = read_serve_file(path);
    if (!values) return values.error();
    for (const FileValue& value : *values) {
      if (const Status added = add(*value.setting, value.texts, value.place, true); !added) {
        return added;
      }
    }
    return Ok{};
  }

  Status add_environment(const Environment& environment) {
    for (const Setting& setting : serve_settings()) {
      const std::string name = environment_name(setting);
      // Set to nothing is how a shell or a unit takes a variable back.
      if (!environment.has(name)) continue;
      const std::string text(*environment.get(name));
      const auto texts =
          setting.kind == SettingKind::kPaths ? split(text, ':') : std::vector<std::string>{text};
      if (const Status added = add(setting, texts, name, false); !added) return added;
    }
    return Ok{};
  }

  Status add_flags(const ServeFlags& flags) {
    for (const auto& [setting, texts] : flags.values) {
      const std::string name = fmt::format("--{}", setting->flag);
      if (const Status added = add(*setting, texts, name, false); !added) return added;
    }
    return Ok{};
  }

  ServeConfig& config() { return config_; }

 private:
  ServeConfig config_;
};

std::string absolute(const std::string& path, const std::string& folder) {
  return path.empty() ? path : (std::filesystem::path(folder) / path).lexically_normal().string();
}

void make_paths_absolute(ServeSettings& settings, const std::string& folder) {
  for (const Setting& setting : serve_settings()) {
    if (setting.kind == SettingKind::kPath) {
      std::string& path = settings.*std::get<std::string ServeSettings::*>(setting.member);
      path = absolute(path, folder);
    } else if (setting.kind == SettingKind::kPaths) {
      for (std::string& path :
           settings.*std::get<std::vector<std::string> ServeSettings::*>(setting.member)) {
        path = absolute(path, folder);
      }
    }
  }
}

Status check_secret_file(const std::string& path, std::string_view how_to_make) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) {
    return Error{fmt::format("{}{}", errno_error("read", path).message, how_to_make)};
  }
  if ((status.st_mode & 077U) != 0) {
    return Error{fmt::format("cannot use {}: others may read it (try: chmod 600 {})", path, path)};
  }
  return Ok{};
}

bool is_token_byte(char c) { return c > ' ' && c < '\x7f'; }

Status check_token(const std::string& token, const std::string& origin) {
  if (token.size() < kTokenBytesMin) {
    return Error{fmt::format("{}: a token of fewer than {} characters can be guessed {}", origin,
                             kTokenBytesMin, kMakeToken)};
  }
  if (!std::ranges::all_of(token, is_token_byte)) {
    return Error{
        fmt::format("{}: a token is one line of letters, digits and signs without a blank "
                    "{}",
                    origin, kMakeToken)};
  }
  return Ok{};
}

}  // namespace

Result<ServeConfig> read_serve_config(const ServeFlags& flags, const Environment& environment,
                                      const std::string& folder) {
  Builder builder;
  const std::string file = flags.config.empty()
                               ? std::string(environment.get(kConfigVariable).value_or(""))
                               : flags.config;
  if (!file.empty()) {
    if (const Status added = builder.add_file(absolute(file, folder)); !added) {
      return added.error();
    }
  }
  if (const Status added = builder.add_environment(environment); !added) return added.error();
  if (const Status added = builder.add_flags(flags); !added) return added.error();
  ServeConfig& config = builder.config();
  if (config.settings.data.empty()) {
    auto data = default_data_directory(environment);
    if (!data) return data.error();
    config.settings.data = *std::move(data);
  }
  make_paths_absolute(config.settings, folder);
  return std::move(config);
}

Result<std::string> read_admin_token(const ServeSettings& settings) {
  if (!settings.admin_token.empty()) {
    if (!settings.admin_token_file.empty()) {
      return Error{"two admin tokens: one in OVERT_ADMIN_TOKEN and one in the file " +
                   settings.admin_token_file + " (take one of them away)"};
    }
    if (const Status checked = check_token(settings.admin_token, "OVERT_ADMIN_TOKEN"); !checked) {
      return checked.error();
    }
    return settings.admin_token;
  }
  const std::string& path = settings.admin_token_file;
  if (path.empty()) return std::string();
  if (const Status checked = check_secret_file(path, fmt::format(" {}", kMakeToken)); !checked)
    return checked.error();
  auto token = read_file(path, kTokenBytesMax);
  if (!token) return token.error();
  while (token->ends_with('\n')) token->pop_back();
  if (const Status checked = check_token(*token, path); !checked) return checked.error();
  return token;
}

Result<std::optional<ClickhouseOptions>> clickhouse_options(const ServeSettings& settings) {
  constexpr std::size_t kPasswordBytesMax = 1024;
  const std::string& path = settings.store_password_file;
  if (settings.store.empty()) {
    if (path.empty() && settings.store_ca_file.empty()) return std::optional<ClickhouseOptions>();
    return Error{"store_password_file or store_ca_file is set and store is not (set it as well)"};
  }
  ClickhouseOptions options{.url = settings.store, .ca_file = settings.store_ca_file};
  if (path.empty()) return std::optional(options);
  if (is_clickhouse_in_the_clear(settings.store)) {
    return Error{
        "store_password_file: whoever is on the way to the store could read the password (take an "
        "https:// address, or a store on 127.0.0.1)"};
  }
  if (const Status checked = check_secret_file(path, ""); !checked) return checked.error();
  auto password = read_file(path, kPasswordBytesMax);
  if (!password) return password.error();
  while (password->ends_with('\n')) password->pop_back();
  // It stands in a header.
  if (password->find_first_of("\r\n") != std::string::npos) {
    return Error{path + ": a password is one line"};
  }
  options.password = *std::move(password);
  return std::optional(options);
}

}  // namespace overt::cli
