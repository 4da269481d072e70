#include "publish/page.h"

#include <fmt/format.h>

#include <algorithm>

#include "publish/site_words.h"

namespace overt {
namespace {

std::string escaped(std::string_view text) {
  std::string html;
  for (const char c : text) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default:
        html += c;
    }
  }
  return html;
}

// A bar as an image: the page's policy lets no style stand in an element.
std::string bar(std::int64_t part, std::int64_t whole) {
  const double share =
      whole > 0 ? 100.0 * static_cast<double>(part) / static_cast<double>(whole) : 0;
  return fmt::format(
      R"(<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">)"
      R"(<rect width="{:.2f}" height="8"/></svg>)",
      share);
}

class Page {
 public:
  Page(const std::vector<Publication>& months, std::size_t shown, Language language)
      : months_(months), shown_(shown), month_(months[shown]), words_(site_words(language)) {}

  std::string html() && {
    head();
    if (month_.tables.empty()) {
      add(R"(<p class="nothing">{}</p>)", text(words_.nothing, month_.k));
    } else {
      const PublishedRow& all = month_.tables[0].rows.at(0);
      add(R"(<p class="lead">{}</p>)",
          text(words_.lead, count(all.projects), count(all.runs.value_or(0))));
    }
    if (months_.size() > 1) trend();
    for (const PublishedTable& table : month_.tables) {
      if (table.name != "all") section(table);
    }
    about();
    html_ += "</main></body></html>\n";
    return std::move(html_);
  }

 private:
  template <typename... Values>
  void add(fmt::format_string<Values...> form, Values&&... values) {
    fmt::format_to(std::back_inserter(html_), form, std::forward<Values>(values)...);
    html_ += '\n';
  }

  template <typename... Values>
  static std::string text(std::string_view form, const Values&... values) {
    return escaped(fmt::format(fmt::runtime(form), values...));
  }

  std::string count(std::int64_t number) const { return format_count(number, words_.language); }

  std::string percent(const Share& share) const {
    return format_percent(share, words_.language) + "\u00A0%";
  }

  // "3.1 % (2.9–3.3, n = 12,345)"
  std::string share_text(const Share& share) const {
    const Interval interval = wilson_interval(share);
    return fmt::format("{} <small>({}–{}, n\u00A0=\u00A0{})</small>", percent(share),
                       format_percent(interval.low, words_.language),
                       format_percent(interval.high, words_.language), count(share.of));
  }

  std::string page_of(std::size_t month, Language language) const {
    return page_name(months_[month].month, month + 1 == months_.size(), language);
  }

  void head() {
    const std::string month = month_name(month_.month, words_.language);
    const Language other =
        words_.language == Language::kEnglish ? Language::kRussian : Language::kEnglish;
    add(R"(<!doctype html>
<html lang="{}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{}</title>
<link rel="stylesheet" href="style.css">
</head>
<body>
<main>
<header>
<h1>{}</h1>
<p>{} · <a href="{}" lang="{}" hreflang="{}">{}</a></p>
</header>)",
        words_.code, text(words_.title, month_.app, month), text(words_.heading, month_.app),
        escaped(month), page_of(shown_, other), words_.other_code, words_.other_code,
        words_.other_name);
  }

  void trend() {
    add("<section><h2>{}</h2><p>{}</p>", words_.months, words_.months_computed);
    add(R"(<div class="table" tabindex="0" role="region" aria-label="{}"><table><thead><tr>)"
        R"(<th scope="col">{}</th><th scope="col" class="number" colspan="2">{}</th>)"
        R"(<th scope="col" class="number">{}</th></tr></thead><tbody>)",
        words_.months, words_.month, words_.projects, words_.runs);
    std::int64_t most = 0;
    for (const Publication& month : months_) {
      if (!month.tables.empty()) most = std::max(most, month.tables[0].rows.at(0).projects);
    }
    for (std::size_t i = 0; i < months_.size(); ++i) {
      const std::string name = escaped(month_name(months_[i].month, words_.language));
      const std::string link =
          i == shown_ ? name
                      : fmt::format(R"(<a href="{}">{}</a>)", page_of(i, words_.language), name);
      if (months_[i].tables.empty()) {
        add(R"(<tr><th scope="row">{}</th><td></td><td class="number">{}</td><td></td></tr>)", link,
            words_.withheld);
        continue;
      }
      const PublishedRow& all = months_[i].tables[0].rows.at(0);
      add(R"(<tr><th scope="row">{}</th><td class="drawn">{}</td><td class="number">{}</td>)"
          R"(<td class="number">{}</td></tr>)",
          link, bar(all.projects, most), count(all.projects), count(all.runs.value_or(0)));
    }
    add("</tbody></table></div></section>");
  }

  void section(const PublishedTable& table) {
    if (table.rows.empty() && !table.withheld) return;
    const TableWords words = table_words(table.name, words_.language);
    add(R"(<section id="{}"><h2>{}</h2><p>{}</p>)", table.name, words.title, words.computed);
    if (!table.rows.empty()) rows(table, words);
    if (table.withheld) add(R"(<p class="withheld">{}</p>)", text(words_.rest_withheld, month_.k));
    add("</section>");
  }

  void rows(const PublishedTable& table, const TableWords& words) {
    const bool tells_runs = table.name == "commands";
    const std::int64_t all = month_.tables[0].rows.at(0).projects;
    add(R"(<div class="table" tabindex="0" role="region" aria-label="{}"><table><thead><tr>)"
        R"(<th scope="col">{}</th><th scope="col" class="number" colspan="2">{}</th>)",
        words.title, words.name, words_.projects);
    if (tells_runs) {
      for (const std::string_view word :
           {words_.runs, words_.failed, words_.half_within, words_.most_within}) {
        add(R"(<th scope="col" class="number">{}</th>)", word);
      }
    }
    add("</tr></thead><tbody>");
    for (const PublishedRow& row : table.rows) {
      add(R"(<tr><th scope="row">{}</th><td class="drawn">{}</td>)"
          R"(<td class="number">{} <small>{}</small></td>)",
          row.name.empty() ? fmt::format("<i>{}</i>", words_.nameless) : escaped(row.name),
          bar(row.projects, all), count(row.projects), percent({row.projects, all}));
      if (tells_runs) {
        for (const std::string& cell : {runs(row), failed(row), time(row.p50_ms), time(row.p90_ms)})
          add(R"(<td class="number">{}</td>)", cell);
      }
      add("</tr>");
    }
    add("</tbody></table></div>");
  }

  std::string runs(const PublishedRow& row) const {
    return row.runs ? count(*row.runs) : fmt::format("<small>{}</small>", words_.withheld);
  }

  std::string failed(const PublishedRow& row) const {
    if (!row.ended || !row.failed) return fmt::format("<small>{}</small>", words_.withheld);
    return share_text({*row.failed, *row.ended});
  }

  std::string time(const std::optional<std::int64_t>& ms) const {
    if (!ms) return fmt::format("<small>{}</small>", words_.withheld);
    return escaped(format_duration(*ms, words_.language));
  }

  void about() {
    const std::string known = std::string(words_.known[static_cast<std::size_t>(month_.known)]);
    add(R"(<section id="about"><h2>{}</h2><p>{}</p><p>{}</p>)", words_.about,
        text(words_.about_k, month_.k), text(words_.about_coverage, known));
    if (!month_.tables.empty()) {
      // Of two numbers that may be almost k more: n / m is less than k / m from the truth.
      const std::int64_t all = month_.tables[0].rows.at(0).projects;
      const std::int64_t points = (100 * month_.k + all - 1) / all;
      add("<p>{}</p>", text(words_.about_projects, month_.k, points));
    }
    add("<p>{}</p>", escaped(words_.about_shares));
    const std::string name = month_.month.text();
    add(R"(<p>{}: <a href="data/{}.json">JSON</a>, <a href="data/{}.csv">CSV</a>, )"
        R"(<a href="data/{}.parquet">Parquet</a>.</p><p><small>{}</small></p></section>)",
        words_.files, name, name, name, words_.made);
  }

  const std::vector<Publication>& months_;
  std::size_t shown_;
  const Publication& month_;
  const SiteWords& words_;
  std::string html_;
};

}  // namespace

std::string page_name(const Month& month, bool is_newest, Language language) {
  return fmt::format("{}{}.html", is_newest ? "index" : month.text(),
                     language == Language::kEnglish ? "" : ".ru");
}

std::string public_page(const std::vector<Publication>& months, std::size_t shown,
                        Language language) {
  return Page(months, shown, language).html();
}

}  // namespace overt
