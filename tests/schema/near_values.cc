#include "schema/near_values.h"

#include <algorithm>

#include "contract/closed_text.h"
#include "contract/gate.h"
#include "schema/pattern_words.h"

namespace overt::testing {
namespace {

using nlohmann::json;

// Words of a pattern or of a list that are taken from it, beside the first and the last.
constexpr std::size_t kSamples = 12;

void append(NearValues& values, NearValues more) {
  std::ranges::move(more.inside, std::back_inserter(values.inside));
  std::ranges::move(more.outside, std::back_inserter(values.outside));
}

std::string changed(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  return at == std::string::npos ? text + std::string(to) : text.replace(at, from.size(), to);
}

// A character of UTF-8 begins at each byte but those that go on with one.
bool goes_on(const std::string& text, std::size_t at) {
  return at < text.size() && (text[at] & 0xC0) == 0x80;
}

// Where the character after the one at `at` begins, and where that before it.
std::size_t begin_after(const std::string& text, std::size_t at) {
  do ++at;
  while (goes_on(text, at));
  return at;
}
std::size_t begin_before(const std::string& text, std::size_t at) {
  do --at;
  while (goes_on(text, at));
  return at;
}

// `text` as a person, a shell or an editor might spoil it.
Values near_text(const std::string& text, std::mt19937& random) {
  Values values{text + "\n", "\n" + text, text + " ",      " " + text,
                text + "x",  text + "0",  text + "\u0301", text + std::string(1, '\0'),
                text + text, "",          text + "\r\n",   "^" + text + "$"};
  values.push_back(changed(text, "a", "\u0430"));  // Cyrillic
  values.push_back(changed(text, "e", "\u0435"));
  values.push_back(changed(text, "o", "\u043E"));
  values.push_back(changed(text, "0", "\u0660"));  // Arabic
  values.push_back(changed(text, "1", "\uFF11"));  // full width
  values.push_back(changed(text, "-", "\u2011"));  // a hyphen that does not break
  values.push_back(changed(text, " ", "\u00A0"));  // a space that does not
  values.push_back(changed(text, "k", "\u212A"));  // kelvin: a k to those who ignore case
  std::string upper = text;
  for (char& c : upper) c = (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c;
  values.push_back(upper);
  if (text.empty()) return values;
  const std::size_t first = begin_after(text, 0);
  const std::size_t last = begin_before(text, text.size());
  values.push_back(text.substr(first));
  values.push_back(text.substr(0, last));
  // The neighbours of what classes usually hold, for any of the characters.
  for (const char c : std::string("`{/:@[^.$|-_ \\gGzZ9")) {
    const std::size_t from = begin_before(text, random() % text.size() + 1);
    values.push_back(text.substr(0, from) + c + text.substr(begin_after(text, from)));
  }
  return values;
}

std::vector<std::string> option_names(const Contract& contract) {
  std::vector<std::string> names;
  for (const OptionSpec& option : contract.options) names.emplace_back(option.name);
  return names;
}

json option(const std::string& name) {
  return {{"name", name}, {"asCli", true}, {"asEnv", false}, {"count", 1}};
}

json with(json object, const std::string& key, const json& value) {
  object[key] = value;
  return object;
}

json without(json object, const std::string& key) {
  object.erase(key);
  return object;
}

// Without what braces mean to json: a list of one and that one itself look the same.
json list(std::initializer_list<json> items) { return json::array_t(items); }

// Lists of one option, each key of it at its borders, as a whole and absent.
NearValues near_option(const std::string& name, std::mt19937& random) {
  const json good = option(name);
  NearValues lists;
  const auto inside = [&](const json& one) { lists.inside.push_back(list({one})); };
  const auto outside = [&](const json& one) { lists.outside.push_back(list({one})); };
  for (const char* const key : {"asCli", "asEnv", "count"}) {
    inside(without(good, key));
    outside(with(good, std::string(key) + "s", good[key]));
  }
  inside(without(without(without(good, "asCli"), "asEnv"), "count"));
  outside(without(good, "name"));
  outside(with(good, "value", "secret"));
  outside(with(good, "", 0));
  for (const json& value : near_text(name, random)) outside(with(good, "name", value));
  const NearValues counts = near_integers(0, kOptionCountMax);
  for (const json& count : counts.inside) inside(with(good, "count", count));
  for (const json& count : counts.outside) outside(with(good, "count", count));
  for (const json& value : values_of_all_types()) {
    outside(value);
    for (const char* const key : {"name", "asCli", "asEnv", "count"}) {
      outside(with(good, key, value));
    }
  }
  return lists;
}

NearValues near_options(const Contract& contract, std::mt19937& random) {
  NearValues lists{.inside = {list({})}, .outside = {list({option("no-such-option")})}};
  const std::vector<std::string> names = option_names(contract);
  if (names.empty()) return lists;
  append(lists, near_option(names.front(), random));
  append(lists, near_option(names.back(), random));
  json all = list({});
  for (const std::string& name : names) {
    all.push_back(option(name));
    lists.outside.push_back(list({option(name), option(name)}));
  }
  lists.inside.insert(lists.inside.begin() + 1, all);
  all.push_back(option(names.front()));
  lists.outside.push_back(all);
  for (std::size_t i = 0; i < kSamples; ++i) {
    const json one = option(names[random() % names.size()]);
    lists.inside.push_back(list({one}));
    // The same name with something else beside it is no other option.
    lists.outside.push_back(list({one, with(one, "count", 2)}));
    lists.outside.push_back(list({one, option(names.front()), without(one, "count")}));
  }
  return lists;
}

Values parse_list(const char* text) { return json::parse(text).get<Values>(); }

NearValues near_map() {
  return {.inside = parse_list(R"([{}, {"k": "v"}, {"": "", "\u0430": "\n", "k": "v"}])"),
          .outside = parse_list(R"([{"k": 1}, {"k": null}, {"k": "v", "l": {}}, {"k": false},
                                    {"k": 1.5}, {"k": ["v"]}, [["k", "v"]]])")};
}

}  // namespace

NearValues near_integers(std::int64_t min, std::int64_t max) {
  NearValues numbers{.inside = {min, max, min + (max - min) / 2}, .outside = {min - 1, max + 1}};
  if (min < max) numbers.inside.insert(numbers.inside.end(), {min + 1, max - 1});
  numbers.outside.insert(numbers.outside.end(), {std::to_string(min), std::to_string(max)});
  return numbers;
}

NearValues near_words(const std::vector<std::string>& words, std::mt19937& random) {
  NearValues values;
  for (std::size_t i = 0; i < kSamples; ++i)
    values.inside.push_back(words[pick_border(words.size(), random)]);
  values.inside.insert(values.inside.end(), {words.front(), words.back()});
  values.outside = near_text(words.front(), random);
  for (json& value : near_text(words.back(), random)) values.outside.push_back(std::move(value));
  return values;
}

// Until there are enough that are not too long: all contracts of these tests have patterns with
// such.
NearValues near_pattern(const Pattern& pattern, std::mt19937& random) {
  const PatternWords words(pattern.text());
  NearValues values;
  while (values.inside.size() < kSamples) {
    const std::string word = words.make(random);
    const bool too_long = word.size() > pattern.characters_max();
    (too_long ? values.outside : values.inside).push_back(word);
  }
  for (const std::size_t i : {0, 1}) {
    const Values near = near_text(values.inside[i], random);
    values.outside.insert(values.outside.end(), near.begin(), near.end());
  }
  return values;
}

NearValues near_field(const Contract& contract, const FieldSpec& spec, std::mt19937& random) {
  switch (spec.type) {
    case FieldType::kBoolean:
      return {.inside = {true, false}, .outside = {"true", 0, 1}};
    case FieldType::kInteger:
      return near_integers(spec.min, spec.max);
    case FieldType::kDurationMs:
      return near_integers(0, kDurationMsMax);
    case FieldType::kExitCode:
      return near_integers(0, kExitCodeMax);
    case FieldType::kOptions:
      return near_options(contract, random);
    case FieldType::kEnum:
      return near_words({spec.values.begin(), spec.values.end()}, random);
    case FieldType::kMap:
      return near_map();
    case FieldType::kText:
      return {.inside = {"", "x", "\u0430\n", std::string(5000, 'x')}, .outside = {}};
    default:
      return near_pattern(*pattern_of(spec), random);
  }
}

const Values& values_of_all_types() {
  static const Values kValues = parse_list(
      R"([null, true, false, 0, 1, -1, 0.5, 1.5, -0.5, 1e300, -9223372036854775808,
          9223372036854775807, 9223372036854775808, 18446744073709551615, "", "0", "true", "null",
          "\u0430", [], [0], [""], [{}], [[]], {}, {"name": "x"}, {"": 0}, {"a": {"b": "c"}}])");
  return kValues;
}

const std::vector<std::string>& raw_numbers() {
  static const std::vector<std::string> kNumbers = {"-0",
                                                    "00",
                                                    "01",
                                                    "-01",
                                                    "+1",
                                                    "1.",
                                                    ".5",
                                                    "1e",
                                                    "1e-1",
                                                    "0x1",
                                                    "1_0",
                                                    "1 0",
                                                    "NaN",
                                                    "Infinity",
                                                    "-Infinity",
                                                    "True",
                                                    "undefined",
                                                    "9223372036854775808",
                                                    "18446744073709551616",
                                                    "-9223372036854775809",
                                                    "1" + std::string(40, '0')};
  return kNumbers;
}

}  // namespace overt::testing
