// For tests: a data directory as a collector has it after some days, with a project that is to be
// forgotten among others.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/temporary_directory.h"
#include "collector/pepper.h"
#include "inbox/inbox.h"
#include "model/event.h"
#include "support/process.h"

namespace overt::testing {

inline constexpr int kArchivedDays = 5;

// Larger than any file of such a directory.
inline constexpr std::size_t kDataFileBytesMax = std::size_t{1} << 28;

class ArchivedDataTest : public ::testing::Test {
 protected:
  // The remote of the project.
  static constexpr char kUrl[] = "https://example.com/group/project.git";

  ArchivedDataTest();

  // Runs the program, in an environment without settings.
  Outcome overt(std::vector<std::string> arguments) const;

  // Every report, as the program prints it.
  std::string reports() const;

  // Fills the directory with days of runs of other projects and, if asked, of the one of kUrl, up
  // to today; a run of each day ends on the next one, another one waits. The inbox has forgotten
  // what is archived.
  void collect(bool with_project) const;

  // What reports say of a directory that never had the project; the one that was there goes.
  std::string reports_without_project() const;

  // A file that has the project's id in it as anything stores it; empty if there is none.
  std::string file_with_id() const;

  TemporaryDirectory directory_;
  std::string data_ = directory_.file("data");
  std::string id_;
  std::unique_ptr<Pepper> pepper_;

 private:
  Event event(std::int64_t number, const std::string& id, std::string_view type) const;
  static AcceptedEvent accepted(const Event& event, std::int64_t received_ms);
};

}  // namespace overt::testing
