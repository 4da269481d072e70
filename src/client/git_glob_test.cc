#include "client/git_glob.h"

#include <gtest/gtest.h>

#include <string>

#include "client/test_git_world.h"

namespace overt {
namespace {

struct Case {
  std::string_view pattern;
  std::string_view path;
  bool matches;
};

const Case kCases[] = {
    {"", "", true},
    {"", "a", false},
    {"main", "main", true},
    {"main", "main2", false},
    {"m?in", "main", true},
    {"a?b", "a/b", false},
    {"*", "main", true},
    {"*", "a/b", false},
    {"a*", "a", true},
    {"*b*d", "abcd", true},
    {"a/*", "a/b", true},
    {"a/*", "a/b/c", false},
    {"**", "a/b", true},
    {"a/**", "a/b/c", true},
    {"a/**", "a", false},
    {"a/**", "ab/c", false},
    {"**/b", "b", true},
    {"**/b", "a/b", true},
    {"**/b", "a/c/b", true},
    {"**/b", "ab", false},
    {"a/**/d", "a/d", true},
    {"a/**/d", "a/b/c/d", true},
    {"a/**/d", "ad", false},
    {"a/***/d", "a/b/c/d", true},
    {"a**d", "abcd", true},
    {"a**d", "a/d", false},
    {"a/**b", "a/c/b", false},
    {"**a/b", "x/a/b", false},
    {"**/**/b", "b", true},
    {"**/a/**/b", "x/a/y/b", true},
    {"[ab]c", "bc", true},
    {"[ab]c", "cc", false},
    {"[!ab]c", "cc", true},
    {"[^ab]c", "ac", false},
    {"[a-c]x", "bx", true},
    {"[c-a]x", "bx", false},
    {"[a-]x", "-x", true},
    {"[]-a]x", "_x", true},
    {"[]a]x", "]x", true},
    {"[!]a]x", "bx", true},
    {"[\\]]x", "]x", true},
    {"a[!b]c", "a/c", false},
    {"a[/]c", "a/c", false},
    {"[[:digit:]]x", "7x", true},
    {"[[:digit:]]x", "ax", false},
    {"[[:alpha:][:digit:]]x", "7x", true},
    {"[[:upper:]-]x", "-x", true},
    {"[[:nothing:]]x", "ax", false},
    {"[[:alpha]x", ":x", true},
    {"[a", "a", false},
    {"[", "a", false},
    {"a\\", "a", false},
    {"\\m\\a", "ma", true},
    {"MAIN", "main", false},
};

TEST(GitGlob, patterns_match_whole_paths) {
  for (const Case& c : kCases) {
    EXPECT_EQ(git_glob_matches(c.pattern, c.path), c.matches) << c.pattern << " and " << c.path;
  }
}

TEST(GitGlob, special_bytes_match_as_they_are) {
  EXPECT_TRUE(git_glob_matches("\\*\\?\\[", "*?["));
  EXPECT_FALSE(git_glob_matches("\\*", "a"));
  EXPECT_TRUE(git_glob_matches("[[:space:][:blank:][:cntrl:]]", "\t"));
  EXPECT_TRUE(git_glob_matches("?[!a]", "\xC3\xA9"));
}

TEST(GitGlob, case_is_ignored_on_request) {
  EXPECT_TRUE(git_glob_matches("/Home/[A-C]*/x", "/hOME/bD/X", GlobCase::kIgnored));
  EXPECT_FALSE(git_glob_matches("/Home/[!b]*", "/home/B", GlobCase::kIgnored));
}

TEST(GitGlob, matching_is_quick_whatever_the_pattern) {
  std::string pattern;
  for (int i = 0; i < 40; ++i) pattern += "**/*a";
  EXPECT_FALSE(git_glob_matches(pattern, std::string(1000, 'a')));
}

TEST(GitGlob, texts_of_the_limit_match_and_longer_ones_do_not) {
  const std::string text(kGlobBytesMax, 'a');
  EXPECT_TRUE(git_glob_matches("*", text));
  EXPECT_TRUE(git_glob_matches(text, text));
  EXPECT_FALSE(git_glob_matches("*", text + "a"));
  EXPECT_FALSE(git_glob_matches(text + "*", text));
}

// The branch is the one place where git takes any text as it is.
TEST(GitGlob, matches_as_git_does) {
  const testing::GitWorld world;
  world.make_repository("r", "");
  for (const Case& c : kCases) {
    if (c.pattern.empty() || c.path.find_first_of("[]\\:") != std::string_view::npos) continue;
    std::string quoted;
    for (const char byte : c.pattern) quoted.append(byte == '\\' ? "\\" : "").append(1, byte);
    world.write("r/.git/config", "[includeIf \"onbranch:" + quoted + "\"]\n\tpath = found\n");
    world.write("r/.git/found", "[a]\n\tb = c\n");
    world.write("r/.git/HEAD", "ref: refs/heads/" + std::string(c.path) + "\n");
    const testing::Outcome outcome = world.run_git(world.path("r"), {"config", "--get", "a.b"});
    EXPECT_EQ(outcome.out == "c\n", c.matches) << c.pattern << " and " << c.path;
  }
}

}  // namespace
}  // namespace overt
