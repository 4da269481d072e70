#include "model/json_writer.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace overt {
namespace {

// Of U+2028 and U+2029, line ends in JavaScript though not in JSON. Go escapes them, and these
// three so that JSON may stand inside HTML: < > &.
constexpr char kFirstOfLineEnd = '\xE2';

constexpr std::array<bool, 256> kStandsForItself = [] {
  std::array<bool, 256> table{};
  for (std::size_t byte = 0x20; byte < table.size(); ++byte) table[byte] = true;
  for (const char c : {'"', '\\', '<', '>', '&', kFirstOfLineEnd}) {
    table[static_cast<unsigned char>(c)] = false;
  }
  return table;
}();

void append_escaped(std::string& text, char c) {
  constexpr char kDigits[] = "0123456789abcdef";
  constexpr std::string_view kShort = "\"\"\\\\\nn\rr\tt\bb\ff";
  for (std::size_t i = 0; i < kShort.size(); i += 2) {
    if (c != kShort[i]) continue;
    text += '\\';
    text += kShort[i + 1];
    return;
  }
  const auto byte = static_cast<unsigned char>(c);
  text += "\\u00";
  text += kDigits[byte >> 4];
  text += kDigits[byte & 0xF];
}

}  // namespace

void JsonWriter::key(std::string_view name) {
  separate();
  quote(name);
  text_ += style_ == JsonStyle::kPage ? ": " : ":";
  after_key_ = true;
}

void JsonWriter::string(std::string_view text) {
  separate();
  quote(text);
}

void JsonWriter::integer(std::int64_t number) {
  separate();
  text_ += std::to_string(number);
}

void JsonWriter::boolean(bool truth) {
  separate();
  text_ += truth ? "true" : "false";
}

void JsonWriter::begin(char bracket) {
  separate();
  text_ += bracket;
  ++depth_;
  first_ = true;
}

void JsonWriter::end(char bracket) {
  --depth_;
  if (!first_) new_line();
  text_ += bracket;
  first_ = false;
}

void JsonWriter::separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (depth_ == 0) return;
  if (!first_) text_ += ',';
  first_ = false;
  new_line();
}

void JsonWriter::new_line() {
  if (style_ == JsonStyle::kLine) return;
  text_ += '\n';
  text_.append(static_cast<std::size_t>(depth_) * 2, ' ');
}

void JsonWriter::quote(std::string_view text) {
  text_ += '"';
  for (;;) {
    const auto* const plain_end = std::ranges::find_if(
        text, [](char c) { return !kStandsForItself[static_cast<unsigned char>(c)]; });
    const auto plain = static_cast<std::size_t>(plain_end - text.begin());
    text_.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    text.remove_prefix(escape_first(text));
  }
  text_ += '"';
}

// Writes what stands for the beginning of `text`; returns how many bytes of it that is.
std::size_t JsonWriter::escape_first(std::string_view text) {
  const std::string_view sign = text.substr(0, 3);
  if (sign == "\u2028" || sign == "\u2029") {
    text_ += sign == "\u2028" ? "\\u2028" : "\\u2029";
    return sign.size();
  }
  if (text.front() == kFirstOfLineEnd) {
    text_ += text.front();
  } else {
    append_escaped(text_, text.front());
  }
  return 1;
}

}  // namespace overt
