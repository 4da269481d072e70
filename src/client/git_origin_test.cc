#include "client/git_origin.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "client/git_includes.h"
#include "client/test_git_world.h"

namespace overt {
namespace {

constexpr std::string_view kOrigin = "[remote \"origin\"]\n\turl = git@github.com:a/b.git\n";
constexpr std::string_view kUrl = "git@github.com:a/b.git";

class GitOrigin : public ::testing::Test {
 protected:
  // "none", "refused", or the URL, as overt reads it and as the real git does.
  std::string ours(const std::string& directory) const {
    const Result<std::string> origin = git_origin(directory, world_.environment());
    if (!origin) return "refused";
    return origin->empty() ? "none" : *origin;
  }
  std::string gits(const std::string& directory) const {
    const testing::Outcome outcome =
        world_.run_git(directory, {"config", "-z", "--get", "remote.origin.url"});
    if (outcome.exit_code == 1) return "none";
    if (outcome.exit_code != 0) return "refused";
    const std::string url = outcome.out.substr(0, outcome.out.find('\0'));
    return url.empty() ? "none" : url;
  }

  // Both must find `expected` in `name`, a directory of this world.
  void expect_origin(const std::string& name, std::string_view expected) const {
    EXPECT_EQ(ours(world_.path(name)), expected) << name;
    EXPECT_EQ(gits(world_.path(name)), expected) << name << ", by git";
  }

  // Both must find the same for a repository with this configuration.
  void expect_same(const std::string& config) const {
    world_.write("r/.git/config", config);
    EXPECT_EQ(ours(world_.path("r")), gits(world_.path("r"))) << config;
  }

  void commit(const std::string& name) const { world_.git(name, "commit -q --allow-empty -m x"); }

  testing::GitWorld world_;
};

TEST_F(GitOrigin, is_read_at_the_top_and_below) {
  world_.make_repository("r", std::string(kOrigin));
  std::filesystem::create_directories(world_.path("r/a/b"));
  expect_origin("r", kUrl);
  expect_origin("r/a/b", kUrl);
  expect_origin("r/.git/refs", kUrl);
}

TEST_F(GitOrigin, is_none_outside_a_repository_and_without_a_remote) {
  world_.make_repository("r", "[remote \"other\"]\n\turl = x\n");
  std::filesystem::create_directories(world_.path("plain/.git"));
  expect_origin("r", "none");
  expect_origin("plain", "none");
}

TEST_F(GitOrigin, is_that_of_a_clone) {
  world_.git("", "init -q --bare upstream.git");
  world_.git("", "clone -q upstream.git clone");
  expect_origin("clone", world_.path("upstream.git"));
}

TEST_F(GitOrigin, of_a_bare_repository_is_read_in_it) {
  world_.git("", "init -q --bare r.git");
  world_.append("r.git/config", std::string(kOrigin));
  expect_origin("r.git", kUrl);
  expect_origin("r.git/objects", kUrl);
}

TEST_F(GitOrigin, of_a_worktree_is_that_of_its_repository) {
  world_.make_repository("r", std::string(kOrigin));
  commit("r");
  world_.git("r", "worktree add -q ../tree");
  std::filesystem::create_directory(world_.path("tree/a"));
  expect_origin("tree/a", kUrl);
}

TEST_F(GitOrigin, of_one_worktree_alone_counts_if_the_extension_is_on) {
  world_.make_repository("r", "");
  commit("r");
  world_.git("r", "worktree add -q ../tree");
  world_.write("r/.git/worktrees/tree/config.worktree", std::string(kOrigin));
  expect_origin("tree", "none");
  world_.git("r", "config extensions.worktreeConfig true");
  expect_origin("tree", kUrl);
  expect_origin("r", "none");
}

TEST_F(GitOrigin, of_the_extension_only_the_file_itself_decides) {
  world_.make_repository("r", "[include]\n\tpath = more\n");
  world_.write("r/.git/more", "[extensions]\n\tworktreeConfig = true\n");
  world_.write("r/.git/config.worktree", std::string(kOrigin));
  expect_origin("r", "none");
  world_.append("r/.git/config", "[extensions]\n\tworktreeConfig = yes\n");
  expect_origin("r", kUrl);
  world_.append("r/.git/config", "[extensions]\n\tworktreeConfig = perhaps\n");
  expect_origin("r", "refused");
}

TEST_F(GitOrigin, of_a_submodule_is_its_own) {
  world_.make_repository("upstream", "");
  commit("upstream");
  world_.make_repository("r", std::string(kOrigin));
  world_.git("r", "-c protocol.file.allow=always submodule --quiet add " + world_.path("upstream") +
                      " sub");
  world_.git("r/sub", "config remote.origin.url https://example.com/sub");
  expect_origin("r/sub", "https://example.com/sub");
}

TEST_F(GitOrigin, is_read_with_a_detached_head) {
  world_.make_repository("r", std::string(kOrigin));
  commit("r");
  world_.git("r", "checkout -q --detach");
  expect_origin("r", kUrl);
}

TEST_F(GitOrigin, is_read_where_head_is_a_symbolic_link) {
  world_.make_repository("r", "[includeIf \"onbranch:main\"]\n\tpath = more\n");
  world_.write("r/.git/more", std::string(kOrigin));
  std::filesystem::remove(world_.path("r/.git/HEAD"));
  std::filesystem::create_symlink("refs/heads/main", world_.path("r/.git/HEAD"));
  expect_origin("r", kUrl);
}

TEST_F(GitOrigin, a_directory_that_is_no_repository_is_passed_by) {
  world_.make_repository("r", std::string(kOrigin));
  for (const std::string name : {"HEAD", "objects", "refs"}) {
    world_.git("r", "init -q -b main " + name);
    std::filesystem::remove_all(world_.path("r/" + name + "/.git/" + name));
    expect_origin("r/" + name, kUrl);
  }
  world_.git("r", "init -q odd");
  for (const std::string head : {"", "ref: x", "ref:  refs/heads/x", "0123456789", "ref:refs/"}) {
    world_.write("r/odd/.git/HEAD", head);
    EXPECT_EQ(ours(world_.path("r/odd")), gits(world_.path("r/odd"))) << head;
  }
}

TEST_F(GitOrigin, a_dot_git_file_that_names_no_repository_ends_the_search) {
  world_.make_repository("r", std::string(kOrigin));
  std::filesystem::create_directory(world_.path("r/sub"));
  for (const std::string text : {"", "gitdir: ", "gitdir: nowhere\n", "gitdir:../.git", "x"}) {
    world_.write("r/sub/.git", text);
    EXPECT_EQ(ours(world_.path("r/sub")), "refused") << text;
    EXPECT_EQ(gits(world_.path("r/sub")), "refused") << text;
  }
  world_.write("r/sub/.git", "gitdir: ../.git\r\n");
  expect_origin("r/sub", kUrl);
}

TEST_F(GitOrigin, of_the_repository_that_git_dir_names_counts_alone) {
  world_.make_repository("r", std::string(kOrigin));
  world_.make_repository("s", "[remote \"origin\"]\n\turl = s\n");
  world_.set("GIT_DIR", "../s/.git");
  expect_origin("r", "s");
  world_.write("pointer", "gitdir: s/.git\n");
  world_.set("GIT_DIR", world_.path("pointer"));
  expect_origin("r", "s");
  world_.set("GIT_DIR", world_.path("home"));
  EXPECT_EQ(ours(world_.path("r")), "refused");
}

TEST_F(GitOrigin, the_search_ends_below_a_ceiling) {
  world_.make_repository("r", std::string(kOrigin));
  std::filesystem::create_directories(world_.path("r/a/b"));
  std::filesystem::create_symlink(world_.path("r"), world_.path("link"));
  const std::string r = world_.path("r");
  for (const auto& [ceilings, expected] : std::vector<std::pair<std::string, std::string>>{
           {r, "none"},
           {r + "/", "none"},
           {r + "/a", "none"},
           {r + "/a/b", std::string(kUrl)},
           {world_.path(""), std::string(kUrl)},
           {"a:relative", std::string(kUrl)},
           {"/nowhere:" + r + "/a:" + world_.path(""), "none"},
           {world_.path("link"), "none"},
           {":" + world_.path("link"), std::string(kUrl)}}) {
    world_.set("GIT_CEILING_DIRECTORIES", ceilings);
    expect_origin("r/a/b", expected);
  }
}

TEST_F(GitOrigin, values_are_read_as_git_reads_them) {
  world_.make_repository("r", "");
  for (const std::string value :
       {"a", " a  b ", R"("a;b" # c)", "a;b", R"("a\"b\\c\td")", "a\\\n b", R"("a " )", R"(a\)",
        R"(a")", R"(a\x)", "a\r", "\xC3\xA9", "=a", R"("")", ""}) {
    for (const std::string head :
         {"[remote \"origin\"]\n\turl = ", "[remote.Origin]URL=",
          "\xEF\xBB\xBF[REMOTE\t\"origin\"] url= ", "x=y\n[remote.origin]url="}) {
      expect_same(head + value + "\r\n[b]\n\tc = d\n");
    }
  }
  for (const std::string config :
       {"[remote \"Origin\"]\nurl = a", "[remote \"origin\" ]\nurl = a", "[remote]\norigin.url = a",
        "[remote \"origin\"]\nurl = a\n[x", "[remote \"origin\"]\nurl = a\n[x]\n?",
        "[remote \"origin\"]\nurl = a\n[]", "[remote \"origin\"]\nurls = a\n"}) {
    expect_same(config);
  }
}

TEST_F(GitOrigin, is_the_first_of_several_urls) {
  world_.make_repository("r", std::string(kOrigin) + "url = mirror\n");
  EXPECT_EQ(ours(world_.path("r")), kUrl);
  EXPECT_EQ(world_.git("r", "remote get-url origin"), std::string(kUrl) + "\n");
}

TEST_F(GitOrigin, an_empty_url_takes_back_those_before_it) {
  world_.make_repository("r", "[remote \"origin\"]\nurl = a\nurl =\nurl = b\n");
  EXPECT_EQ(ours(world_.path("r")), "b");
}

TEST_F(GitOrigin, a_url_without_a_value_is_refused) {
  world_.make_repository("r", "[remote \"origin\"]\nurl\n");
  EXPECT_EQ(ours(world_.path("r")), "refused");
  EXPECT_NE(world_.run_git(world_.path("r"), {"remote", "get-url", "origin"}).exit_code, 0);
}

TEST_F(GitOrigin, the_configuration_of_the_user_does_not_count) {
  world_.make_repository("r", "");
  world_.write("home/.gitconfig", std::string(kOrigin));
  EXPECT_EQ(ours(world_.path("r")), "none");
}

TEST_F(GitOrigin, a_missing_configuration_has_none) {
  world_.make_repository("r", "");
  std::filesystem::remove(world_.path("r/.git/config"));
  expect_origin("r", "none");
}

TEST_F(GitOrigin, a_configuration_over_the_limit_is_refused) {
  world_.make_repository("r", "");
  std::string config(kOrigin);
  config.append(kGitConfigBytesMax - config.size(), '\n');
  world_.write("r/.git/config", config);
  expect_origin("r", kUrl);
  world_.append("r/.git/config", "\n");
  EXPECT_EQ(ours(world_.path("r")), "refused");
}

}  // namespace
}  // namespace overt
