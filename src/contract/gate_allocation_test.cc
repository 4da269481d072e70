// A program of its own: it counts what its operator new is asked for.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "base/counted_allocations.h"
#include "contract/gate.h"
#include "contract/load.h"
#include "model/page_examples.h"

namespace overt {
namespace {

using testing::allocations_so_far;
using testing::page_exited;
using testing::schema_2_event;

LoadedContract werf() {
  auto contract = load_contract(OVERT_CONTRACTS "/werf.toml");
  if (contract) return *std::move(contract);
  ADD_FAILURE() << contract.error().message;
  return std::make_shared<Contract>();
}

Event changed(Event event, const std::function<void(Event&)>& change) {
  change(event);
  return event;
}

Event with_every_option(const Contract& contract) {
  Event event = schema_2_event();
  event.user_id = std::string(64, 'a');
  OptionList options;
  for (const OptionSpec& option : contract.options) {
    options.push_back({.name = std::string(option.name)});
  }
  event.data = {{"commandOptions", std::move(options)}};
  return event;
}

// More than a short string holds in place, and none of them may be copied.
const std::string kLong(200, 'x');

TEST(GateAllocation, the_count_counts) {
  const auto before = allocations_so_far();
  const std::vector<std::string> texts(3, kLong);
  EXPECT_EQ(allocations_so_far() - before, 4) << "for " << texts.size() << " texts and their list";
}

TEST(GateAllocation, an_accepted_event_costs_no_memory) {
  const LoadedContract contract = werf();
  std::vector<Event> events = {
      page_exited(),
      with_every_option(*contract),
      changed(page_exited(), [](Event& e) { e.command = "werf bundle rollback-to previous"; }),
      changed(with_every_option(*contract),
              [](Event& e) {
                e.event_type = "StageBuildFinished";
                e.data = {{"image", kLong},
                          {"stage", kLong},
                          {"durationMs", std::int64_t{1}},
                          {"fromCache", true},
                          {"baseImageSource", "registry"},
                          {"baseImagePulled", false}};
              }),
  };
  for (Event& event : events) {
    const auto before = allocations_so_far();
    const auto refusal = check(*contract, event);
    discard(*contract, event, 0);
    const auto after = allocations_so_far();
    ASSERT_FALSE(refusal) << to_string(*refusal);
    EXPECT_EQ(after - before, 0) << event.event_type;
  }
  EXPECT_EQ(events.back().data.size(), 4) << "image and stage were discarded";
}

TEST(GateAllocation, a_refused_event_costs_no_memory) {
  const LoadedContract contract = werf();
  const Event all = with_every_option(*contract);
  const std::vector<Event> events = {
      changed(page_exited(), [](Event& e) { e.schema_version = 3; }),
      changed(page_exited(), [](Event& e) { e.user_id = kLong; }),
      changed(page_exited(), [](Event& e) { e.project_id = kLong; }),
      changed(page_exited(), [](Event& e) { e.command = "werf version"; }),
      changed(page_exited(), [](Event& e) { e.command = "werf " + kLong; }),
      changed(page_exited(), [](Event& e) { e.event_type = kLong; }),
      changed(page_exited(), [](Event& e) { e.attributes.push_back({kLong, kLong}); }),
      changed(page_exited(), [](Event& e) { e.attributes[0].value = kLong; }),
      changed(page_exited(), [](Event& e) { e.attributes[2].value = kLong; }),
      changed(page_exited(), [](Event& e) { e.data.push_back(e.data[0]); }),
      changed(page_exited(), [](Event& e) { e.data.pop_back(); }),
      changed(page_exited(), [](Event& e) { e.data[0].value = StringMap{{kLong, kLong}}; }),
      changed(all, [](Event& e) { std::get<OptionList>(e.data[0].value).back().name = kLong; }),
      changed(all, [](Event& e) { std::get<OptionList>(e.data[0].value).back().count = -1; }),
      changed(all,
              [](Event& e) {
                auto& options = std::get<OptionList>(e.data[0].value);
                options.push_back(options.front());
              }),
  };
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto before = allocations_so_far();
    const auto refusal = check(*contract, events[i]);
    const auto after = allocations_so_far();
    EXPECT_TRUE(refusal) << i;
    EXPECT_EQ(after - before, 0) << i;
  }
}

}  // namespace
}  // namespace overt
