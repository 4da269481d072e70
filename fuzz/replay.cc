// Runs a fuzz target without libFuzzer over the files of some folders: each as it is, cut off at
// every byte, and with every byte changed. So what was found once is not forgotten, and ./test need
// not build with clang.
//
//   replay FOLDER…
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

// Of a longer file, bytes so far apart are cut and changed that there are about as many cases.
constexpr std::size_t kCasesPerFileMax = 250;

void run(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

void run_near(const std::string& input) {
  run(input);
  const std::size_t step = std::max<std::size_t>(1, input.size() / kCasesPerFileMax);
  for (std::size_t at = 0; at < input.size(); at += step) {
    run(input.substr(0, at));
    std::string changed = input;
    changed[at] = static_cast<char>(changed[at] ^ (1 << (at % 8)));
    run(changed);
  }
}

}  // namespace

int main(int argc, char** argv) {
  int files = 0;
  for (int i = 1; i < argc; ++i) {
    for (const auto& entry : std::filesystem::directory_iterator(argv[i])) {
      std::ifstream file(entry.path(), std::ios::binary);
      run_near({std::istreambuf_iterator<char>(file), {}});
      ++files;
    }
  }
  std::printf("%d files\n", files);
  return files == 0 ? 1 : 0;
}
