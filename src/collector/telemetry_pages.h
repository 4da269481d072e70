// What is collected, as a page for each tool, and which tools there are.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "collector/contract_set.h"
#include "collector/http_message.h"

namespace overt {

// The telemetry page of a contract in "en" or "ru", as Markdown.
using PageOfContract = std::function<std::string(const Contract&, std::string_view language)>;

// Threads: any, if `page_of` may be called from any. The contracts are borrowed, and those in force
// count.
class TelemetryPages {
 public:
  TelemetryPages(const CurrentContracts& contracts, PageOfContract page_of)
      : contracts_(contracts), page_of_(std::move(page_of)) {}

  // {"apps":["git",…]}
  HttpResponse list() const;

  // The page of the tool that the path names, in `lang` or else in English. 404 for a tool without
  // a contract, 400 for another language.
  HttpResponse page(const HttpRequest& request) const;

 private:
  const CurrentContracts& contracts_;
  PageOfContract page_of_;
};

}  // namespace overt
