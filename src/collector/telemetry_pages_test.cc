#include "collector/telemetry_pages.h"

#include <gtest/gtest.h>

#include "collector/test_events.h"

namespace overt {
namespace {

class TelemetryPagesTest : public ::testing::Test {
 protected:
  HttpResponse ask(std::string path, std::string query = "") const {
    return pages_.page({.path = "/v1/contracts/" + path, .query = std::move(query)});
  }

  CurrentContracts contracts_{*ContractSet::make({testing::tool_contract()})};
  TelemetryPages pages_{contracts_, [](const Contract& contract, std::string_view language) {
                          return std::string(contract.app) + " in " + std::string(language);
                        }};
};

TEST_F(TelemetryPagesTest, the_list_has_every_tool_with_a_contract) {
  EXPECT_EQ(pages_.list().body, R"({"apps":["tool"]})");
}

TEST_F(TelemetryPagesTest, a_page_is_in_the_language_that_is_asked_for) {
  EXPECT_EQ(ask("tool").body, "tool in en");
  EXPECT_EQ(ask("tool", "lang=ru").body, "tool in ru");
  EXPECT_EQ(ask("tool").content_type, "text/markdown; charset=utf-8");
}

TEST_F(TelemetryPagesTest, what_is_not_there_is_said) {
  EXPECT_EQ(ask("other").status, 404);
  EXPECT_EQ(ask("other").body,
            R"({"error":"no tool of that name has a contract here; there are: tool"})");
  EXPECT_EQ(ask("tool", "lang=fr").status, 400);
}

}  // namespace
}  // namespace overt
