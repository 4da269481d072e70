#include "base/printable.h"

namespace overt {
namespace {

bool is_control(unsigned char byte) { return byte < 0x20 || byte == 0x7F; }

// U+0080 to U+009F, which some terminals obey like their 7-bit twins.
bool is_c1_control(std::string_view text, std::size_t i) {
  return text[i] == '\xC2' && i + 1 < text.size() &&
         static_cast<unsigned char>(text[i + 1]) >= 0x80 &&
         static_cast<unsigned char>(text[i + 1]) <= 0x9F;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string clean;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_c1_control(text, i)) {
      clean += '?';
      ++i;
    } else {
      clean += is_control(static_cast<unsigned char>(text[i])) ? '?' : text[i];
    }
  }
  return clean;
}

}  // namespace overt
