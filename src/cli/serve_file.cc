#include "cli/serve_file.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <optional>

#include "base/file.h"

namespace overt::cli {
namespace {

// A slip of the finger or two; further away is another word.
constexpr std::size_t kSlipsMax = 3;

// How many letters must be changed, put in or taken out (Levenshtein).
std::size_t slips_between(std::string_view one, std::string_view other) {
  std::vector<std::size_t> row(other.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= one.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= other.size(); ++j) {
      const std::size_t replaced = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

std::string unknown_key(std::string_view key) {
  const auto distance = [key](const Setting& setting) { return slips_between(key, setting.key); };
  const auto nearest = std::ranges::min_element(serve_settings(), {}, distance);
  if (distance(*nearest) <= kSlipsMax) {
    return fmt::format("there is no such setting (did you mean {}?)", nearest->key);
  }
  return "there is no such setting (try: overt serve --print-config, which shows all)";
}

std::optional<std::string> text_of(const toml::node& node) {
  return node.value_exact<std::string>();
}

Result<std::vector<std::string>> list_of_texts(const toml::node& node) {
  const Error wrong{R"(must be a list of texts, such as ["git.toml", "werf.toml"])"};
  if (!node.is_array()) return wrong;
  std::vector<std::string> texts;
  for (const toml::node& item : *node.as_array()) {
    const auto text = text_of(item);
    if (!text) return wrong;
    texts.push_back(*text);
  }
  return texts;
}

Result<std::vector<std::string>> texts_of(const Setting& setting, const toml::node& node) {
  switch (setting.kind) {
    case SettingKind::kPaths:
      return list_of_texts(node);
    case SettingKind::kInteger:
      if (const auto number = node.value_exact<std::int64_t>()) {
        return std::vector<std::string>{std::to_string(*number)};
      }
      return Error{"must be a whole number without quotes"};
    case SettingKind::kSecret:
      return Error{
          fmt::format("a secret has no place in this file, which others may read (put it "
                      "into a file of mode 0600 and name that as {}_file)",
                      setting.key)};
    case SettingKind::kAddress:
    case SettingKind::kChoice:
    case SettingKind::kPath:
    case SettingKind::kStoreUrl:
      break;
  }
  const auto text = text_of(node);
  if (!text) return Error{"must be a text in quotes"};
  if (text->empty()) return Error{"must not be empty (leave the line out for the default)"};
  return std::vector<std::string>{*text};
}

// A path in a file means the same wherever the collector is started.
void start_at_folder_of(const std::string& file, const Setting& setting,
                        std::vector<std::string>& texts) {
  if (setting.kind != SettingKind::kPath && setting.kind != SettingKind::kPaths) return;
  const std::filesystem::path folder = std::filesystem::path(file).parent_path();
  for (std::string& text : texts) text = folder / text;
}

Result<std::vector<FileValue>> values_of(const toml::table& table, const std::string& path) {
  std::vector<FileValue> values;
  for (const auto& [key, node] : table) {
    const std::string place = fmt::format("{}:{}", path, node.source().begin.line);
    const Setting* const setting = find_setting(key.str());
    if (setting == nullptr) {
      return Error{fmt::format("{}: {}: {}", place, key.str(), unknown_key(key.str()))};
    }
    auto texts = texts_of(*setting, node);
    if (!texts) return Error{fmt::format("{}: {}: {}", place, key.str(), texts.error().message)};
    start_at_folder_of(path, *setting, *texts);
    values.push_back({.setting = setting, .texts = *std::move(texts), .place = place});
  }
  return values;
}

}  // namespace

Result<std::vector<FileValue>> parse_serve_file(std::string_view toml, const std::string& path) {
  try {
    return values_of(toml::parse(toml), path);
  } catch (const toml::parse_error& error) {
    return Error{fmt::format("{}:{}: {}", path, error.source().begin.line, error.description())};
  }
}

Result<std::vector<FileValue>> read_serve_file(const std::string& path) {
  const auto text = read_file(path, kServeFileBytesMax);
  if (!text) return Error{text.error().message + "; --config names a TOML file"};
  return parse_serve_file(*text, path);
}

}  // namespace overt::cli
