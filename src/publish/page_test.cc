#include "publish/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace overt {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Publication month_of(int number) {
  Publication month{.app = "git", .month = {.year = 2026, .number = number}, .k = 50, .tables = {}};
  month.known = KnownShare::kNearlyAll;
  month.tables = {{.name = "all", .rows = {{.name = "", .projects = 1200, .runs = 56789}}},
                  {.name = "commands",
                   .rows = {{.name = "git <commit>",
                             .projects = 1000,
                             .runs = 40000,
                             .ended = 39000,
                             .failed = 390,
                             .p50_ms = 120,
                             .p90_ms = 2500},
                            {.name = "git gc", .projects = 50}},
                   .withheld = true},
                  {.name = "channels", .rows = {{.name = "", .projects = 1200}}}};
  return month;
}

TEST(PageTest, tells_its_month_with_n_interval_k_and_coverage) {
  const std::string page = public_page({month_of(9), month_of(10)}, 1, Language::kEnglish);
  for (const char* text :
       {"How git is used", "October 2026", "1,200 projects or more ran it 56,789 times.",
        "git &lt;commit&gt;", "1.0\u00A0% <small>(0.9–1.1, n\u00A0=\u00A039,000)", "120 ms",
        "2.5 s", "Not shown: what fewer than 50 projects have", "fewer than 50 projects. A month",
        "rounded down to a multiple of 50", "less than 5 points off", "<small>not told</small>",
        "Nearly all (over 95 %)", R"(<a href="2026-09.html">September 2026</a>)",
        R"(href="data/2026-10.csv")", R"(href="index.ru.html")", "<i>none</i>"}) {
    EXPECT_THAT(page, HasSubstr(text));
  }
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("style=\"")));
  EXPECT_THAT(page, Not(HasSubstr("<commit>")));
}

TEST(PageTest, speaks_russian) {
  const std::string page = public_page({month_of(10)}, 0, Language::kRussian);
  for (const char* text : {"Как используют git", "октябрь 2026", "1\u00A0200", "2,5 с",
                           "не сообщается", R"(href="index.html")", R"(<html lang="ru">)"}) {
    EXPECT_THAT(page, HasSubstr(text));
  }
}

TEST(PageTest, says_that_there_is_nothing_to_tell) {
  Publication empty = month_of(10);
  empty.tables.clear();
  const std::string page = public_page({month_of(9), empty}, 1, Language::kEnglish);
  EXPECT_THAT(page, HasSubstr("Fewer than 50 projects were seen in this month"));
  EXPECT_THAT(page, HasSubstr("September 2026"));
}

TEST(PageTest, the_newest_month_is_the_index) {
  const Month month{.year = 2026, .number = 10};
  EXPECT_EQ(page_name(month, true, Language::kEnglish), "index.html");
  EXPECT_EQ(page_name(month, true, Language::kRussian), "index.ru.html");
  EXPECT_EQ(page_name(month, false, Language::kRussian), "2026-10.ru.html");
}

}  // namespace
}  // namespace overt
