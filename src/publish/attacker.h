// Who has all that is published and knows which runs are whose, and subtracts. Written apart from
// suppress.cc, from docs/publish.md alone: by brute force over small months, with no thought of
// speed.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <bitset>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "publish/publication.h"

namespace overt::testing {

// One run, as the attacker knows it. Cells by table: {"commands": {"git push"}, …}.
struct KnownRun {
  int project = 0;
  bool ended = false;
  bool failed = false;
  std::map<std::string, std::set<std::string>> cells;
};

class Attacker {
 public:
  static constexpr std::size_t kRunsMax = 256;

  explicit Attacker(std::vector<KnownRun> runs) : runs_(std::move(runs)) {
    EXPECT_LE(runs_.size(), kRunsMax);
  }

  // What can be told of fewer than k projects, in words; empty if nothing.
  std::vector<std::string> told(const Publication& publication) {
    k_ = publication.k;
    found_.clear();
    columns_.clear();
    for (const PublishedTable& table : publication.tables) read(table);
    for (const auto& [name, column] : columns_) {
      for (const auto& [set, runs] : column) {
        judge(runs, [&] { return name + " " + set; });
      }
    }
    std::map<std::string, std::vector<Union>> unions;
    for (const auto& [name, column] : columns_) unions[name] = unions_of(column);
    for (const auto& [name, wholes] : unions) {
      for (const auto& [other_name, parts] : unions) {
        if (name != other_name) subtract(name, wholes, other_name, parts);
      }
    }
    for (const auto& [name, column] : columns_) {
      for (const auto& [other_name, other] : columns_)
        compare_projects(name, column, other_name, other);
    }
    return found_;
  }

 private:
  using Runs = std::bitset<kRunsMax>;          // by their place
  using Column = std::map<std::string, Runs>;  // disjoint sets, each with its name
  struct Union {
    Runs runs;
    std::string names;
  };

  // The numbers that can be added up: those of a partition and one measure; each option alone.
  void read(const PublishedTable& table) {
    for (const PublishedRow& row : table.rows) {
      const auto column = [&](const char* measure) {
        return table.name + (table.name == "options" ? " " + row.name : "") + " " + measure;
      };
      const auto runs_of = [&](const std::function<bool(const KnownRun&)>& counts) {
        Runs runs;
        for (std::size_t i = 0; i < runs_.size(); ++i) {
          const KnownRun& run = runs_[i];
          const bool is_in = table.name == "all" || run.cells.at(table.name).contains(row.name);
          runs[i] = is_in && counts(run);
        }
        return runs;
      };
      const Runs all = runs_of([](const KnownRun&) { return true; });
      expect_equal(row.runs, static_cast<std::int64_t>(all.count()), column("runs") + row.name);
      expect_equal(row.projects, projects(all), column("projects") + row.name);
      columns_[column("runs")][row.name] = all;
      if (row.ended) {
        columns_[column("ended")][row.name] =
            runs_of([](const KnownRun& run) { return run.ended; });
        expect_equal(*row.ended,
                     static_cast<std::int64_t>(columns_[column("ended")][row.name].count()),
                     column("ended") + row.name);
      }
      if (row.failed) {
        columns_[column("failed")][row.name] =
            runs_of([](const KnownRun& run) { return run.failed; });
        expect_equal(*row.failed,
                     static_cast<std::int64_t>(columns_[column("failed")][row.name].count()),
                     column("failed") + row.name);
      }
    }
  }

  void expect_equal(std::int64_t published, std::int64_t known, const std::string& what) {
    if (published != known)
      found_.push_back(fmt::format("{} is {}, not {}", what, published, known));
  }

  std::int64_t projects(const Runs& runs) const {
    std::set<int> projects;
    for (std::size_t i = 0; i < runs_.size(); ++i) {
      if (runs[i]) projects.insert(runs_[i].project);
    }
    return static_cast<std::int64_t>(projects.size());
  }

  void judge(const Runs& runs, const std::function<std::string()>& how) {
    const std::int64_t group = runs.none() ? 0 : projects(runs);
    if (runs.any() && group < k_) found_.push_back(fmt::format("{}: {} projects", how(), group));
  }

  // Every union of one column less every union of another that lies within it.
  void subtract(const std::string& name, const std::vector<Union>& wholes,
                const std::string& other_name, const std::vector<Union>& parts) {
    for (const Union& whole : wholes) {
      for (const Union& part : parts) {
        if (part.runs.none() || (part.runs & ~whole.runs).any()) continue;
        judge(whole.runs & ~part.runs, [&] {
          return fmt::format("{} {} less {} {}", name, whole.names, other_name, part.names);
        });
      }
    }
  }

  void compare_projects(const std::string& name, const Column& column,
                        const std::string& other_name, const Column& other) {
    if (!name.ends_with(" runs") || !other_name.ends_with(" runs")) return;
    for (const auto& [set, whole] : column) {
      for (const auto& [other_set, part] : other) {
        if ((part & ~whole).any()) continue;
        const std::int64_t without = projects(whole) - projects(part);
        if (without > 0 && without < k_) {
          found_.push_back(fmt::format("projects of {} {} less {} {}: {}", name, set, other_name,
                                       other_set, without));
        }
      }
    }
  }

  static std::vector<Union> unions_of(const Column& column) {
    const std::vector<std::pair<std::string, Runs>> sets(column.begin(), column.end());
    std::vector<Union> unions;
    for (std::size_t chosen = 1; chosen < std::size_t{1} << sets.size(); ++chosen) {
      Union& all = unions.emplace_back();
      for (std::size_t i = 0; i < sets.size(); ++i) {
        if ((chosen >> i & 1U) == 0) continue;
        all.runs |= sets[i].second;
        all.names += (all.names.empty() ? "" : "+") + sets[i].first;
      }
    }
    return unions;
  }

  std::vector<KnownRun> runs_;
  std::int64_t k_ = 0;
  std::map<std::string, Column> columns_;  // by table and measure
  std::vector<std::string> found_;
};

}  // namespace overt::testing
