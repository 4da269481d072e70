#include "contract/page/markdown.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

TEST(MarkdownText, takes_every_sign_its_meaning) {
  EXPECT_EQ(markdown_text("a *b* _c_ `d` ~e~ $f$ [g](h) ![i] | \\"),
            "a \\*b\\* \\_c\\_ \\`d\\` \\~e\\~ \\$f\\$ \\[g\\](h) \\!\\[i\\] &#124; \\\\");
  EXPECT_EQ(markdown_text("<script>&amp;"), "&lt;script&gt;&amp;amp;");
}

TEST(MarkdownText, begins_no_heading_and_no_list) {
  EXPECT_EQ(markdown_text("# a"), "\\# a");
  EXPECT_EQ(markdown_text("- a"), "\\- a");
  EXPECT_EQ(markdown_text("+ a"), "\\+ a");
  EXPECT_EQ(markdown_text("=="), "\\==");
  EXPECT_EQ(markdown_text("12. a"), "12\\. a");
  EXPECT_EQ(markdown_text("1) a"), "1\\) a");
  EXPECT_EQ(markdown_text("> a"), "&gt; a");
  EXPECT_EQ(markdown_text("     a  "), "a");
}

TEST(MarkdownText, is_one_line_and_leaves_plain_sentences_alone) {
  EXPECT_EQ(markdown_text("a\n\n# b\r\tc"), "a  \\# b  c");
  EXPECT_EQ(markdown_text("It's plain, 1.2 of it: (yes)? Да — и по-русски."),
            "It's plain, 1.2 of it: (yes)? Да — и по-русски.");
  EXPECT_EQ(markdown_text(""), "");
}

TEST(MarkdownCode, is_in_backticks_where_they_hold) {
  EXPECT_EQ(markdown_code("a *b* <c> &"), "`a *b* <c> &`");
  EXPECT_EQ(markdown_code("a|b"), "`a|b`");
  EXPECT_EQ(markdown_code("a\\|b"), "<code>a&#92;&#124;b</code>");
  EXPECT_EQ(markdown_code("`</code><b>*"), "<code>&#96;&#60;/code&#62;&#60;b&#62;&#42;</code>");
  EXPECT_EQ(markdown_code(" a\nb"), "<code> a b</code>");
  EXPECT_EQ(markdown_code(""), "<code></code>");
}

TEST(MarkdownLink, leads_to_the_web_or_nowhere) {
  EXPECT_EQ(markdown_link("https://a.example/b_c?d=e#f"), "<https://a.example/b_c?d=e#f>");
  EXPECT_EQ(markdown_link("javascript:alert(1)"), "javascript:alert(1)");
  EXPECT_EQ(markdown_link("https://a.example/> <b>"), "https://a.example/&gt; &lt;b&gt;");
}

TEST(MarkdownTable, has_a_line_for_each_row_and_is_nothing_without_rows) {
  EXPECT_EQ(markdown_table({"a", "b"}, std::vector<std::vector<std::string>>{{"c", "d"}}),
            "| a | b |\n|---|---|\n| c | d |\n");
  EXPECT_EQ(markdown_table({"a"}, {}), "");
  EXPECT_EQ(markdown_table({"a"}, std::vector<std::vector<std::string>>{{"`b|c`"}}),
            "| a |\n|---|\n| `b\\|c` |\n");
}

TEST(MarkdownFolded, has_a_summary_in_html_and_a_body_in_markdown) {
  EXPECT_EQ(markdown_folded("a_b <c> & d", "`e`\n\n\n"),
            "<details>\n<summary>a_b &#60;c&#62; &#38; d</summary>\n\n`e`\n\n</details>\n");
}

TEST(MarkdownList, breaks_its_lines_between_items) {
  const std::vector<std::string> items(30, "`item`");
  const std::string list = markdown_wrapped_list(items);
  EXPECT_EQ(list.find("\n"), list.find(",\n") + 1);
  EXPECT_TRUE(list.ends_with("`item`\n"));
  EXPECT_EQ(markdown_list(std::vector<std::string>{"a", "b"}), "a, b");
}

}  // namespace
}  // namespace overt
