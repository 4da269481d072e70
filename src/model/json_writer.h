// Writes JSON, piece by piece, with exactly the bytes that Go's encoding/json would write: the log
// of a tool in Go and the log of a tool that links overt are the same text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace overt {

enum class JsonStyle {
  kLine,  // no white space
  kPage,  // two spaces a level, as documentation shows it
};

class JsonWriter {
 public:
  explicit JsonWriter(JsonStyle style = JsonStyle::kLine) : style_(style) {
    constexpr std::size_t kEventBytes = 512;  // most events have fewer
    text_.reserve(kEventBytes);
  }

  void begin_object() { begin('{'); }
  void end_object() { end('}'); }
  void begin_array() { begin('['); }
  void end_array() { end(']'); }

  // Inside an object: each value, object or array has its key first.
  void key(std::string_view name);
  // Text must be UTF-8.
  void string(std::string_view text);
  void integer(std::int64_t number);
  void boolean(bool truth);

  // The text so far; whole once every object and array has ended.
  std::string take() && { return std::move(text_); }

 private:
  void begin(char bracket);
  void end(char bracket);
  void separate();
  void new_line();
  void quote(std::string_view text);
  std::size_t escape_first(std::string_view text);

  JsonStyle style_;
  std::string text_;
  int depth_ = 0;
  bool first_ = true;       // nothing stands yet in the innermost object or array
  bool after_key_ = false;  // the next value belongs to the key just written
};

}  // namespace overt
