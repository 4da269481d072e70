#include "canary_world.h"

#include <fstream>
#include <sstream>

namespace overt::testing {
namespace {

void replace(std::string& text, std::string_view what, std::string_view with) {
  ASSERT_NE(text.find(what), std::string::npos) << what;
  text.replace(text.find(what), what.size(), with);
}

std::string git_contract() {
  std::ostringstream text;
  text << std::ifstream(OVERT_CONTRACTS "/git.toml").rdbuf();
  return std::move(text).str();
}

std::string contract_with(const std::string& allowed) {
  std::string text = git_contract();
  replace(text, "app = \"git\"", "app = \"" + allowed + "\"");
  replace(text, "  \"git\",\n", "  \"git\", \"git " + allowed + "\",\n");
  return text + R"(
[[attribute]]
name = ")" +
         allowed + R"("
type = "enum"
values = [")" +
         allowed + R"("]
env = "GIT_CHANNEL"
optional = true
why.en = "A test."

[[attribute]]
name = "note"
type = "text"
discard = true
optional = true
why.en = "A test."

[[event]]
type = "Failed"
fields = [{ name = "message", type = "text", discard = true, optional = true, why.en = "A test." }]
)";
}

}  // namespace

CanaryTest::CanaryTest() {
  std::ofstream(contract_) << contract_with(allowed_);
  collector_ = std::make_unique<CollectorProcess>(
      OVERT_PROGRAM, std::vector<std::string>{"--contract", contract_, "--data", data_});
}

}  // namespace overt::testing
