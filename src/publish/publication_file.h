// A publication as files: JSON, from which it can be read again, and CSV, a row a number of cells.
// docs/publish.md has their form.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "publish/publication.h"

namespace overt {

std::string to_json(const Publication& publication);

// The error says what is missing or of another form.
Result<Publication> publication_from_json(std::string_view text);

// With a line of names first; what is withheld is empty.
std::string to_csv(const Publication& publication);

}  // namespace overt
