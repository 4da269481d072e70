// What the public page says, in the languages that it speaks.
#pragma once

#include <string>
#include <string_view>

#include "publish/month.h"
#include "reports/number_format.h"

namespace overt {

struct TableWords {
  std::string_view title;
  std::string_view name;      // over the column of names
  std::string_view computed;  // how
};

struct SiteWords {
  Language language;
  std::string_view code;        // of the language
  std::string_view other_code;  // and of the other one
  std::string_view other_name;
  std::string_view title;  // {0} is the tool, {1} the month
  std::string_view heading;
  std::string_view lead;     // {0} projects or more, {1} runs
  std::string_view nothing;  // {0} is k
  std::string_view projects;
  std::string_view runs;
  std::string_view failed;
  std::string_view half_within;  // the median
  std::string_view most_within;  // p90
  std::string_view withheld;
  std::string_view nameless;
  std::string_view rest_withheld;  // {0} is k
  std::string_view months;
  std::string_view month;
  std::string_view months_computed;
  std::string_view about;
  std::string_view about_k;         // {0} is k
  std::string_view about_coverage;  // {0} is one of `known`
  std::string_view known[4];        // by KnownShare
  std::string_view about_projects;  // {0} is k, {1} percentage points
  std::string_view about_shares;
  std::string_view files;
  std::string_view made;
};

const SiteWords& site_words(Language language);

// Of a table that is published but "all".
TableWords table_words(std::string_view table, Language language);

// "October 2026"
std::string month_name(const Month& month, Language language);

}  // namespace overt
