// The reader of git's configuration beside git itself: on texts that are changed at random, but
// always in the same way, both give the same variables or both refuse. OVERT_LONG=1 takes more.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/temporary_directory.h"
#include "client/git_config.h"
#include "support/process.h"

namespace overt {
namespace {

// Each starts git, which takes some milliseconds.
constexpr int kCases = 300;
constexpr int kCasesLong = 20'000;
constexpr int kChangesMax = 6;

constexpr std::array<std::string_view, 34> kPieces = {"[",
                                                      "]",
                                                      "\"",
                                                      "\\",
                                                      "\n",
                                                      "\r\n",
                                                      "\r",
                                                      " ",
                                                      "\t",
                                                      "=",
                                                      "#",
                                                      ";",
                                                      ".",
                                                      "-",
                                                      "a",
                                                      "A",
                                                      "1",
                                                      "_",
                                                      "[a \"b\"]\n",
                                                      "[a.B]",
                                                      "[A]",
                                                      "\\n",
                                                      "\\\"",
                                                      "\\\n",
                                                      "\\x",
                                                      "url = u\n",
                                                      "\xEF\xBB\xBF",
                                                      "\xC3\xA9",
                                                      "\x01",
                                                      "\x7F",
                                                      "\v",
                                                      "\f",
                                                      " # c\n",
                                                      "[remote \"origin\"]\n\turl = git@h:p.git\n"};

// "key\nvalue" or "key" for each variable, as `git config --list -z` has it; nothing for a text
// that is refused.
using Variables = std::optional<std::vector<std::string>>;

// Before 2.45, git makes a space of each tab and carriage return inside of a value without quotes.
std::string with_spaces(std::string text) {
  for (char& c : text) {
    if (c == '\t' || c == '\r') c = ' ';
  }
  return text;
}

Variables read_here(std::string_view text) {
  std::vector<std::string> variables;
  GitConfigReader reader(text);
  auto item = reader.next();
  for (; item == GitConfigReader::Item::kVariable; item = reader.next()) {
    std::string variable(reader.key());
    if (const auto value = reader.value()) variable.append("\n").append(*value);
    variables.push_back(with_spaces(std::move(variable)));
  }
  if (item == GitConfigReader::Item::kMalformed) return std::nullopt;
  return variables;
}

class GitConfigDifference : public ::testing::Test {
 protected:
  Variables read_by_git(std::string_view text) const {
    const std::string path = directory_.file("config");
    std::ofstream(path, std::ios::binary) << text;
    const testing::Outcome outcome = testing::run_program(
        {.argv = {"git", "config", "--file", path, "--no-includes", "--list", "-z"},
         .environment =
             std::vector<std::string>{"HOME=" + directory_.path(), "GIT_CONFIG_NOSYSTEM=1",
                                      "GIT_CEILING_DIRECTORIES=" + directory_.path(),
                                      std::string("PATH=") + std::getenv("PATH")},
         .directory = directory_.path()});
    if (outcome.exit_code != 0) return std::nullopt;
    std::vector<std::string> variables;
    for (std::string_view rest = outcome.out; !rest.empty();) {
      const auto end = rest.find('\0');
      variables.push_back(with_spaces(std::string(rest.substr(0, end))));
      rest.remove_prefix(end + 1);
    }
    return variables;
  }

  void expect_same(std::string_view text) const {
    EXPECT_EQ(read_here(text), read_by_git(text))
        << "of the text " << ::testing::PrintToString(text);
  }

 private:
  testing::TemporaryDirectory directory_;
};

std::vector<std::string> seeds() {
  std::vector<std::string> texts = {"[remote \"origin\"]\n\turl = git@h:p.git\n", "[a]b", ""};
  for (const auto& file :
       std::filesystem::directory_iterator(OVERT_SOURCE "/fuzz/corpus/git_config_fuzz")) {
    std::ifstream stream(file.path(), std::ios::binary);
    texts.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
  }
  std::ranges::sort(texts);
  return texts;
}

class Mutator {
 public:
  std::string changed(const std::vector<std::string>& from) {
    std::string text = from[below(from.size())];
    for (auto changes = below(kChangesMax) + 1; changes > 0; --changes) change(text);
    return text;
  }

 private:
  std::size_t below(std::size_t end) { return random_() % end; }

  void change(std::string& text) {
    const std::size_t at = below(text.size() + 1);
    const std::size_t length = std::min(below(8), text.size() - at);
    const std::string_view piece = kPieces[below(kPieces.size())];
    switch (below(4)) {
      case 0:
        text.erase(at, length);
        break;
      case 1:
        text.replace(at, length, piece);
        break;
      case 2:
        text.insert(at, text.substr(at, length));
        break;
      default:
        text.insert(at, piece);
        break;
    }
  }

  // Not one whose sequence a library may choose.
  std::mt19937 random_{20231};  // NOLINT(cert-msc51-cpp): the same texts each time
};

TEST_F(GitConfigDifference, the_seeds_are_read_as_git_reads_them) {
  for (const std::string& text : seeds()) expect_same(text);
}

TEST_F(GitConfigDifference, changed_texts_are_read_as_git_reads_them_or_refused_as_it_refuses) {
  const int cases = std::getenv("OVERT_LONG") != nullptr ? kCasesLong : kCases;
  const std::vector<std::string> from = seeds();
  Mutator mutator;
  int refused = 0;
  for (int i = 0; i < cases && !HasFailure(); ++i) {
    const std::string text = mutator.changed(from);
    expect_same(text);
    if (!read_here(text)) ++refused;
  }
  // Neither kind may crowd out the other.
  EXPECT_GT(refused, cases / 20);
  EXPECT_LT(refused, cases * 19 / 20);
}

}  // namespace
}  // namespace overt
