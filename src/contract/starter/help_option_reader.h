// Reads spellings and values one after the other from a line of a --help. Internal to help_option.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "contract/starter/help_option.h"

namespace overt {

class HelpOptionReader {
 public:
  HelpOptionReader(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  std::size_t at() const { return at_; }
  std::string_view rest() const { return text_.substr(at_); }

  // "-x", "--long", "-long"; two for "--[no-]long"; none if no option stands here.
  std::vector<std::string> read_spellings();
  // What stands behind a spelling: "=FILE", " <file>", "[=WHEN]", " KEY VALUE".
  HelpValue read_value();
  // Goes on to the next spelling of the same option, behind "," or "|" or "or"; false if none is
  // there.
  bool skip_to_next_spelling();

 private:
  bool take(std::string_view prefix);
  std::string_view take_token();
  std::string_view peek_token_behind_space() const;
  HelpValue read_value_behind_equals();
  void skip_more_placeholders();

  std::string_view text_;
  std::size_t at_;
  bool value_is_attached_ = false;  // "-jN" was read as "-j"
};

}  // namespace overt
