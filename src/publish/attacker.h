// Who has all that is published and knows which runs are whose, and adds and subtracts. Written
// apart from suppress.cc, from docs/publish.md alone: by brute force over small months, with no
// thought of speed, and with none of which table a number is of.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
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
  static constexpr std::size_t kRunsMax = 512;

  // Three times as many sums for each.
  static constexpr std::size_t kNumbersMax = 13;

  explicit Attacker(std::vector<KnownRun> runs) : runs_(std::move(runs)) {
    EXPECT_LE(runs_.size(), kRunsMax);
  }

  // What can be told of fewer than k projects, in words; empty if nothing.
  std::vector<std::string> told(const Publication& publication) {
    k_ = publication.k;
    found_.clear();
    numbers_.clear();
    for (const PublishedTable& table : publication.tables) read(table);
    EXPECT_LE(numbers_.size(), kNumbersMax);
    find_parts();
    std::vector<int> signs(numbers_.size());
    std::vector<int> sums(parts_.size());
    add_up(0, signs, sums);
    return found_;
  }

 private:
  using Runs = std::bitset<kRunsMax>;  // by their place

  // A published number of runs.
  struct Number {
    std::string name;
    Runs runs;
  };

  // Runs that every number has, or has not, together.
  struct Part {
    std::vector<bool> is_in;  // by number
    std::size_t end = 0;      // after the last of them
    std::set<int> projects;
  };

  void read(const PublishedTable& table) {
    for (const PublishedRow& row : table.rows) {
      const std::string name = table.name + (row.name.empty() ? "" : " ") + row.name;
      const Runs all = runs_of(table, row, [](const KnownRun&) { return true; });
      check_projects(name, row.projects, all);
      read_number(name + " runs", row.runs, all);
      read_number(name + " ended", row.ended,
                  runs_of(table, row, [](const KnownRun& run) { return run.ended; }));
      read_number(name + " failed", row.failed,
                  runs_of(table, row, [](const KnownRun& run) { return run.failed; }));
    }
  }

  Runs runs_of(const PublishedTable& table, const PublishedRow& row,
               const std::function<bool(const KnownRun&)>& counts) const {
    Runs runs;
    for (std::size_t i = 0; i < runs_.size(); ++i) {
      const bool is_in = table.name == "all" || runs_[i].cells.at(table.name).contains(row.name);
      runs[i] = is_in && counts(runs_[i]);
    }
    return runs;
  }

  // Sums and differences of multiples of k are multiples of k.
  void check_projects(const std::string& name, std::int64_t published, const Runs& runs) {
    std::set<int> projects;
    for (std::size_t i = 0; i < runs_.size(); ++i) {
      if (runs[i]) projects.insert(runs_[i].project);
    }
    const auto known = static_cast<std::int64_t>(projects.size());
    if (known < k_) found_.push_back(fmt::format("{}: {} projects", name, known));
    if (published % k_ != 0 || published > known || published + k_ <= known) {
      found_.push_back(fmt::format("{}: {} projects are told of {}", name, published, known));
    }
  }

  void read_number(const std::string& name, const std::optional<std::int64_t>& published,
                   const Runs& runs) {
    if (!published) return;
    if (*published != static_cast<std::int64_t>(runs.count())) {
      found_.push_back(fmt::format("{}: {}, not {}", name, *published, runs.count()));
    }
    numbers_.push_back({.name = name, .runs = runs});
  }

  void find_parts() {
    std::map<std::vector<bool>, std::set<int>> parts;
    for (std::size_t i = 0; i < runs_.size(); ++i) {
      std::vector<bool> is_in;
      for (const Number& number : numbers_) is_in.push_back(number.runs[i]);
      if (std::ranges::count(is_in, true) > 0) parts[is_in].insert(runs_[i].project);
    }
    parts_.clear();
    for (const auto& [is_in, projects] : parts) {
      const auto last = std::ranges::find(is_in.rbegin(), is_in.rend(), true).base();
      parts_.push_back({is_in, static_cast<std::size_t>(last - is_in.begin()), projects});
    }
  }

  // Every sum of numbers, each added, subtracted or left out. Where it has each run once or not at
  // all, it is the number of those that it has.
  void add_up(std::size_t next, std::vector<int>& signs, std::vector<int>& sums) {
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      if (parts_[i].end == next && sums[i] != 0 && sums[i] != 1) return;
    }
    if (next == numbers_.size()) {
      judge(signs, sums);
      return;
    }
    for (const int sign : {0, 1, -1}) {
      signs[next] = sign;
      add_number(next, sign, sums);
      add_up(next + 1, signs, sums);
      add_number(next, -sign, sums);
    }
  }

  void add_number(std::size_t number, int sign, std::vector<int>& sums) const {
    for (std::size_t i = 0; sign != 0 && i < parts_.size(); ++i) {
      if (parts_[i].is_in[number]) sums[i] += sign;
    }
  }

  void judge(const std::vector<int>& signs, const std::vector<int>& sums) {
    std::set<int> projects;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      if (sums[i] == 1) projects.insert(parts_[i].projects.begin(), parts_[i].projects.end());
    }
    if (projects.empty() || static_cast<std::int64_t>(projects.size()) >= k_) return;
    std::string how;
    for (std::size_t i = 0; i < numbers_.size(); ++i) {
      if (signs[i] != 0) how += (signs[i] > 0 ? " + " : " - ") + numbers_[i].name;
    }
    found_.push_back(fmt::format("{}: {} projects", how.substr(1), projects.size()));
  }

  std::vector<KnownRun> runs_;
  std::int64_t k_ = 0;
  std::vector<Number> numbers_;
  std::vector<Part> parts_;
  std::vector<std::string> found_;
};

}  // namespace overt::testing
