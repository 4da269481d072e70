// A tool that does nothing but look at its command line, as every tool in C++ does: what the one
// with telemetry is compared with.
#include <string>
#include <vector>

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  return words.empty() ? 0 : 2;
}
