#include "client/terminal_question.h"

#include <unistd.h>

#include <cstdio>
#include <string>

namespace overt {

bool user_agrees(std::string_view question) {
  if (::isatty(STDIN_FILENO) == 0 || ::isatty(STDOUT_FILENO) == 0) return true;
  const std::string text = std::string(question) + " [y/N] ";
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
  constexpr std::size_t kAnswerBytesMax = 64;
  std::string answer;
  int c = 0;
  while ((c = std::getchar()) != EOF && c != '\n' && answer.size() < kAnswerBytesMax) {
    answer += static_cast<char>(c);
  }
  return answer == "y" || answer == "Y" || answer == "yes";
}

}  // namespace overt
