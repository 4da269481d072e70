// The usage at the head of a --help: "usage: git remote [-v | --verbose]", "   or: git remote add
// …". Internal to help_text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "contract/starter/help_option.h"

namespace overt {

class HelpUsage {
 public:
  explicit HelpUsage(std::string_view path) : path_(path) {}

  // True if the line belongs to a usage, which it may begin.
  bool read_line(std::string_view line);

  bool was_there() const { return was_there_; }
  std::vector<std::string> commands() const;
  std::vector<HelpOption> options() const;

 private:
  bool goes_on(std::string_view text, std::size_t indent) const;
  void add(std::string_view text);

  std::string_view path_;
  std::vector<std::string> forms_;  // without the path; each with its lines joined
  std::size_t bytes_ = 0;           // of all lines
  bool is_open_ = false;
  bool has_text_ = false;  // the usage that is open has more than its heading
  bool was_there_ = false;
};

}  // namespace overt
