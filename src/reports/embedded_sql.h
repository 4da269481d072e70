// The .sql files of this folder, as they were when the program was built.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace overt {

struct EmbeddedSql {
  std::string_view name;  // the file's, without ".sql"
  std::string_view text;
};

std::vector<EmbeddedSql> embedded_sql();

}  // namespace overt
