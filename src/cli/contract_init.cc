// overt contract init: a first contract from a tool's own --help.
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "cli/capture.h"
#include "cli/commands.h"
#include "cli/contract.h"
#include "contract/starter/help_tree.h"
#include "contract/starter/starter.h"

namespace overt::cli {
namespace {

// A help that takes longer waits for something.
constexpr std::chrono::seconds kHelpTimeMax{5};

// Ten times the longest help there is.
constexpr std::size_t kHelpBytesMax = 1 << 20;

// Before that nobody wonders what is going on.
constexpr std::chrono::seconds kSilenceMax{1};

struct InitOptions {
  std::string app;
  std::string program;
  std::string output;  // empty for stdout
};

// One line on stderr that says what is being asked, if it takes long and a person looks on.
class Progress {
 public:
  ~Progress() {
    if (shown_) fmt::print(stderr, "\r\033[K");
  }
  Progress() = default;
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(const std::vector<std::string>& argv) {
    ++count_;
    if (!is_terminal_ || std::chrono::steady_clock::now() - begin_ < kSilenceMax) return;
    fmt::print(stderr, "\r\033[K{}: {}", count_, fmt::join(argv, " "));
    std::fflush(stderr);
    shown_ = true;
  }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  bool is_terminal_ = ::isatty(STDERR_FILENO) != 0;
  bool shown_ = false;
  int count_ = 0;
};

// English, plain, not through a pager, and no telemetry about it.
std::vector<std::pair<std::string, std::string>> variables_for_help() {
  return {{"PAGER", "cat"}, {"GIT_PAGER", "cat"},  {"MANPAGER", "cat"},
          {"TERM", "dumb"}, {"NO_COLOR", "1"},     {"COLUMNS", "120"},
          {"LANGUAGE", ""}, {"LC_ALL", "C.UTF-8"}, {"DO_NOT_TRACK", "1"}};
}

Result<HelpTree> explore(const std::string& program) {
  Progress progress;
  const AskForHelp ask = [&](const std::vector<std::string>& arguments) -> Result<HelpAnswer> {
    CaptureRequest request{.argv = {program},
                           .variables = variables_for_help(),
                           .time_max = kHelpTimeMax,
                           .bytes_max = kHelpBytesMax};
    request.argv.insert(request.argv.end(), arguments.begin(), arguments.end());
    progress.show(request.argv);
    auto capture = capture_output(request);
    if (!capture) return Error{capture.error().message + " (--from-help takes a program)"};
    return HelpAnswer{.text = std::move(capture->output), .has_no_end = capture->was_killed};
  };
  return explore_help(program.substr(program.find_last_of('/') + 1), ask);
}

std::string there_already(const std::string& path) {
  return path + " is there already; name another file, or move it away";
}

// Makes the file; one that is there stays as it is.
Status write_new_file(const std::string& path, std::string_view text) {
  std::FILE* const file = std::fopen(path.c_str(), "wxe");
  if (file == nullptr && errno == EEXIST) return Error{there_already(path)};
  if (file == nullptr) return errno_error("write", path);
  const bool is_written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  if (std::fclose(file) == 0 && is_written) return Ok{};
  const Error error = errno_error("write", path);
  ::unlink(path.c_str());
  return error;
}

Status write(const std::string& path, std::string_view text) {
  if (!path.empty()) return write_new_file(path, text);
  const bool is_written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (is_written && std::fflush(stdout) == 0) return Ok{};
  return Error{"cannot write the contract to stdout"};
}

int init(const InitOptions& options) {
  if (!is_starter_app(options.app)) {
    return fail("--app takes a name of at most 64 lower-case letters, digits and hyphens");
  }
  // Now, and not only after minutes of questions.
  if (!options.output.empty() && ::access(options.output.c_str(), F_OK) == 0) {
    return fail(there_already(options.output));
  }
  auto tree = explore(options.program);
  if (!tree) return fail(tree.error().message);
  if (tree->left_out > 0) {
    fmt::print(stderr,
               "overt: {} commands were not asked for their options: {} runs of {} are enough\n",
               tree->left_out, tree->runs, options.program);
  }
  const Status written =
      write(options.output, starter_contract({.app = options.app,
                                              .commands = std::move(tree->commands),
                                              .options = std::move(tree->options)}));
  if (!written) return fail(written.error().message);
  if (!options.output.empty()) {
    fmt::print("{} is written. Read it before you use it.\n", options.output);
  }
  return 0;
}

}  // namespace

Command contract_init_command() {
  const auto options = std::make_shared<InitOptions>();
  return {.name = "init",
          .summary = "Make a first contract from a tool's own --help, to be finished by hand",
          .options = {{.name = "--app",
                       .value = &options->app,
                       .help = "The tool's name in the contract",
                       .value_name = "NAME",
                       .required = true},
                      {.name = "--from-help",
                       .value = &options->program,
                       .help = "The tool: a path, or a name that PATH has",
                       .value_name = "PROGRAM",
                       .required = true},
                      {.name = "-o,--output",
                       .value = &options->output,
                       .help = "A new file for it; stdout if left out",
                       .value_name = "FILE"}},
          .footer = fmt::format(
              "The tool is run: PROGRAM --help, then PROGRAM COMMAND --help for each command found "
              "there, "
              "and\n"
              "so on {} levels deep, at most {} times in all, each for at most {} s. Where that "
              "shows no "
              "help,\n"
              "-h is tried. It is never run with other arguments; if your tool has commands that "
              "ignore\n"
              "--help and act, do not let it be run so.\n\n"
              "Example: overt contract init --app my-tool --from-help ./my-tool -o my-tool.toml",
              kHelpDepthMax, kHelpRunsMax, kHelpTimeMax.count()),
          .run = [options] { return init(*options); }};
}

}  // namespace overt::cli
