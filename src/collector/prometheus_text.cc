#include "collector/prometheus_text.h"

#include <fmt/format.h>

namespace overt {
namespace {

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\n') {
      result += "\\n";
      continue;
    }
    if (c == '\\' || c == '"') result += '\\';
    result += c;
  }
  return result;
}

}  // namespace

std::string prometheus_number(double value) { return fmt::format("{}", value); }

void PrometheusText::begin(std::string_view name, std::string_view type, std::string_view help) {
  name_ = name;
  text_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

void PrometheusText::add(double value, std::initializer_list<Label> labels,
                         std::string_view suffix) {
  std::string list;
  for (const Label& label : labels) {
    list += fmt::format("{}{}=\"{}\"", list.empty() ? "{" : ",", label.name, escaped(label.value));
  }
  if (!list.empty()) list += '}';
  text_ += fmt::format("{}{}{} {}\n", name_, suffix, list, prometheus_number(value));
}

}  // namespace overt
