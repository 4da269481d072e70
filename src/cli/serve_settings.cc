#include "cli/serve_settings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "store/clickhouse.h"

namespace overt::cli {
namespace {

constexpr std::array<const char*, 3> kLogLevels = {"info", "warning", "error"};

constexpr std::array kSettings = {
    Setting{.key = "contracts",
            .flag = "contract",
            .kind = SettingKind::kPaths,
            .member = &ServeSettings::contracts,
            .help = "Contract of a tool to collect for; one for each tool",
            .value_name = "FILE",
            .on_signal = OnSignal::kTakesIt,
            .fallback_note = "none, and one is needed"},
    Setting{.key = "data",
            .flag = "data",
            .kind = SettingKind::kPath,
            .member = &ServeSettings::data,
            .help = "Where events are kept",
            .value_name = "DIR",
            .fallback_note = "${XDG_DATA_HOME:-~/.local/share}/overt"},
    Setting{.key = "store",
            .flag = "store",
            .kind = SettingKind::kStoreUrl,
            .member = &ServeSettings::store,
            .help = "A ClickHouse database, as https://USER@HOST:8443/DATABASE?cluster=NAME",
            .value_name = "URL",
            .fallback_note = "DuckDB, a file in data"},
    Setting{.key = "store_password_file",
            .flag = "store-password-file",
            .kind = SettingKind::kPath,
            .member = &ServeSettings::store_password_file,
            .help = "File of mode 0600 with the password of the store's user",
            .value_name = "FILE",
            .fallback_note = "no password"},
    Setting{.key = "store_ca_file",
            .flag = "store-ca-file",
            .kind = SettingKind::kPath,
            .member = &ServeSettings::store_ca_file,
            .help = "PEM: whose certificates of the store to trust",
            .value_name = "FILE",
            .fallback_note = "those that the system trusts"},
    Setting{.key = "listen",
            .flag = "listen",
            .kind = SettingKind::kAddress,
            .member = &ServeSettings::listen,
            .help = "Where tools send to",
            .value_name = "ADDR:PORT"},
    Setting{.key = "admin",
            .flag = "admin",
            .kind = SettingKind::kAddress,
            .member = &ServeSettings::admin,
            .help = "Where reports, health and metrics are read; not on loopback it needs a token",
            .value_name = "ADDR:PORT"},
    Setting{.key = "admin_token_file",
            .flag = "admin-token-file",
            .kind = SettingKind::kPath,
            .member = &ServeSettings::admin_token_file,
            .help = "File of mode 0600 with the token that the admin address asks for",
            .value_name = "FILE",
            .on_signal = OnSignal::kTakesIt,
            .fallback_note = "no token"},
    Setting{.key = "admin_token",
            .flag = "",
            .kind = SettingKind::kSecret,
            .member = &ServeSettings::admin_token,
            .help = "The token itself, where no file can be had",
            .fallback_note = "no token"},
    Setting{.key = "tls_certificates",
            .flag = "tls-certificates",
            .kind = SettingKind::kPath,
            .member = &ServeSettings::tls_certificates,
            .help = "PEM: the certificate that senders see, then those that lead to its authority",
            .value_name = "FILE",
            .on_signal = OnSignal::kReadsFile,
            .fallback_note = "plain HTTP"},
    Setting{.key = "tls_key",
            .flag = "tls-key",
            .kind = SettingKind::kPath,
            .member = &ServeSettings::tls_key,
            .help = "PEM: its key, without a passphrase",
            .value_name = "FILE",
            .on_signal = OnSignal::kReadsFile,
            .fallback_note = "plain HTTP"},
    Setting{.key = "ingest_keys",
            .flag = "ingest-keys",
            .kind = SettingKind::kPath,
            .member = &ServeSettings::ingest_keys,
            .help = "Lines of APP and the SHA-256 of a key that its senders show as a bearer token",
            .value_name = "FILE",
            .on_signal = OnSignal::kReadsFile,
            .fallback_note = "everyone may send"},
    Setting{.key = "rate_limit_per_second",
            .flag = "rate-limit-per-second",
            .kind = SettingKind::kInteger,
            .member = &ServeSettings::rate_limit_per_second,
            .help = "Requests that an address may make; 0: no limit, as behind a proxy",
            .value_name = "COUNT",
            .min = 0,
            .max = 1'000'000},
    Setting{.key = "rate_limit_burst",
            .flag = "rate-limit-burst",
            .kind = SettingKind::kInteger,
            .member = &ServeSettings::rate_limit_burst,
            .help = "Requests that it may make at once after a pause",
            .value_name = "COUNT",
            .min = 1,
            .max = 1'000'000},
    Setting{.key = "connections_max",
            .flag = "connections-max",
            .kind = SettingKind::kInteger,
            .member = &ServeSettings::connections_max,
            .help = "Connections of senders; 0: 20000, with TLS 4000, or what the system allows",
            .value_name = "COUNT",
            .min = 0,
            .max = 1'000'000},
    Setting{
        .key = "duplicate_events",
        .flag = "duplicate-events",
        .kind = SettingKind::kInteger,
        .member = &ServeSettings::duplicate_events,
        .help = "Newest events that a duplicate is known by; each takes up to 20 bytes of memory",
        .value_name = "COUNT",
        .min = kDuplicateEventsMin,
        .max = kDuplicateEventsMax},
    Setting{.key = "keep_days",
            .flag = "keep-days",
            .kind = SettingKind::kInteger,
            .member = &ServeSettings::keep_days,
            .help = "Days before today that reports go back to; older ones are forgotten; 0: none",
            .value_name = "COUNT",
            .min = 0,
            .max = kKeepDaysMax},
    Setting{.key = "inbox_days",
            .flag = "inbox-days",
            .kind = SettingKind::kInteger,
            .member = &ServeSettings::inbox_days,
            .help = "Days for which the inbox keeps events that are archived; 0: not at all",
            .value_name = "COUNT",
            .min = 0,
            .max = kKeepDaysMax},
    Setting{.key = "log_level",
            .flag = "log-level",
            .kind = SettingKind::kChoice,
            .member = &ServeSettings::log_level,
            .help = "The least that is worth a line on stderr: info, warning or error",
            .value_name = "LEVEL",
            .on_signal = OnSignal::kTakesIt,
            .choices = kLogLevels},
};

Status set_text(ServeSettings& settings, const Setting& setting, const std::string& text) {
  if (setting.kind == SettingKind::kChoice &&
      std::ranges::find(setting.choices, text) == setting.choices.end()) {
    return Error{fmt::format("'{}' is not one of {}", text, fmt::join(setting.choices, ", "))};
  }
  settings.*std::get<std::string ServeSettings::*>(setting.member) = text;
  return Ok{};
}

Status set_integer(ServeSettings& settings, const Setting& setting, const std::string& text) {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, failure] = std::from_chars(text.data(), end, value);
  if (text.empty() || failure != std::errc() || stopped != end || value < setting.min ||
      value > setting.max) {
    return Error{
        fmt::format("'{}' is not a whole number from {} to {}", text, setting.min, setting.max)};
  }
  settings.*std::get<std::int64_t ServeSettings::*>(setting.member) = value;
  return Ok{};
}

Status set_address(ServeSettings& settings, const Setting& setting, const std::string& text) {
  const auto address = parse_listen_address(text);
  if (!address) return address.error();
  settings.*std::get<ListenAddress ServeSettings::*>(setting.member) = *address;
  return Ok{};
}

Status set_store_url(ServeSettings& settings, const Setting& setting, const std::string& text) {
  if (std::string problem = problem_of_clickhouse_url(text); !problem.empty()) {
    return Error{std::move(problem)};
  }
  settings.*std::get<std::string ServeSettings::*>(setting.member) = text;
  return Ok{};
}

// A basic string of TOML 1.0: quotes and backslashes escaped, control characters as \uXXXX.
std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (byte < 0x20 || byte == 0x7F) {
      result += fmt::format("\\u{:04X}", byte);
    } else {
      result += c;
    }
  }
  return result + '"';
}

std::string toml_list(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "" : ", ") + quoted(text);
  return "[" + list + "]";
}

}  // namespace

std::span<const Setting> serve_settings() { return kSettings; }

const Setting* find_setting(std::string_view key) {
  const auto* const found = std::ranges::find(kSettings, key, &Setting::key);
  return found == kSettings.end() ? nullptr : found;
}

std::string environment_name(const Setting& setting) {
  std::string name = "OVERT_";
  for (const char c : setting.key) {
    name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return name;
}

Status set_value(ServeSettings& settings, const Setting& setting,
                 const std::vector<std::string>& texts) {
  switch (setting.kind) {
    case SettingKind::kPaths:
      settings.*std::get<std::vector<std::string> ServeSettings::*>(setting.member) = texts;
      return Ok{};
    case SettingKind::kAddress:
      return set_address(settings, setting, texts.front());
    case SettingKind::kInteger:
      return set_integer(settings, setting, texts.front());
    case SettingKind::kStoreUrl:
      return set_store_url(settings, setting, texts.front());
    case SettingKind::kChoice:
    case SettingKind::kPath:
    case SettingKind::kSecret:
      break;
  }
  return set_text(settings, setting, texts.front());
}

std::string toml_value(const ServeSettings& settings, const Setting& setting) {
  struct Printer {
    const ServeSettings& from;
    std::string operator()(std::string ServeSettings::* member) const {
      const std::string& text = from.*member;
      return text.empty() ? "" : quoted(text);
    }
    std::string operator()(std::int64_t ServeSettings::* member) const {
      return std::to_string(from.*member);
    }
    std::string operator()(ListenAddress ServeSettings::* member) const {
      return quoted(to_string(from.*member));
    }
    std::string operator()(std::vector<std::string> ServeSettings::* member) const {
      return toml_list(from.*member);
    }
  };
  return std::visit(Printer{settings}, setting.member);
}

bool same_value(const ServeSettings& one, const ServeSettings& other, const Setting& setting) {
  return std::visit([&](auto member) { return one.*member == other.*member; }, setting.member);
}

}  // namespace overt::cli
