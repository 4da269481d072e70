#include "client/git_includes.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "client/test_git_world.h"

namespace overt {
namespace {

class GitIncludes : public ::testing::Test {
 protected:
  GitIncludes() { world_.make_repository("r", ""); }

  // Every value of a.b in the order in which they are seen, or "refused".
  std::string ours(const std::string& directory) const {
    const auto repository = find_git_repository(directory, world_.environment());
    EXPECT_TRUE(repository && *repository);
    std::string values;
    const GitVariableVisitor collect = [&values](std::string_view key, auto value) -> Status {
      if (key == "a.b") values.append(value.value_or("")).append("\n");
      return Ok{};
    };
    const Status status = visit_git_config(**repository, world_.environment(), collect);
    return status ? values : "refused";
  }
  std::string gits(const std::string& directory) const {
    const testing::Outcome outcome = world_.run_git(directory, {"config", "--get-all", "a.b"});
    return outcome.exit_code > 1 ? "refused" : outcome.out;
  }

  void expect_values(const std::string& config, const std::string& expected) const {
    world_.write("r/.git/config", config);
    EXPECT_EQ(ours(world_.path("r")), expected) << config;
    EXPECT_EQ(gits(world_.path("r")), expected) << config << "by git";
  }

  // An include of the file `more` under a condition that holds, or does not.
  void expect_condition(const std::string& condition, bool holds) const {
    expect_values("[includeIf \"" + condition + "\"]\n\tpath = more\n", holds ? "more\n" : "");
  }

  void write_more() const { world_.write("r/.git/more", "[a]\n\tb = more\n"); }

  testing::GitWorld world_;
};

TEST_F(GitIncludes, stand_where_they_are_named) {
  world_.write("r/.git/one", "[a]\n\tb = one\n[include]\n\tpath = sub/two\n");
  world_.write("r/.git/sub/two", "[a]\n\tb = two\n[include]\n\tpath = three\n");
  world_.write("r/.git/sub/three", "[a]\n\tb = three\n");
  expect_values("[a]\nb = 1\n[include]\npath = one\n[a]\nb = 2\n", "1\none\ntwo\nthree\n2\n");
}

TEST_F(GitIncludes, take_absolute_paths_and_the_home) {
  world_.write("home/inc", "[a]\n\tb = home\n");
  expect_values("[include]\npath = " + world_.path("home/inc"), "home\n");
  expect_values("[include]\npath = ~/inc", "home\n");
}

TEST_F(GitIncludes, of_missing_files_say_nothing) {
  expect_values("[include]\npath = nowhere\npath = HEAD/x\n[a]\nb = 1", "1\n");
}

TEST_F(GitIncludes, that_cannot_be_read_are_refused) {
  world_.write("r/.git/bad", "[");
  for (const std::string path : {"path", "path =", "path = objects",
                                 "path = ~nobody-of-this-name/x", "path = bad", "path = config"}) {
    expect_values("[include]\n" + path + "\n", "refused");
  }
}

TEST_F(GitIncludes, of_a_depth_over_the_limit_are_refused) {
  for (int i = 1; i < kGitIncludeDepthMax; ++i) {
    world_.write("r/.git/" + std::to_string(i),
                 "[include]\n\tpath = " + std::to_string(i + 1) + "\n");
  }
  world_.write("r/.git/" + std::to_string(kGitIncludeDepthMax), "[a]\n\tb = deep\n");
  expect_values("[include]\n\tpath = 1\n", "deep\n");
  world_.write("r/.git/0", "[include]\n\tpath = 1\n");
  expect_values("[include]\n\tpath = 0\n", "refused");
}

TEST_F(GitIncludes, of_more_files_than_the_limit_are_refused) {
  write_more();
  std::string config = "[include]\n";
  for (int i = 1; i < kGitConfigFilesMax; ++i) config += "path = more\n";
  world_.write("r/.git/config", config);
  EXPECT_EQ(ours(world_.path("r")), gits(world_.path("r")));
  world_.append("r/.git/config", "path = more\n");
  EXPECT_EQ(ours(world_.path("r")), "refused");
}

TEST_F(GitIncludes, follow_the_path_of_the_git_directory) {
  write_more();
  const std::string root = world_.path("");
  for (const auto& [pattern, holds] :
       std::vector<std::pair<std::string, bool>>{{"/", true},
                                                 {root, true},
                                                 {world_.path("r/"), true},
                                                 {world_.path("r"), false},
                                                 {world_.path("r/.git"), true},
                                                 {world_.path("r/.git/"), false},
                                                 {world_.path("*/.git"), true},
                                                 {world_.path("R/"), false},
                                                 {"r/", true},
                                                 {"r/.git", true},
                                                 {".git", true},
                                                 {"s/", false},
                                                 {"**/r/**", true},
                                                 {"~/", false},
                                                 {"~/../r/", false},
                                                 {"./", false},
                                                 {"./config", false},
                                                 {"../", false}}) {
    expect_condition("gitdir:" + pattern, holds);
  }
  expect_condition("gitdir/i:" + world_.path("R/"), true);
  expect_condition("gitdir/i:R/.GIT", true);
  expect_condition("gitdir/i:S/", false);
}

TEST_F(GitIncludes, know_the_home_by_its_real_path) {
  write_more();
  std::filesystem::create_symlink(world_.path(""), world_.path("r/root"));
  world_.set("HOME", world_.path("r/root"));
  expect_condition("gitdir:~/r/", true);
}

TEST_F(GitIncludes, take_a_dot_for_the_directory_of_the_file) {
  world_.write("inc", "[includeIf \"gitdir:./\"]\n\tpath = found\n");
  world_.write("found", "[a]\n\tb = found\n");
  expect_values("[include]\n\tpath = ../../inc\n", "found\n");
  world_.write("r/inc", "[includeIf \"gitdir:./.git\"]\n\tpath = ../found\n");
  expect_values("[include]\n\tpath = ../inc\n", "found\n");
  world_.write("r/inc", "[includeIf \"gitdir/i:./.GIT\"]\n\tpath = ../found\n");
  expect_values("[include]\n\tpath = ../inc\n", "found\n");
}

TEST_F(GitIncludes, know_a_repository_by_its_symbolic_link_as_well) {
  write_more();
  std::filesystem::create_symlink(world_.path("r"), world_.path("link"));
  world_.write("r/.git/config", "[includeIf \"gitdir:link/\"]\n\tpath = more\n");
  EXPECT_EQ(ours(world_.path("link")), "more\n");
  EXPECT_EQ(gits(world_.path("link")), "more\n");
  EXPECT_EQ(ours(world_.path("r")), "");
}

TEST_F(GitIncludes, know_a_worktree_by_its_own_git_directory) {
  world_.git("r", "commit -q --allow-empty -m x");
  world_.git("r", "worktree add -q ../tree");
  write_more();
  world_.append("r/.git/config", "[includeIf \"gitdir:**/worktrees/tree\"]\n\tpath = more\n");
  EXPECT_EQ(ours(world_.path("tree")), "more\n");
  EXPECT_EQ(gits(world_.path("tree")), "more\n");
  EXPECT_EQ(ours(world_.path("r")), "");
}

TEST_F(GitIncludes, know_a_submodule_by_where_its_git_directory_is) {
  world_.write("tree/sub/.git", "gitdir: ../../r/.git\n");
  write_more();
  for (const auto& [pattern, expected] :
       std::vector<std::pair<std::string, std::string>>{{"tree/sub/", ""}, {"r/", "more\n"}}) {
    world_.write("r/.git/config", "[includeIf \"gitdir:" + pattern + "\"]\n\tpath = more\n");
    EXPECT_EQ(ours(world_.path("tree/sub")), expected);
    EXPECT_EQ(gits(world_.path("tree/sub")), expected);
  }
}

TEST_F(GitIncludes, follow_the_branch) {
  write_more();
  expect_condition("onbranch:main", true);
  expect_condition("onbranch:m*", true);
  expect_condition("onbranch:master", false);
  expect_condition("onbranch:main/", false);
  world_.write("r/.git/HEAD", "ref: refs/heads/topic/a/b\n");
  expect_condition("onbranch:topic/", true);
  expect_condition("onbranch:topic/*", false);
  expect_condition("onbranch:**/b", true);
  world_.write("r/.git/HEAD", "ref: refs/tags/main\n");
  expect_condition("onbranch:main", false);
  world_.write("r/.git/HEAD", std::string(40, 'a') + "\n");
  expect_condition("onbranch:**", false);
}

TEST_F(GitIncludes, follow_the_urls_of_remotes_wherever_they_stand) {
  write_more();
  const std::string condition =
      "[includeIf \"hasconfig:remote.*.url:https://example.com/**\"]\n\tpath = more\n";
  expect_values(condition, "");
  expect_values(condition + "[remote \"x\"]\nurl = https://example.com/a/b\n", "more\n");
  expect_values("[remote \"x\"]\nurl = https://example.com/a/b\n" + condition, "more\n");
  expect_values(condition + "[remote \"x\"]\nurl = https://example.org/a/b\n", "");
  expect_values(condition + "[remote \"x\"]\npushurl = https://example.com/a/b\n", "");
  expect_values(condition + "[remote]\nurl = https://example.com/a/b\n", "");
  expect_values(condition + "[remote \"\"]\nurl = https://example.com/a/b\n", "more\n");
  world_.write("r/.git/urls", "[remote \"x\"]\nurl = https://example.com/a/b\n");
  expect_values(condition + "[include]\npath = urls\n", "more\n");
}

TEST_F(GitIncludes, that_hang_on_remotes_may_not_name_remotes) {
  world_.write("r/.git/more", "[remote \"x\"]\nurl = https://example.com/a/b\n");
  const std::string condition = "[includeIf \"hasconfig:remote.*.url:**\"]\n\tpath = ";
  expect_values(condition + "more\n", "refused");
  world_.write("r/.git/through", "[include]\npath = more\n");
  expect_values(condition + "through\n", "refused");
  // Any condition will do, as soon as one of this kind is there.
  world_.write("r/.git/plain", "[a]\nb = plain\n");
  expect_values("[includeIf \"onbranch:main\"]\npath = more\n", "");
  expect_values("[includeIf \"onbranch:main\"]\npath = more\n" + condition + "plain\n", "refused");
}

TEST_F(GitIncludes, of_unknown_conditions_say_nothing) {
  write_more();
  expect_condition("nothing:x", false);
  expect_condition("gitdir", false);
  expect_condition("hasconfig:branch.*.remote:**", false);
  expect_values("[includeIf]\n\tpath = more\n", "");
  expect_values("[includeIf \"gitdir:**\"]\n\tpaths = more\n", "");
}

}  // namespace
}  // namespace overt
