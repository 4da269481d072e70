#include "contract/page/page_words.h"

#include <cstddef>

namespace overt {

const PageWords& page_words(Language language) {
  return language == Language::kRussian ? russian_page_words() : english_page_words();
}

std::string fill_in(std::string_view sentence, std::initializer_list<std::string_view> values) {
  std::string filled;
  for (std::size_t i = 0; i < sentence.size(); ++i) {
    const bool is_place = sentence[i] == '{' && i + 2 < sentence.size() && sentence[i + 2] == '}';
    const std::size_t place = is_place ? static_cast<std::size_t>(sentence[i + 1] - '0') : 0;
    if (is_place && place < values.size()) {
      filled += values.begin()[place];
      i += 2;
    } else {
      filled += sentence[i];
    }
  }
  return filled;
}

}  // namespace overt
