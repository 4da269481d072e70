// Texts as execve(2) and its like take them.
#pragma once

#include <string>
#include <vector>

namespace overt {

// A pointer to each, and a null pointer behind them. They point into `texts`, which must not change
// as long as they are used.
inline std::vector<char*> exec_texts(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace overt
