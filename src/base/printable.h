// Text from files and from others, made fit to be shown.
#pragma once

#include <string>
#include <string_view>

namespace overt {

// `text` without the control characters by which it could speak to the terminal: each is a "?".
std::string printable(std::string_view text);

}  // namespace overt
