#include "cli/text_style.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

namespace overt::cli {
namespace {

bool is_utf8(const Environment& environment) {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {  // the first that is set decides
    const std::string_view locale = environment.get(name).value_or("");
    if (locale.empty()) continue;
    return locale.find("UTF-8") != std::string_view::npos ||
           locale.find("utf8") != std::string_view::npos;
  }
  return false;
}

bool has_colour(const Environment& environment, std::string_view asked, bool at_terminal) {
  if (asked != "auto") return asked == "always";
  return at_terminal && environment.get("NO_COLOR").value_or("").empty() &&
         environment.get("TERM").value_or("dumb") != "dumb";
}

}  // namespace

TextStyle style_of_stdout(const Environment& environment, std::string_view colour) {
  const bool at_terminal = ::isatty(STDOUT_FILENO) != 0;
  TextStyle style{.colour = has_colour(environment, colour, at_terminal)};
  if (!at_terminal) return style;
  if (is_utf8(environment)) style.glyphs = Glyphs::kUtf8;
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    style.width = std::max<std::size_t>(size.ws_col, kWidthMin);
  }
  return style;
}

}  // namespace overt::cli
