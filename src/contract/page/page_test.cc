#include "contract/page/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <sstream>

#include "contract/page/page_words.h"
#include "contract/test_contract.h"

namespace overt {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kStarted = R"(
[[event]]
type = "CommandStarted"
fields = [{ name = "commandOptions", type = "options", optional = true, why.en = "A test." }]
)";

// The page of a contract whose keys after the head are `rest`.
std::string page_of(std::string_view rest, Language language = Language::kEnglish) {
  const LoadedContract contract = testing::contract_from(
      std::string(testing::kContractHead) + "commands = [\"tool do\"]\n" + std::string(rest));
  return telemetry_page(*contract, {}, language);
}

std::string page_with(std::string_view field, Language language = Language::kEnglish) {
  return page_of("[[event]]\ntype = \"Some\"\nfields = [{ name = \"key\", " + std::string(field) +
                     ", why.en = \"The reason.\", why.ru = \"Причина.\" }]\n",
                 language);
}

using AllWords = std::array<std::string_view, sizeof(PageWords) / sizeof(std::string_view)>;

// The places {0}, {1}, … that a sentence has.
std::vector<bool> places(std::string_view sentence) {
  std::vector<bool> found(10);
  for (std::size_t i = 0; i + 2 < sentence.size(); ++i) {
    if (sentence[i] != '{' || sentence[i + 2] != '}') continue;
    found[static_cast<std::size_t>(sentence[i + 1] - '0')] = true;
  }
  return found;
}

TEST(PageWords, say_the_same_in_both_languages) {
  const auto english = std::bit_cast<AllWords>(english_page_words());
  const auto russian = std::bit_cast<AllWords>(russian_page_words());
  for (std::size_t i = 0; i < english.size(); ++i) {
    EXPECT_FALSE(english[i].empty()) << "before: " << english[i - 1];
    EXPECT_FALSE(russian[i].empty()) << english[i];
    EXPECT_EQ(places(english[i]), places(russian[i])) << english[i];
  }
}

TEST(PageWords, are_filled_in_by_number) {
  EXPECT_EQ(fill_in("{1} {0} {1} {2} {}", {"a", "b{0}"}), "b{0} a b{0} {2} {}");
}

TEST(Page, begins_with_what_the_contract_says_of_itself) {
  const std::string page = page_of(R"(owner = "the makers"
source = "https://code.example.com/tool"
purpose.en = "To learn."
purpose.ru = "Чтобы знать."
)" + std::string(kStarted));
  EXPECT_THAT(page, AllOf(HasSubstr("# Telemetry of tool\n\nTo learn.\n"), HasSubstr("the makers"),
                          HasSubstr("<https://code.example.com/tool>")));
  EXPECT_THAT(page_of(kStarted), HasSubstr("anonymous and tied to no person"));
}

TEST(Page, says_what_happens_where_nobody_chose) {
  const auto page_by_default = [](const std::string& word) {
    std::string head(testing::kContractHead);
    head.replace(head.find("\"on\""), 4, "\"" + word + "\"");
    const LoadedContract contract =
        testing::contract_from(head + "commands = [\"tool\"]\n" + std::string(kStarted));
    return telemetry_page(*contract, {}, Language::kEnglish);
  };
  EXPECT_THAT(page_by_default("on"), HasSubstr("**Telemetry is on by default:**"));
  EXPECT_THAT(page_by_default("off"), AllOf(HasSubstr("**Telemetry is off by default:**"),
                                            HasSubstr("`overt on --app tool`")));
  EXPECT_THAT(page_by_default("local"), AllOf(HasSubstr("recorded and never sent"),
                                              HasSubstr("By default events are not sent.")));
}

TEST(Page, says_what_happens_in_ci_if_the_contract_has_a_rule_for_it) {
  struct Case {
    const char* word;
    const char* sentence;
  };
  for (const Case& c : {Case{"on", "**In CI runs are recorded and sent** unless"},
                        Case{"off", "**In CI telemetry is off** unless"},
                        Case{"local", "**In CI runs are recorded and never sent** unless"}}) {
    const std::string word = c.word;
    EXPECT_THAT(
        page_of("default_in_ci = \"" + word + "\"\n" + std::string(kStarted)),
        AllOf(HasSubstr(c.sentence), HasSubstr("6. The contract's rule for CI, and only there: `" +
                                               word + "`.\n7. The default: `on`.")));
  }
  EXPECT_THAT(page_of(kStarted), AllOf(Not(HasSubstr("In CI ")), HasSubstr("6. The default:")));
}

TEST(Page, tells_of_the_notice_where_there_is_one) {
  const auto page_by = [](const std::string& word, const std::string& more) {
    std::string head(testing::kContractHead);
    head.replace(head.find("\"on\""), 4, "\"" + word + "\"");
    const LoadedContract contract =
        testing::contract_from(head + more + "commands = [\"tool\"]\n" + std::string(kStarted));
    return telemetry_page(*contract, {}, Language::kEnglish);
  };
  const auto tells =
      AllOf(HasSubstr("**The first run says so.**"), HasSubstr("`LC_ALL`, `LC_MESSAGES`"));
  EXPECT_THAT(page_by("on", ""), tells);
  EXPECT_THAT(page_by("off", "default_in_ci = \"on\"\n"), tells);
  for (const char* word : {"off", "local"}) {
    EXPECT_THAT(page_by(word, ""), AllOf(Not(HasSubstr("first run")), Not(HasSubstr("`LC_ALL`"))));
  }
}

TEST(Page, tells_how_long_a_command_waits_in_ci) {
  EXPECT_THAT(page_of(kStarted), HasSubstr("the command's end waits up to 300 milliseconds."));
  EXPECT_THAT(page_of("ci_wait_ms = 0\n" + std::string(kStarted)),
              AllOf(HasSubstr("The command does not wait for it. Except"),
                    Not(HasSubstr("milliseconds."))));
}

TEST(Page, names_the_commands_that_a_user_types) {
  EXPECT_THAT(page_of(kStarted),
              AllOf(HasSubstr("`overt log --app tool --receipts`"),
                    HasSubstr("`overt preview --app tool`"), HasSubstr("`overt verify --app tool`"),
                    HasSubstr("`overt purge --app tool`"), HasSubstr("`overt status --app tool`"),
                    HasSubstr("`overt off --app tool` or `overt on --app tool`")));
  const std::string page =
      page_of("telemetry_command = \"tool telemetry\"\n" + std::string(kStarted));
  EXPECT_THAT(page, AllOf(HasSubstr("`tool telemetry log --receipts`"),
                          HasSubstr("`tool telemetry off` or `tool telemetry on`"),
                          HasSubstr("`tool telemetry status`"), Not(HasSubstr("--app"))));
}

TEST(Page, tells_of_what_goes_along_with_events) {
  EXPECT_THAT(page_of(kStarted),
              AllOf(HasSubstr("`overt.lost_events`"), HasSubstr("/overt/tool/contract.toml`")));
}

TEST(Page, tells_of_every_type_what_it_can_be) {
  EXPECT_THAT(page_with("type = \"boolean\""),
              HasSubstr("| `key` | `true` or `false`. | The reas"));
  EXPECT_THAT(page_with("type = \"integer\", min = 3, max = 9"),
              HasSubstr("A whole number from 3 to 9."));
  EXPECT_THAT(page_with("type = \"duration_ms\""), HasSubstr("at most 366 days."));
  EXPECT_THAT(page_with("type = \"exit_code\""), HasSubstr("from 0 to 255."));
  EXPECT_THAT(page_with("type = \"options\""),
              HasSubstr("Names of options from the list at the end of this page (0):"));
  EXPECT_THAT(page_with("type = \"enum\", values = [\"b\", \"\", \"a\"]"),
              HasSubstr("One of: an empty text, `a`, `b`."));
  EXPECT_THAT(page_with("type = \"version\""), HasSubstr("at most 65 characters"));
  EXPECT_THAT(page_with("type = \"uuid\""), HasSubstr("| A UUID."));
  EXPECT_THAT(page_with("type = \"sha256\""), HasSubstr("64 hexadecimal digits."));
  EXPECT_THAT(page_with("type = \"pattern\", pattern = '[a-z]+', characters_max = 7"),
              HasSubstr("form `[a-z]+`, at most 7 characters."));
}

TEST(Page, tells_all_else_that_is_said_of_a_field) {
  const std::string page = page_with(
      "type = \"boolean\", optional = true, expires = 2031-02-03, owner = \"Ann\", since_schema = "
      "2, "
      "accepted_risk.en = \"A risk.\"");
  EXPECT_THAT(page, HasSubstr("`true` or `false`. Since schema 2. May be absent. Recorded until "
                              "2031-02-03 and not after that day. Ann answers for it."));
  EXPECT_THAT(page, HasSubstr("- `Some.key`: A risk.\n"));
  const std::string attribute = page_of(
      "[[attribute]]\nname = \"channel\"\ntype = \"enum\"\nvalues = [\"a\"]\nenv = \"CHANNEL\"\n"
      "why.en = \"A test.\"\n" +
      std::string(kStarted));
  EXPECT_THAT(attribute, AllOf(HasSubstr("Read from the environment variable `CHANNEL`."),
                               HasSubstr("for attributes, as said above: `CHANNEL`;")));
}

TEST(Page, keeps_what_is_discarded_apart) {
  const std::string page = page_with("type = \"text\", discard = true");
  EXPECT_THAT(page,
              AllOf(HasSubstr("nothing of it is kept\n"), HasSubstr("| `Some.key` | The reason. |"),
                    HasSubstr("This event has no data of its own.")));
  EXPECT_THAT(page_with("type = \"boolean\""), Not(HasSubstr("Accepted, but nothing")));
}

TEST(Page, puts_long_lists_to_its_end_folded) {
  const std::string page = page_with(
      R"(type = "enum", values = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13"])");
  EXPECT_THAT(page, AllOf(HasSubstr("One of 13 words that are listed"),
                          HasSubstr("<summary>Values of Some.key (13)</summary>\n\n`1`, `10`")));
  EXPECT_THAT(page, HasSubstr("<summary>Commands (1)</summary>\n\n`tool do`\n"));
}

TEST(Page, tells_of_no_project_that_is_not_recorded) {
  EXPECT_THAT(page_of(kStarted),
              AllOf(HasSubstr("| `projectID` | Always empty. |"), Not(HasSubstr("GIT_DIR"))));
  EXPECT_THAT(page_of("[project_id]\nwhy.en = \"Projects.\"\n" + std::string(kStarted)),
              AllOf(HasSubstr("empty without an origin. | Projects. |"), HasSubstr("HMAC-SHA-256"),
                    HasSubstr("`GIT_DIR`")));
}

TEST(Page, is_russian_where_the_contract_is) {
  const std::string page = page_with("type = \"boolean\"", Language::kRussian);
  EXPECT_THAT(page, AllOf(HasSubstr("# Телеметрия tool"), HasSubstr("Причина.")));
  EXPECT_THAT(page_of(kStarted, Language::kRussian), HasSubstr("A test."));
}

TEST(Page, shows_the_newest_schema_open_and_the_rest_folded) {
  const LoadedContract contract = testing::contract_from(
      std::string(testing::kContractHead) + "commands = [\"tool\"]\n" + std::string(kStarted));
  const std::vector<PageExample> examples = {
      {.schema_version = 1, .event_type = "CommandStarted", .json = "{\"old\"}"},
      {.schema_version = 2, .event_type = "CommandStarted", .json = "{\"new\"}"},
      {.schema_version = 2, .event_type = "Other", .json = "{\"other\"}"}};
  const std::string page = telemetry_page(*contract, {.examples = examples}, Language::kEnglish);
  const std::size_t fold = page.find("<details>");
  EXPECT_LT(page.find("```json\n{\"new\"}\n```"), fold);
  EXPECT_GT(page.find("{\"other\"}"), fold);
  EXPECT_GT(page.find("{\"old\"}"), page.find("{\"other\"}"));
}

TEST(Page, lets_no_text_of_a_contract_out_of_its_place) {
  constexpr std::string_view kHostile = "'<script>alert(1)</script> | `x` *b* [l](javascript:1)'";
  const std::string hostile(kHostile);
  const std::string page =
      page_of("owner = " + hostile + "\nsource = 'https://a.example/\"><script> | `'\n" +
              "purpose.en = '# " + hostile.substr(1) + "\nignored_commands = [" + hostile + "]\n" +
              "options = [{ name = 'o|`<script>', spellings = ['--o'], env = 'O' }]\n"
              "[project_id]\nwhy.en = " +
              hostile + "\naccepted_risk.en = " + hostile + "\n" +
              "[[attribute]]\nname = 'kind'\ntype = 'enum'\nvalues = [" + hostile +
              "]\nwhy.en = " + hostile + "\nowner = " + hostile +
              "\n[[event]]\ntype = 'Some'\nwhy.en = " + hostile + "\n");
  // Only in `code`, which shows it as it is, and never beside a backtick or a bar of its own.
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("[l](")));
  EXPECT_THAT(page, Not(HasSubstr("*b*")));
  EXPECT_THAT(page, HasSubstr("\n\\# &lt;script&gt;"));
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("|")) continue;
    std::size_t bars = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '|' && (i == 0 || line[i - 1] != '\\')) ++bars;
    }
    EXPECT_EQ(bars, 4U) << line;
  }
}

}  // namespace
}  // namespace overt
