// The world of canary_test.cc: a contract, a collector, and every way into it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/temporary_directory.h"
#include "canary_places.h"
#include "support/canaries.h"
#include "support/collector_process.h"

namespace overt::testing {

class CanaryTest : public ::testing::Test {
 protected:
  // The collector serves, with the contract of git and more places for canaries. A canary that it
  // allows is in it: as name of the application, of a command and of an attribute, and as its
  // value.
  CanaryTest();

  // canary_client.cc: `overt exec` of git where its arguments, its environment, its directory and
  // its repository hold canaries, until everything has been sent.
  void run_commands();

  // canary_collector.cc: requests with canaries in each place of OTLP, and in each of HTTP.
  void fill_places();
  void fill_http();
  // The allowed canary goes the same way as the others, so that the search can find it.
  void send_honest_events();

  Canaries canaries_{1};
  Canaries control_{2};
  Canaries versions_{3};  // canaries that are versions, too
  std::string allowed_ = control_.plant(static_cast<int>(CanaryKind::kWord), "the contract");
  TemporaryDirectory directory_;
  std::string contract_ = directory_.file("canary.toml");
  std::string data_ = directory_.file("data");
  std::string state_ = directory_.file("state");
  std::unique_ptr<CollectorProcess> collector_;
  std::string answers_;  // all that senders were answered

 private:
  void run_command(int variant, const std::vector<std::string>& arguments);
  void run_with_version(int variant);
  void send_what_waits() const;

  Event honest_event();
  CanaryMessage honest_message();
  // Sends each variant of a place in a span of its own.
  void fill(const CanaryPlace& place, OtlpEncoding encoding);
  std::int64_t rejected_by_collector(const std::string& body, OtlpEncoding encoding);
  // Whatever it answers, or nothing.
  void send_raw(const std::string& request);

  // A canary for a place that holds a version.
  std::string plant_version(int variant, std::string_view place);

  std::uint8_t spans_ = 0;
  std::uint8_t requests_ = 0;
};

// A version begins with a digit and has at most 64 letters, digits and dots.
bool has_the_form_of_a_version(std::string_view text);

}  // namespace overt::testing
