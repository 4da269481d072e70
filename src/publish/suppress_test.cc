#include "publish/suppress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace overt {
namespace {

// A usage with one table beside that of all, made a project at a time.
class Usages {
 public:
  explicit Usages(bool is_partition = true) {
    usage_.tables = {{.name = "all"}, {.name = "commands", .is_partition = is_partition}};
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

  // "NAME projects/runs ended failed" of each published cell.
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
      usage_.cells.push_back({.table = 1, .name = cell});
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
  EXPECT_THAT(Usages().projects(5, {"push"}).published(5), ElementsAre(" 5 5 5 0", "push 5 5 5 0"));
  EXPECT_THAT(Usages().projects(4, {"push"}).published(5), IsEmpty());
}

TEST(SuppressTest, a_small_cell_takes_another_one_with_it) {
  EXPECT_THAT(
      Usages().projects(20, {"push"}).projects(6, {"pull"}).projects(2, {"gc"}).published(5),
      ElementsAre(" 28 28 28 0", "push 20 20 20 0"))
      << "with push and pull the runs of gc would be what is left";
  EXPECT_THAT(
      Usages().projects(20, {"push"}).projects(6, {"pull"}).projects(5, {"gc"}).published(5),
      ElementsAre(" 31 31 31 0", "push 20 20 20 0", "pull 6 6 6 0", "gc 5 5 5 0"));
}

TEST(SuppressTest, small_cells_that_are_enough_together_take_none) {
  EXPECT_THAT(
      Usages().projects(20, {"push"}).projects(3, {"gc"}).projects(2, {"fsck"}).published(5),
      ElementsAre(" 25 25 25 0", "push 20 20 20 0"));
}

TEST(SuppressTest, what_all_but_a_few_do_tells_of_the_few) {
  // All have a run of status, so that runs tell nothing of who has none of push; projects do.
  EXPECT_THAT(Usages().projects(20, {"status", "push"}).projects(2, {"status"}).published(5),
              ElementsAre(" 22 42 42 0", "status 22 22 22 0"));
}

TEST(SuppressTest, failures_of_a_few_are_withheld_and_so_is_success_of_a_few) {
  EXPECT_THAT(Usages().projects(20, {"push"}).projects(4, {"push"}, {1, 1, 1}).published(5),
              ElementsAre(" 24 24 24 -", "push 24 24 24 -"));
  EXPECT_THAT(Usages().projects(20, {"push"}, {1, 1, 1}).projects(4, {"push"}).published(5),
              ElementsAre(" 24 24 24 -", "push 24 24 24 -"));
  EXPECT_THAT(Usages().projects(20, {"push"}).projects(5, {"push"}, {1, 1, 1}).published(5),
              ElementsAre(" 25 25 25 5", "push 25 25 25 5"));
}

TEST(SuppressTest, an_end_that_a_few_lack_is_withheld) {
  EXPECT_THAT(Usages().projects(20, {"push"}).projects(4, {"push"}, {1, 0, 0}).published(5),
              ElementsAre(" 24 24 - -", "push 24 24 - -"));
}

TEST(SuppressTest, cells_that_overlap_are_not_added_up) {
  EXPECT_THAT(
      Usages(false).projects(20, {"force"}).projects(6, {"all"}).projects(2, {"x"}).published(5),
      ElementsAre(" 28 28 28 0", "force 20 20 20 0", "all 6 6 6 0"));
}

TEST(SuppressTest, looks_at_the_cells_with_the_most_projects) {
  Usages usages(false);
  for (std::size_t i = 0; i < kCellsMax; ++i) {
    usages.projects(i == 7 ? 5 : 6, {"option-" + std::to_string(i)});
  }
  const std::vector<std::string> published = usages.published(5);
  EXPECT_EQ(published.size(), kCellsMax) << "one of them is that of all";
  EXPECT_THAT(published, Not(::testing::Contains(::testing::StartsWith("option-7 "))));
}

}  // namespace
}  // namespace overt
