// A directory of publications of one tool, which any web server can show as it is: data/ with a
// month in three formats each, and pages made of all of them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "publish/publication.h"

namespace overt {

// Makes a Parquet file of a CSV file with a line of names.
using ParquetOfCsv = std::function<Status(const std::string& csv, const std::string& parquet)>;

// The months that were published into `directory`, ascending; none if it is not there or empty. An
// error if it holds something else, or publications of another tool, or for another k: two of them
// could be subtracted from each other.
Result<std::vector<Publication>> read_site(const std::string& directory, const std::string& app,
                                           std::int64_t k);

// Adds a month to those that read_site() gave, and makes all pages anew. A kill at any moment
// leaves what was there, or more of it: each file is replaced whole, and a month counts once its
// JSON is there.
Status write_site(const std::string& directory, std::vector<Publication> months,
                  const Publication& added, const ParquetOfCsv& parquet_of_csv);

// The pages alone, of what is there already.
Status write_pages(const std::string& directory, const std::vector<Publication>& months);

}  // namespace overt
