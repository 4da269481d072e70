#include "model/json_writer.h"

namespace overt {

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
  constexpr char kDigits[] = "0123456789abcdef";
  text_ += '"';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      text_ += '\\';
      text_ += c;
    } else if (c == '\n') {
      text_ += "\\n";
    } else if (c == '\r') {
      text_ += "\\r";
    } else if (c == '\t') {
      text_ += "\\t";
    } else if (c == '\b') {
      text_ += "\\b";
    } else if (c == '\f') {
      text_ += "\\f";
    } else if (byte < 0x20 || c == '<' || c == '>' || c == '&') {
      // Go escapes these three so that JSON may stand inside HTML.
      text_ += "\\u00";
      text_ += kDigits[byte >> 4];
      text_ += kDigits[byte & 0xF];
    } else if (text.substr(i, 3) == "\u2028" || text.substr(i, 3) == "\u2029") {
      // Line ends in JavaScript, though not in JSON; Go escapes them too.
      text_ += "\\u202";
      text_ += text[i + 2] == '\xA8' ? '8' : '9';
      i += 2;
    } else {
      text_ += c;
    }
  }
  text_ += '"';
}

}  // namespace overt
