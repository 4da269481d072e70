// No text breaks the reader of git's configuration, and each variable that comes out of one can be
// written in quotes and read back.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "client/git_config.h"

namespace {

using overt::GitConfigReader;

std::string escape(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

// As escape(), for a value: a newline would end it.
std::string escape_value(std::string_view text) {
  std::string escaped;
  for (const char c : escape(text)) escaped += c == '\n' ? std::string("\\n") : std::string(1, c);
  return escaped;
}

std::string write(const GitConfigReader& variable) {
  const std::string_view key = variable.key();
  const auto first = key.find('.');
  const auto last = key.rfind('.');
  std::string text;
  if (first != std::string_view::npos) {
    text.append("[").append(key.substr(0, first));
    if (first != last) text += " \"" + escape(key.substr(first + 1, last - first - 1)) + "\"";
    text.append("]");
  }
  text.append(key.substr(last + 1));  // npos + 1 is the beginning
  if (const auto value = variable.value()) text += " = \"" + escape_value(*value) + "\"";
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  GitConfigReader reader({reinterpret_cast<const char*>(data), size});
  while (reader.next() == GitConfigReader::Item::kVariable) {
    const std::string text = write(reader);
    GitConfigReader again(text);
    if (again.next() != GitConfigReader::Item::kVariable || again.key() != reader.key() ||
        again.value() != reader.value() || again.next() != GitConfigReader::Item::kEnd) {
      std::abort();
    }
    static_cast<void>(overt::git_boolean(reader.value()));
  }
  return 0;
}
