// For tests: reads Prometheus' text format 0.0.4 as strictly as its documentation writes it.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace overt::testing {

// Samples by their name with its labels. Each metric must have HELP and TYPE before its samples,
// stand together, and have no sample twice; a counter's name ends in _total.
inline std::map<std::string, double> parse_prometheus(const std::string& text) {
  static const std::regex kHelp("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) \\S.*");
  static const std::regex kType(
      "# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)");
  static const std::regex kSample(
      "([a-zA-Z_:][a-zA-Z0-9_:]*)"
      "(\\{[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\n]|\\\\[\\\\n\"])*\""
      "(?:,[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\n]|\\\\[\\\\n\"])*\")*\\})?"
      " ([-+]?(?:[0-9]+(?:\\.[0-9]+)?(?:e[-+]?[0-9]+)?|Inf|NaN))");
  EXPECT_TRUE(text.ends_with('\n'));
  std::map<std::string, double> samples;
  std::set<std::string> seen;
  std::string helped;
  std::string name;
  std::string type;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (std::regex_match(line, match, kHelp)) {
      helped = match[1];
      EXPECT_TRUE(seen.insert(helped).second) << "twice: " << helped;
    } else if (std::regex_match(line, match, kType)) {
      name = match[1];
      type = match[2];
      EXPECT_EQ(name, helped);
      if (type == "counter") {
        EXPECT_TRUE(name.ends_with("_total")) << name;
      }
    } else if (std::regex_match(line, match, kSample)) {
      const std::string suffix =
          match[1].str().substr(std::min(name.size(), match[1].str().size()));
      EXPECT_TRUE(match[1].str().starts_with(name)) << line;
      const bool fits = type == "histogram"
                            ? suffix == "_bucket" || suffix == "_sum" || suffix == "_count"
                            : suffix.empty();
      EXPECT_TRUE(fits) << line;
      const std::string key = match[1].str() + match[2].str();
      EXPECT_TRUE(samples.emplace(key, std::strtod(match[3].str().c_str(), nullptr)).second)
          << line;
    } else {
      ADD_FAILURE() << "no line of the format: " << line;
    }
  }
  return samples;
}

}  // namespace overt::testing
