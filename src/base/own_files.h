// Names of files beside those that overt keeps: which of them are its own.
#pragma once

#include <optional>
#include <string_view>

namespace overt {

enum class FileOrigin {
  kElsewhere,  // of a person, or of another program
  kInUse,      // part of what is kept
  kLeftOver,   // of a kill, or set aside because it was damaged or migrated
};

// What stands in `name` behind `beginning`; nothing if it begins otherwise.
std::optional<std::string_view> behind(std::string_view name, std::string_view beginning);

// What stands in `name` behind what name_aside() makes of `of` and `why`; nothing if it begins
// otherwise.
std::optional<std::string_view> behind_name_aside(std::string_view name, std::string_view of,
                                                  std::string_view why = "damaged");

}  // namespace overt
