// Markdown whose texts come from somebody else: whatever they are, they stay texts.
// CommonMark 0.31, and the tables of GitHub Flavored Markdown.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace overt {

// `text` as it is read, in a paragraph, a list or a cell of a table.
std::string markdown_text(std::string_view text);

// `text` as code, in a paragraph, a list or a cell of a table.
std::string markdown_code(std::string_view text);

// `url` as a link to itself; as mere text if it is none.
std::string markdown_link(std::string_view url);

// `items`, which are Markdown, with commas between them.
std::string markdown_list(std::span<const std::string> items);

// The same on lines of bearable length, with a newline at the end.
std::string markdown_wrapped_list(std::span<const std::string> items);

// A table; cells are Markdown without newlines. Nothing if there are no rows.
std::string markdown_table(const std::vector<std::string>& head,
                           std::span<const std::vector<std::string>> rows);

// `body`, which is Markdown, folded behind `summary`, which is text.
std::string markdown_folded(std::string_view summary, std::string_view body);

}  // namespace overt
