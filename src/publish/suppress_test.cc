#include "publish/suppress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace overt {
namespace {

// A usage with commands, whose runs are told, and systems, whose runs are not, made a project at a
// time.
class Usages {
 public:
  Usages() {
    usage_.tables = {{.name = "all"}, {.name = "commands", .tells_runs = true}, {.name = "os"}};
    usage_.cells = {{.table = 0, .name = ""}};
  }

  // Projects that have a run each in each of the cells.
  Usages& projects(int count, const std::vector<std::string>& cells, Counts counts = {1, 1, 0}) {
    for (int i = 0; i < count; ++i, ++projects_) {
      for (const std::string& cell : cells) {
        usage_.runs.push_back({.project = projects_, .kind = kind(cell), .counts = counts});
      }
    }
    return *this;
  }

  // "NAME projects runs ended failed" of each published cell.
  std::vector<std::string> published(std::int64_t k) const {
    std::vector<std::string> texts;
    for (const PublishedCell& cell : publishable(usage_, k)) {
      std::string text = cell.cell.name + " " + std::to_string(cell.projects);
      for (const auto& count : cell.counts) text += count ? " " + std::to_string(*count) : " -";
      texts.push_back(text);
    }
    return texts;
  }

 private:
  std::uint32_t kind(const std::string& cell) {
    const auto next = static_cast<std::uint32_t>(usage_.kinds.size());
    const auto [found, is_new] = kinds_.emplace(cell, next);
    if (is_new) {
      usage_.kinds.push_back({0, static_cast<std::uint32_t>(usage_.cells.size())});
      usage_.cells.push_back({.table = cell == "linux" ? 2U : 1U, .name = cell});
    }
    return found->second;
  }

  Usage usage_;
  std::map<std::string, std::uint32_t> kinds_;
  std::uint32_t projects_ = 0;
};

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SuppressTest, k_projects_are_enough_and_one_less_is_not) {
  EXPECT_THAT(Usages().projects(5, {"push"}).published(5), ElementsAre(" 5 5 - -", "push 5 5 5 0"));
  EXPECT_THAT(Usages().projects(4, {"push"}).published(5), IsEmpty());
  EXPECT_THAT(Usages().projects(4, {"push"}).projects(4, {"pull"}).published(5),
              ElementsAre(" 5 8 - -"));
}

TEST(SuppressTest, projects_are_rounded_down_to_a_multiple_of_k) {
  EXPECT_THAT(Usages().projects(9, {"push"}).published(5), ElementsAre(" 5 9 - -", "push 5 9 9 0"));
  EXPECT_THAT(Usages().projects(10, {"push"}).published(5),
              ElementsAre(" 10 10 - -", "push 10 10 10 0"));
}

TEST(SuppressTest, runs_are_of_commands_only) {
  EXPECT_THAT(Usages().projects(6, {"push", "linux"}).published(5),
              ElementsAre(" 5 12 - -", "push 5 6 6 0", "linux 5 - - -"));
}

TEST(SuppressTest, a_small_command_takes_the_runs_of_the_smallest_with_it) {
  EXPECT_THAT(
      Usages().projects(20, {"push"}).projects(6, {"pull"}).projects(4, {"gc"}).published(5),
      ElementsAre(" 30 30 - -", "push 20 20 20 0", "pull 5 - - -"))
      << "with push and pull the runs of gc would be what is left";
  EXPECT_THAT(
      Usages().projects(20, {"push"}).projects(6, {"pull"}).projects(5, {"gc"}).published(5),
      ElementsAre(" 30 31 - -", "push 20 20 20 0", "pull 5 6 6 0", "gc 5 5 5 0"));
}

TEST(SuppressTest, small_commands_that_are_enough_together_take_none) {
  EXPECT_THAT(
      Usages().projects(20, {"push"}).projects(3, {"gc"}).projects(2, {"fsck"}).published(5),
      ElementsAre(" 25 25 - -", "push 20 20 20 0"));
  EXPECT_THAT(Usages().projects(20, {"push"}).projects(4, {"gc", "fsck"}).published(5),
              ElementsAre(" 20 28 - -", "push 20 - - -"))
      << "one project counts once, however many small commands it has";
}

TEST(SuppressTest, failures_of_a_few_are_withheld_and_so_is_success_of_a_few) {
  EXPECT_THAT(Usages().projects(20, {"push"}).projects(4, {"push"}, {1, 1, 1}).published(5),
              ElementsAre(" 20 24 - -", "push 20 24 24 -"));
  EXPECT_THAT(Usages().projects(20, {"push"}, {1, 1, 1}).projects(4, {"push"}).published(5),
              ElementsAre(" 20 24 - -", "push 20 24 24 -"));
  EXPECT_THAT(Usages().projects(20, {"push"}).projects(5, {"push"}, {1, 1, 1}).published(5),
              ElementsAre(" 25 25 - -", "push 25 25 25 5"));
}

TEST(SuppressTest, an_end_that_a_few_lack_is_withheld_and_so_is_one_that_a_few_have) {
  EXPECT_THAT(Usages().projects(20, {"push"}).projects(4, {"push"}, {1, 0, 0}).published(5),
              ElementsAre(" 20 24 - -", "push 20 24 - -"));
  EXPECT_THAT(Usages().projects(20, {"push"}, {1, 0, 0}).projects(4, {"push"}).published(5),
              ElementsAre(" 20 24 - -", "push 20 24 - -"));
}

}  // namespace
}  // namespace overt
