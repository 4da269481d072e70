#include "sender/verify.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "contract/test_contract.h"
#include "model/event_json.h"
#include "sender/plan.h"

namespace overt {
namespace {

constexpr std::int64_t kNowMs = 1'700'000'000'000;

const LoadedContract kContract =
    testing::contract_from(std::string(testing::kContractHead) + R"(commands = ["tool run"]
[[event]]
type = "CommandExited"
)");

std::vector<LogLine> lines_of_ages(const std::vector<std::int64_t>& ages_ms) {
  std::vector<LogLine> lines;
  SystemRandom random;
  std::int64_t offset = 0;
  for (const std::int64_t age_ms : ages_ms) {
    Event event;
    event.ts_ms = kNowMs - age_ms;
    event.execution_id = random_uuid(random);
    event.command = "tool run";
    event.event_type = kCommandExited;
    const std::string text = to_json(event);
    const std::int64_t end = offset + static_cast<std::int64_t>(text.size()) + 1;
    lines.push_back({.text = text, .begin = {1, offset}, .end = {1, end}});
    offset = end;
  }
  return lines;
}

TEST(Rebuild, makes_the_same_request_however_late_its_answer_came) {
  // The last one that may go, one that may not, and two that were on the way while time went on.
  const auto lines = lines_of_ages({kEventAgeMsMax, kEventAgeMsMax + 1, kEventAgeMsMax - 5, 0,
                                    kEventAgeMsMax + 1, kEventAgeMsMax - 9'000});
  const Batch sent = take_batch(lines, *kContract, kNowMs);
  ASSERT_EQ(sent.too_old, 2);
  ASSERT_EQ(sent.events.size(), 4U);
  const Receipt receipt{.time_ms = kNowMs + kRunMsMax,
                        .taken_ms = kNowMs,
                        .begin = sent.begin,
                        .end = sent.end,
                        .count = 4,
                        .too_old = 2};
  const Batch rebuilt = rebuild_batch(receipt, lines, *kContract);
  EXPECT_EQ(rebuilt.too_old, 2);
  EXPECT_EQ(rebuilt.end, sent.end);
  EXPECT_EQ(body_of(rebuilt, *kContract, 0), body_of(sent, *kContract, 0));
}

TEST(Rebuild, asks_the_contract_only_if_it_kept_something_back) {
  const auto lines = lines_of_ages({0});
  const LoadedContract other =
      testing::contract_from(std::string(testing::kContractHead) + R"(commands = ["tool walk"]
[[event]]
type = "CommandExited"
)");
  Receipt receipt{.time_ms = kNowMs,
                  .taken_ms = kNowMs,
                  .begin = lines[0].begin,
                  .end = lines[0].end,
                  .count = 1};
  EXPECT_EQ(rebuild_batch(receipt, lines, *other).events.size(), 1U);
  receipt.count = 0;
  receipt.not_in_contract = 1;
  EXPECT_EQ(rebuild_batch(receipt, lines, *other).not_in_contract, 1);
}

}  // namespace
}  // namespace overt
