// What can be set about a collector, each thing described once: from this table come the file, the
// environment and the flags, their errors, the help, --print-config and a table of the documents.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "collector/listen_address.h"
#include "collector/upkeep.h"
#include "inbox/inbox.h"

namespace overt::cli {

// The defaults of all settings are here and nowhere else. An empty text: not set.
struct ServeSettings {
  std::vector<std::string> contracts;
  std::string data;  // set in any case once it is resolved
  std::string store;
  std::string store_password_file;
  std::string store_ca_file;
  ListenAddress listen{.ip = "127.0.0.1", .port = 4318};
  ListenAddress admin{.ip = "127.0.0.1", .port = 4319};
  std::string admin_token;
  std::string admin_token_file;
  std::string tls_certificates;
  std::string tls_key;
  std::string ingest_keys;
  std::int64_t rate_limit_per_second = 0;
  std::int64_t rate_limit_burst = 100;
  std::int64_t connections_max = 0;
  std::int64_t duplicate_events = kDuplicateEvents;
  std::int64_t keep_days = 0;
  std::int64_t inbox_days = kInboxDays;
  std::string log_level = "info";
};

enum class SettingKind {
  kAddress,
  kChoice,
  kInteger,
  kPath,
  kPaths,
  kStoreUrl,
  kSecret,  // a text that only the environment may say: a file is read by others, ps shows flags
};

// What SIGHUP does about a setting that has changed.
enum class OnSignal {
  kNothing,    // it needs a new start
  kReadsFile,  // reads the file anew that it names; another file needs a new start
  kTakesIt,
};

// A member of ServeSettings; which one fits, the kind says.
using SettingMember =
    std::variant<std::string ServeSettings::*, std::int64_t ServeSettings::*,
                 ListenAddress ServeSettings::*, std::vector<std::string> ServeSettings::*>;

struct Setting {
  std::string_view key;   // in the file; with capitals and OVERT_ before it, in the environment
  std::string_view flag;  // without its hyphens; empty for a secret
  SettingKind kind;
  SettingMember member;
  std::string_view help;
  std::string_view value_name{};  // what the help shows behind the flag
  OnSignal on_signal = OnSignal::kNothing;
  std::string_view fallback_note{};        // what an unset text means, for people
  std::span<const char* const> choices{};  // of kChoice
  std::int64_t min = 0;                    // of kInteger
  std::int64_t max = 0;                    // of kInteger
};

// In the order in which people read them.
std::span<const Setting> serve_settings();

// nullptr if there is none of that key.
const Setting* find_setting(std::string_view key);

// "OVERT_ADMIN_TOKEN"
std::string environment_name(const Setting& setting);

// Puts a value into its member. `texts` is one text, of kPaths as many as there are. The error says
// what is wrong with it and what is expected, without naming the setting or its place.
Status set_value(ServeSettings& settings, const Setting& setting,
                 const std::vector<std::string>& texts);

// The value as TOML; "" of a text that is not set. Never called for secrets.
std::string toml_value(const ServeSettings& settings, const Setting& setting);

// Whether both hold the same value of this setting.
bool same_value(const ServeSettings& one, const ServeSettings& other, const Setting& setting);

}  // namespace overt::cli
