#include "collector/http_message.h"

#include <algorithm>

#include "base/bytes.h"

namespace overt {
namespace {

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = bytes_from_hex<1>(text.substr(i + 1, 2));
    if (text[i] == '%' && byte) {
      decoded += static_cast<char>(byte->front());
      i += 2;
    } else {
      decoded += text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::pair<std::string, std::string> split_target(std::string_view target) {
  const auto question_mark = target.find('?');
  if (question_mark == std::string_view::npos) return {std::string(target), ""};
  return {std::string(target.substr(0, question_mark)),
          std::string(target.substr(question_mark + 1))};
}

std::optional<std::string> query_parameter(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    const auto equals = pair.find('=');
    if (pair.substr(0, equals) != name) continue;
    return percent_decoded(equals == std::string_view::npos ? "" : pair.substr(equals + 1));
  }
  return std::nullopt;
}

std::string media_type(std::string_view content_type) {
  std::string type;
  for (const char c : content_type.substr(0, content_type.find(';'))) {
    if (c != ' ' && c != '\t') type += lower(c);
  }
  return type;
}

}  // namespace overt
