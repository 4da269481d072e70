// Names in C for the names of a contract. They can be used in C++, too.
#pragma once

#include <string>
#include <string_view>

namespace overt {

// "remote add" and "remoteAdd" become "REMOTE_ADD". Empty if there is no letter and no digit.
std::string macro_name(std::string_view text);

// The name of a member: "imagesCount" becomes "images_count"; "restrict", a word of the language,
// and "errno", which headers of the system make a macro, become "restrict_" and "errno_".
std::string member_name(std::string_view text);

}  // namespace overt
