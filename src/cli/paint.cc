#include "cli/paint.h"

#include <fmt/format.h>

namespace overt::cli {
namespace {

// ECMA-48, "Select Graphic Rendition".
std::string_view code_of(Paint paint) {
  switch (paint) {
    case Paint::kNone:
      return "";
    case Paint::kHeading:
      return "1";
    case Paint::kAside:
      return "2";
    case Paint::kBar:
      return "36";
    case Paint::kGood:
      return "32";
    case Paint::kBad:
      return "31";
    case Paint::kOpen:
      return "33";
  }
  return "";
}

}  // namespace

std::string painted(std::string_view text, Paint paint, bool colour) {
  if (!colour || paint == Paint::kNone || text.empty()) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", code_of(paint), text);
}

Paint paint_of_verdict(std::string_view verdict) {
  if (verdict == "worse") return Paint::kBad;
  if (verdict == "cannot tell yet") return Paint::kOpen;
  if (verdict == "not worse" || verdict == "not seen" || verdict == "never seen") {
    return Paint::kGood;
  }
  return Paint::kNone;
}

}  // namespace overt::cli
