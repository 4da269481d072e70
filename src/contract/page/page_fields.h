// The parts of the telemetry page that tell of single fields.
#pragma once

#include <string>
#include <vector>

#include "contract/page/page_parts.h"

namespace overt {

// Past this a list of words stands at the end of the page.
inline constexpr std::size_t kWordsInTableMax = 12;

// A row of a table: key, what it can be, why.
using PageRow = std::vector<std::string>;

// Key, what it can be with all that there is to say, why.
PageRow field_row(const PageSource& page, const FieldSpec& spec);

// Where it may be absent, from which schema on, until when, who answers: sentences, each with a
// space before it.
std::string field_notes(const PageSource& page, const FieldSpec& spec);

// A field and where it stands: "attributes.os".
struct PlacedField {
  std::string path;
  const FieldSpec* spec = nullptr;
};

// All fields of a contract: the known ones, attributes, those of events.
std::vector<PlacedField> all_fields(const Contract& contract);

}  // namespace overt
