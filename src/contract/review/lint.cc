#include "contract/review/lint.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "contract/in_file_order.h"
#include "contract/review/field_risks.h"
#include "contract/review/type_words.h"
#include "contract/words_of_types.h"

namespace overt {
namespace {

using Kind = LintFinding::Kind;

// A shorter reason gives none.
constexpr std::ptrdiff_t kReasonCharactersMin = 10;

// Without what does not tell two texts apart for a reader: "exitCode" and "Exit code."
std::string bare(std::string_view text) {
  std::string letters;
  for (const char c : text) {
    const bool is_capital = c >= 'A' && c <= 'Z';
    if (is_capital) letters += static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0) letters += c;
  }
  return letters;
}

bool is_loopback_url(std::string_view url) {
  std::string_view host = url.substr(url.find("://") + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  if (const auto at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
  if (host.starts_with('[')) return host.substr(0, host.find(']')) == "[::1";
  host = host.substr(0, host.find(':'));
  constexpr Pattern kLoopback("localhost|127(\\.[0-9]{1,3}){3}", 15);
  return kLoopback.matches(host);
}

class Linter {
 public:
  Linter(const Contract& contract, std::chrono::sys_days today)
      : contract_(contract), today_(today) {}

  std::vector<LintFinding> run() {
    lint_whole();
    lint_names();
    for_each_field(
        [this](const std::string& name, const FieldSpec& field) { lint_field(name, field); });
    for (const EventSpec& event : contract_.events) lint_event(event);
    lint_owners();
    if (has_russian()) note_missing_russian();
    return in_file_order(std::move(findings_));
  }

 private:
  template <typename Use>
  void for_each_field(Use use) const {
    if (contract_.commands_to_come) use("commands_to_come", *contract_.commands_to_come);
    if (contract_.project_id) use("project_id", *contract_.project_id);
    if (contract_.user_id) use("user_id", *contract_.user_id);
    for (const FieldSpec& field : contract_.attributes) {
      use(fmt::format("attribute {}", field.name), field);
    }
    for (const EventSpec& event : contract_.events) {
      for (const FieldSpec& field : event.fields) {
        use(fmt::format("field {} of event {}", field.name, event.type), field);
      }
    }
  }

  void add(Kind kind, Place place, std::string what, std::string to_do) {
    findings_.push_back(
        {.kind = kind, .place = place, .what = std::move(what), .to_do = std::move(to_do)});
  }

  void lint_whole() {
    if (contract_.endpoint.starts_with("http://") && !is_loopback_url(contract_.endpoint)) {
      add(Kind::kPrivacy, {},
          fmt::format("the endpoint is not encrypted: everyone on the way to {} can read along",
                      contract_.endpoint),
          "https");
    }
  }

  void lint_names() {
    for (const std::string_view command : contract_.commands) lint_name("command", command, {});
    for (const OptionSpec& option : contract_.options) {
      lint_name("option", option.name, option.place);
    }
  }

  void lint_name(std::string_view what, std::string_view name, Place place) {
    const std::string_view kind = kind_of_word(name);
    if (kind.empty()) return;
    add(Kind::kPrivacy, place, fmt::format("{} \"{}\" looks like {}", what, name, kind),
        "give it a name of words");
  }

  void lint_field(const std::string& name, const FieldSpec& field) {
    for (Risk& risk : risks_of(field)) {
      findings_.push_back({.kind = Kind::kPrivacy,
                           .place = field.place,
                           .what = name + ' ' + risk.what,
                           .to_do = std::move(risk.to_do),
                           .accepted = field.accepted_risk.en});
    }
    lint_why(name, field.name, field.why.en, field.place);
    lint_last_day(name, field);
  }

  void lint_why(const std::string& name, std::string_view bare_name, std::string_view why,
                Place place) {
    // A character begins at each byte of UTF-8 but those that go on with one.
    const auto characters = std::ranges::count_if(why, [](char c) { return (c & 0xC0) != 0x80; });
    if (characters >= kReasonCharactersMin && bare(why) != bare(bare_name)) return;
    add(Kind::kUpkeep, place,
        why.empty() ? name + " does not say why it is collected"
                    : fmt::format("{} gives no reason: \"{}\"", name, why),
        "say in why.en which question it answers");
  }

  void lint_last_day(const std::string& name, const FieldSpec& field) {
    if (field.expires == kNever) return;
    const std::string day = to_string(field.expires);
    if (today_ > field.expires) {
      add(Kind::kUpkeep, field.place, fmt::format("{} expired: {} was its last day", name, day),
          "remove it, or say a later day and why it is still needed");
    } else if (field.expires - today_ <= kExpiresSoon) {
      add(Kind::kUpkeep, field.place, fmt::format("{} expires soon: {} is its last day", name, day),
          "plan to remove it, or say a later day and why it is still needed");
    }
  }

  void lint_event(const EventSpec& event) {
    lint_why(fmt::format("event {}", event.type), event.type, event.why.en, event.place);
  }

  // One finding for all: the answer is one line at the top of the contract.
  void lint_owners() {
    if (!contract_.owner.empty()) return;
    std::string first;
    Place place;
    int others = -1;
    for_each_field([&](const std::string& name, const FieldSpec& field) {
      if (!field.owner.empty()) return;
      ++others;
      if (!first.empty() && place.line <= field.place.line) return;
      first = name;
      place = field.place;
    });
    if (first.empty()) return;
    add(Kind::kUpkeep, place,
        others == 0 ? fmt::format("nobody answers for {}", first)
                    : fmt::format("nobody answers for {} and {} more", first, others),
        "owner = \"who answers for what is collected\" at the top of the contract");
  }

  bool has_russian() const {
    bool found = !contract_.purpose.ru.empty();
    for_each_field([&](const std::string&, const FieldSpec& field) {
      found = found || !field.why.ru.empty() || !field.accepted_risk.ru.empty();
    });
    return found || std::ranges::any_of(contract_.events, [](const EventSpec& event) {
             return !event.why.ru.empty();
           });
  }

  void note_missing_russian() {
    note_russian("the contract", "purpose", contract_.purpose, {});
    for_each_field([this](const std::string& name, const FieldSpec& field) {
      note_russian(name, "why", field.why, field.place);
      note_russian(name, "accepted_risk", field.accepted_risk, field.place);
    });
    for (const EventSpec& event : contract_.events) {
      note_russian(fmt::format("event {}", event.type), "why", event.why, event.place);
    }
  }

  void note_russian(const std::string& name, std::string_view key, const Words& words,
                    Place place) {
    if (words.en.empty() || !words.ru.empty()) return;
    add(Kind::kNote, place, fmt::format("{} has no {}.ru, other texts have Russian", name, key),
        fmt::format("{}.ru", key));
  }

  const Contract& contract_;
  std::chrono::sys_days today_;
  std::vector<LintFinding> findings_;
};

}  // namespace

std::vector<LintFinding> lint(const Contract& contract, std::chrono::sys_days today) {
  return Linter(contract, today).run();
}

}  // namespace overt
