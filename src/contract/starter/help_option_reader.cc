#include "contract/starter/help_option_reader.h"

#include <algorithm>
#include <array>

namespace overt {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) { return is_lower(c) || is_upper(c); }
bool is_alphanumeric(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

bool is_spelling_character(char c) {
  return is_alphanumeric(c) || c == '-' || c == '_' || c == '.' || c == '+';
}

// "FILE", "HOST:PORT", "N": what people write for a value.
bool is_capitals(std::string_view word) {
  return std::ranges::any_of(word, is_upper) && std::ranges::none_of(word, is_lower);
}

// "--with-PACKAGE", "--KEY", "-NUM": the capitals stand for something else. Options with one or two
// capitals are real ones ("-LE").
bool has_placeholder(std::string_view word) {
  while (!word.empty()) {
    const auto end = std::min(word.find_first_of("-_."), word.size());
    const std::string_view part = word.substr(0, end);
    if (part.size() >= 3 && is_capitals(part)) return true;
    word.remove_prefix(std::min(end + 1, word.size()));
  }
  return false;
}

// "-jN" and "-Dname": a letter, and its value without a space.
bool is_letter_with_value(std::string_view word) {
  constexpr std::array<std::string_view, 8> kValues = {"name", "key",  "var", "property",
                                                       "file", "path", "dir", "num"};
  if (word.size() < 2 || !is_letter(word.front())) return false;
  const std::string_view more = word.substr(1);
  return (is_lower(word.front()) && is_capitals(more)) || std::ranges::count(kValues, more) > 0;
}

// Brackets and nothing else: "[N]" and "[A][B]", but not "[<kind>=]<path>".
bool is_in_brackets(std::string_view token) {
  int depth = 0;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] == '[') ++depth;
    if (depth == 0) return i > 0 && token.find_first_not_of(".:=", i) == std::string_view::npos;
    if (token[i] == ']') --depth;
  }
  return !token.empty();
}

// What only ever stands for a value, whatever comes behind it: "<file>", "{a,b}", "a|b", "FILE",
// "TIME=30d".
bool is_plain_placeholder(std::string_view token) {
  if (token.empty() || token.front() == '-' || token.front() == '|' || token.starts_with("[-")) {
    return false;
  }
  if (token == "..." || token.find('|') != std::string_view::npos) return true;
  const std::string_view name = token.substr(0, token.find_first_of(":=[{<(", 1));
  return std::string_view("<[{").find(token.front()) != std::string_view::npos ||
         (is_upper(token.front()) && is_capitals(name));
}

// A word in small letters ("string", "cmd") is a value if nothing but the description follows,
// which keeps its distance.
bool is_word_placeholder(std::string_view token, std::string_view behind) {
  const bool is_word =
      !token.empty() && is_lower(token.front()) && std::ranges::all_of(token, [](char c) {
        return is_spelling_character(c) || c == '|' || c == '/' || c == ':';
      });
  constexpr std::array<std::string_view, 11> kEnds = {"  ", ",",   "]",  ")",  "|", " |",
                                                      " :", " = ", " ]", " [", " <"};
  return is_word && (behind.empty() || std::ranges::any_of(kEnds, [behind](std::string_view end) {
                       return behind.starts_with(end);
                     }));
}

// "-x A thing": an article, not a value.
bool is_article(std::string_view token, std::string_view behind) {
  return token == "A" && behind.size() > 1 && behind[0] == ' ' && is_lower(behind[1]);
}

}  // namespace

bool HelpOptionReader::take(std::string_view prefix) {
  if (!rest().starts_with(prefix)) return false;
  at_ += prefix.size();
  return true;
}

// Up to a space, a comma or the next spelling, brackets kept whole.
std::string_view HelpOptionReader::take_token() {
  const std::size_t begin = at_;
  int depth = 0;
  for (; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    if (std::string_view("<[{(").find(c) != std::string_view::npos) ++depth;
    const bool closes = std::string_view(">]})").find(c) != std::string_view::npos;
    if (closes && --depth < 0) break;
    if (depth == 0 && (c == ' ' || c == ',' || rest().starts_with("|-"))) break;
  }
  return text_.substr(begin, at_ - begin);
}

std::string_view HelpOptionReader::peek_token_behind_space() const {
  if (!rest().starts_with(' ') || rest().starts_with("  ")) return {};
  return HelpOptionReader(text_, at_ + 1).take_token();
}

std::vector<std::string> HelpOptionReader::read_spellings() {
  value_is_attached_ = false;
  const std::string_view dashes = rest().starts_with("--") ? "--" : "-";
  if (!take(dashes)) return {};
  const bool has_opposite = dashes == "--" && take("[no-]");
  const std::size_t begin = at_;
  while (at_ < text_.size() && is_spelling_character(text_[at_])) ++at_;
  while (at_ > begin && text_[at_ - 1] == '.') --at_;  // "--verbose..."
  std::string_view word = text_.substr(begin, at_ - begin);
  if (word.empty() && dashes == "-" && (take("?") || take("#"))) word = text_.substr(begin, 1);
  if (word.empty() || word.front() == '-' || word.back() == '-' || has_placeholder(word)) return {};
  if (dashes == "-" && is_letter_with_value(word)) {
    word = word.substr(0, 1);
    value_is_attached_ = true;
  }
  std::vector<std::string> spellings{std::string(dashes).append(word)};
  if (has_opposite) spellings.push_back(std::string("--no-").append(word));
  return spellings;
}

HelpValue HelpOptionReader::read_value_behind_equals() {
  if (rest().size() < 2 || text_[at_ + 1] == ' ') return HelpValue::kNone;  // "-x= description"
  ++at_;
  const std::string_view token = take_token();
  // "--all=false:", alone on its line: what it is when it is not given.
  if (rest().empty() && token.ends_with(':')) {
    return token == "false:" || token == "true:" ? HelpValue::kNone : HelpValue::kRequired;
  }
  skip_more_placeholders();
  return is_in_brackets(token) ? HelpValue::kOptional : HelpValue::kRequired;
}

HelpValue HelpOptionReader::read_value() {
  if (rest().starts_with('=')) return read_value_behind_equals();
  if (rest().starts_with('[')) {
    const bool is_optional = is_in_brackets(take_token());
    skip_more_placeholders();
    return is_optional ? HelpValue::kOptional : HelpValue::kRequired;
  }
  if (rest().starts_with('<') || rest().starts_with('{')) {
    take_token();
    skip_more_placeholders();
    return HelpValue::kRequired;
  }
  const std::string_view token = peek_token_behind_space();
  const std::string_view behind = token.empty() ? token : rest().substr(1 + token.size());
  if ((is_plain_placeholder(token) && !is_article(token, behind)) ||
      is_word_placeholder(token, behind)) {
    at_ += 1 + token.size();
    skip_more_placeholders();
    return is_in_brackets(token) || token == "..." ? HelpValue::kOptional : HelpValue::kRequired;
  }
  return value_is_attached_ ? HelpValue::kRequired : HelpValue::kNone;
}

void HelpOptionReader::skip_more_placeholders() {
  for (auto token = peek_token_behind_space(); is_plain_placeholder(token);
       token = peek_token_behind_space()) {
    if (is_article(token, rest().substr(1 + token.size()))) return;
    at_ += 1 + token.size();
  }
}

bool HelpOptionReader::skip_to_next_spelling() {
  constexpr std::array<std::string_view, 9> kSeparators = {", or ", ", ", ",",    " | ", "|",
                                                           " / ",   "/",  " or ", ";"};
  const auto is_option_at = [this](std::size_t at) {
    return at + 1 < text_.size() && text_[at] == '-' && text_[at + 1] != ' ';
  };
  for (const std::string_view separator : kSeparators) {
    if (!rest().starts_with(separator) || !is_option_at(at_ + separator.size())) continue;
    at_ += separator.size();
    return true;
  }
  return rest().starts_with(" --") && take(" ");
}

}  // namespace overt
