// The words in which a contract names a type, a day, a default; for the loader and for all who
// print them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "overt/contract.hpp"

namespace overt {

// "duration_ms"
std::string_view to_string(FieldType type);
std::optional<FieldType> field_type_from(std::string_view word);
// All of them: "boolean, integer, …"
std::string all_field_types();

// "2027-06-30"
std::string to_string(std::chrono::sys_days day);

// "on"
std::string_view to_string(ConsentDefault consent);
std::optional<ConsentDefault> consent_default_from(std::string_view word);

}  // namespace overt
