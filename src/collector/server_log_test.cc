#include "collector/server_log.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

class FixedClock final : public Clock {
 public:
  std::int64_t unix_ms() const override { return 1'658'231'825'007; }
  std::int64_t steady_ms() const override { return 0; }
};

TEST(ServerLog, a_line_has_its_time_level_message_and_fields) {
  const FixedClock clock;
  std::string text;
  ServerLog log(clock, [&text](std::string_view line) { text += line; });
  log.info("started", {{.name = "address", .value = "127.0.0.1:1"}});
  log.error("failed");
  EXPECT_EQ(text,
            "time=2022-07-19T11:57:05.007Z level=info msg=\"started\" address=\"127.0.0.1:1\"\n"
            "time=2022-07-19T11:57:05.007Z level=error msg=\"failed\"\n");
}

TEST(ServerLog, nothing_in_a_value_can_end_its_line_or_move_the_terminal) {
  const FixedClock clock;
  std::string text;
  ServerLog log(clock, [&text](std::string_view line) { text += line; });
  log.info("m", {{.name = "f", .value = "a\"b\\c\nd\x1b[31m\x7f\xc2\x9b"}});
  EXPECT_EQ(text.substr(text.find("f=")), "f=\"a\\\"b\\\\c\\x0ad\\x1b[31m\\x7f\\xc2\\x9b\"\n");
}

TEST(ServerLog, what_is_lighter_than_its_level_is_not_written) {
  const FixedClock clock;
  std::string text;
  ServerLog log(clock, [&text](std::string_view line) { text += line; });
  log.set_level(LogLevel::kWarning);
  log.info("light");
  log.warning("heavy");
  EXPECT_EQ(text, "time=2022-07-19T11:57:05.007Z level=warning msg=\"heavy\"\n");
  EXPECT_EQ(log_level_from("error"), LogLevel::kError);
  EXPECT_EQ(log_level_from("loud"), std::nullopt);
}

}  // namespace
}  // namespace overt
