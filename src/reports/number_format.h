// Numbers as people like to read them, in the languages that answers are given in.
#pragma once

#include <cstdint>
#include <string>

#include "reports/wilson.h"

namespace overt {

enum class Language { kEnglish, kRussian };

// "1,234,567"; in Russian with no-break spaces.
std::string format_count(std::int64_t count, Language language = Language::kEnglish);

// "827 ms", "10.8 s", "12 min 5 s", "3 h 12 min"; "10,8 с" in Russian.
std::string format_duration(std::int64_t duration_ms, Language language = Language::kEnglish);

// "12.5": a hundredth part of `part` each, with one digit behind the point; a comma in Russian.
std::string format_percent(double part, Language language = Language::kEnglish);

// "12.5", and "-" of a whole that is none.
std::string format_percent(const Share& share, Language language = Language::kEnglish);

// A percentage that is at least `part`, and not much more: "22.2", "0.3", "0.004".
std::string format_percent_rounded_up(double part, Language language = Language::kEnglish);

}  // namespace overt
