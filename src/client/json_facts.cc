#include "client/json_facts.h"

#include <charconv>
#include <cstddef>
#include <utility>

#include "model/limits.h"

namespace overt {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A code point as UTF-8.
void append_utf8(std::string& text, std::uint32_t code_point) {
  const auto tail = [&](int shift) {
    text += static_cast<char>(0x80U | ((code_point >> shift) & 0x3FU));
  };
  if (code_point < 0x80) {
    text += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    text += static_cast<char>(0xC0U | (code_point >> 6));
    tail(0);
  } else if (code_point < 0x10000) {
    text += static_cast<char>(0xE0U | (code_point >> 12));
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xF0U | (code_point >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace

// Each function takes what it names from the front of the text; false if that is not there.
class JsonFacts::Reader {
 public:
  Reader(std::string_view text, JsonFacts& facts) : rest_(text), facts_(facts) {}

  bool read_document() {
    skip_space();
    if (!read_object("", 1)) return false;
    skip_space();
    return rest_.empty();
  }

 private:
  void skip_space() {
    const auto first = rest_.find_first_not_of(" \t\r\n");
    rest_.remove_prefix(first == std::string_view::npos ? rest_.size() : first);
  }

  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  bool read_object(const std::string& prefix, std::size_t depth) {
    if (depth > kJsonDepthMax || !take("{")) return false;
    skip_space();
    if (take("}")) return true;
    for (;;) {
      skip_space();
      std::string key;
      if (!read_string(key)) return false;
      skip_space();
      if (!take(":")) return false;
      std::string path = prefix;
      if (!path.empty()) path += '.';
      if (!read_value(path.append(key), depth)) return false;
      skip_space();
      if (take("}")) return true;
      if (!take(",")) return false;
    }
  }

  bool read_array(std::size_t depth) {
    if (depth > kJsonDepthMax || !take("[")) return false;
    const bool keeps = std::exchange(keeps_, false);
    skip_space();
    bool whole = take("]");
    while (!whole) {
      if (!read_value("", depth)) return false;
      skip_space();
      whole = take("]");
      if (!whole && !take(",")) return false;
    }
    keeps_ = keeps;
    return true;
  }

  bool read_value(const std::string& key, std::size_t depth) {
    skip_space();
    if (rest_.empty()) return false;
    switch (rest_.front()) {
      case '{':
        return read_object(key, depth + 1);
      case '[':
        return read_array(depth + 1);
      case '"': {
        std::string text;
        if (!read_string(text)) return false;
        keep(key, std::move(text));
        return true;
      }
      case 't':
        return take("true");
      case 'f':
        return take("false");
      case 'n':
        return take("null");
      default:
        return read_number(key);
    }
  }

  std::size_t count_digits(std::size_t from) const {
    std::size_t count = 0;
    while (from + count < rest_.size() && is_digit(rest_[from + count])) ++count;
    return count;
  }

  // One with a fraction or an exponent, or of more than 64 bits, is read and not kept.
  bool read_number(const std::string& key) {
    std::size_t end = rest_.front() == '-' ? 1 : 0;
    const std::size_t digits = count_digits(end);
    if (digits == 0 || (digits > 1 && rest_[end] == '0')) return false;
    end += digits;
    const std::size_t integer_end = end;
    if (end < rest_.size() && rest_[end] == '.') {
      const std::size_t decimals = count_digits(end + 1);
      if (decimals == 0) return false;
      end += 1 + decimals;
    }
    if (end < rest_.size() && (rest_[end] == 'e' || rest_[end] == 'E')) {
      ++end;
      if (end < rest_.size() && (rest_[end] == '+' || rest_[end] == '-')) ++end;
      const std::size_t exponent = count_digits(end);
      if (exponent == 0) return false;
      end += exponent;
    }
    std::int64_t number = 0;
    const auto read = read_front(integer_end, number, 10);
    if (end == integer_end && read.ec == std::errc{}) keep(key, number);
    rest_.remove_prefix(end);
    return true;
  }

  bool read_string(std::string& text) {
    if (!take("\"")) return false;
    while (!rest_.empty()) {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c != '\\') {
        text += c;
      } else if (!read_escape(text)) {
        return false;
      }
    }
    return false;
  }

  // What stands behind a backslash.
  bool read_escape(std::string& text) {
    if (rest_.empty()) return false;
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const auto simple = kLetters.find(rest_.front());
    if (simple != std::string_view::npos) {
      text += kMeanings[simple];
      rest_.remove_prefix(1);
      return true;
    }
    std::uint32_t code_point = 0;
    if (!take("u") || !read_hex4(code_point)) return false;
    if (code_point >= 0xD800 && code_point < 0xDC00) {
      std::uint32_t low = 0;
      if (!take("\\u") || !read_hex4(low) || low < 0xDC00 || low > 0xDFFF) return false;
      code_point = 0x10000 + ((code_point - 0xD800) << 10) + (low - 0xDC00);
    } else if (code_point >= 0xDC00 && code_point <= 0xDFFF) {
      return false;
    }
    append_utf8(text, code_point);
    return true;
  }

  // Reads a number of the first `count` characters, which stay.
  template <typename Number>
  std::from_chars_result read_front(std::size_t count, Number& number, int base) const {
    const std::string_view front = rest_.substr(0, count);
    return std::from_chars(front.begin(), front.end(), number, base);
  }

  bool read_hex4(std::uint32_t& code_unit) {
    constexpr std::size_t kDigits = 4;
    if (rest_.size() < kDigits) return false;
    const auto read = read_front(kDigits, code_unit, 16);
    if (read.ec != std::errc{} || read.ptr != rest_.data() + kDigits) return false;
    rest_.remove_prefix(kDigits);
    return true;
  }

  void keep(const std::string& key, Fact value) {
    if (keeps_) facts_.facts_.emplace_back(key, std::move(value));
  }

  std::string_view rest_;
  JsonFacts& facts_;
  bool keeps_ = true;  // not inside an array
};

std::optional<JsonFacts> JsonFacts::read(std::string_view text) {
  JsonFacts facts;
  if (!Reader(text, facts).read_document()) return std::nullopt;
  return facts;
}

const JsonFacts::Fact* JsonFacts::find(std::string_view key) const {
  for (const auto& [name, fact] : facts_) {
    if (name == key) return &fact;
  }
  return nullptr;
}

std::optional<std::int64_t> JsonFacts::integer(std::string_view key) const {
  const auto* number = std::get_if<std::int64_t>(find(key));
  return number == nullptr ? std::nullopt : std::optional(*number);
}

std::optional<std::string> JsonFacts::text(std::string_view key) const {
  const auto* text = std::get_if<std::string>(find(key));
  return text == nullptr ? std::nullopt : std::optional(*text);
}

}  // namespace overt
