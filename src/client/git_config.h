// A reader of git's configuration format (git-config(1), "Syntax"), one variable at a time and
// without an allocation for each: some repositories hold thousands of branches.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace overt {

// Reads `text`, which must outlive it. As for git, a malformed line makes the whole file malformed,
// whatever stood before it. A byte 0 is malformed too; git ends values there.
class GitConfigReader {
 public:
  explicit GitConfigReader(std::string_view text);

  enum class Item { kVariable, kEnd, kMalformed };

  // Goes on to the next variable. After kEnd and kMalformed there is nothing to go on to.
  Item next();

  // Of the variable read last; valid until next(). Section and name in lower case, a subsection as
  // written unless it stands in the old form [section.subsection]: "remote.origin.url".
  std::string_view key() const { return key_; }

  // Nothing for a name without `=`, which git takes for true.
  std::optional<std::string_view> value() const;

  // The line up to which the text has been read, from 1.
  int line() const { return line_; }

 private:
  char take();
  void skip_line();
  bool read_section();
  bool read_subsection();
  bool read_variable(char first);
  bool read_value();
  bool read_escape();

  std::string_view text_;
  std::size_t position_ = 0;
  bool at_end_ = false;  // the newline that take() adds after the last byte has been taken
  int line_ = 1;
  std::size_t section_size_ = 0;  // how much of key_ is the section, with its dot
  std::string key_;
  std::string value_;
  bool has_value_ = false;
};

// git-config(1), "Values": the words for true and false in any case, and integers. True for a
// variable without a value; nothing for anything else.
std::optional<bool> git_boolean(std::optional<std::string_view> value);

}  // namespace overt
