// What a command of `overt` takes, says and does, as plain data; parser.h reads arguments by it.
// The library that does is known to parser.cc alone: a file that includes it takes three times as
// long to compile and to tidy.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace overt::cli {

// Where the value of an option goes: a bool is a flag, which has none and becomes true; a list
// takes as many as stand there. What is there before is the default. It is borrowed, and has to
// live as long as the command; what `Command::run` captures does.
using Value = std::variant<bool*, std::string*, std::optional<std::string>*, std::int64_t*,
                           std::vector<std::string>*>;

struct Option {
  std::string name;  // "--json", "-o,--output"; without hyphens the name of an argument: "file"
  Value value;
  std::string help = {};
  std::string value_name = {};            // what the help shows for the value: "DIR"
  std::vector<std::string> choices = {};  // if there are any, no other value is taken
  std::string excludes = {};              // an option above this one that does not go with it
  bool required = false;
  bool shows_default = false;  // in the help
  bool hidden = false;         // in no help: for programs of this house
};

// Options of which exactly one must be given.
struct OptionGroup {
  std::string name;
  std::vector<Option> options;
};

struct Command {
  std::string name;
  std::string summary;
  std::vector<Option> options = {};  // in the order in which the help lists them
  std::vector<OptionGroup> groups = {};
  std::string footer = {};             // the end of the help: exit codes, examples
  std::vector<Command> commands = {};  // if there are any, one of them must be called
  std::function<int()> run = {};  // what it does once the options are read; gives the exit code
};

}  // namespace overt::cli
