// A report for GitHub's Markdown: issues, pull requests, pages.
#pragma once

#include <string>

#include "reports/report.h"

namespace overt::cli {

// A heading, the answers, a table and the coverage. Texts that came from elsewhere stand in code
// spans, so that they are no markup, no HTML and nobody's name; each line is ended by a newline.
std::string report_markdown(const Report& report);

}  // namespace overt::cli
