#include "contract/review/diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "contract/review/type_words.h"
#include "contract/words_of_types.h"

namespace overt {
namespace {

using Views = std::vector<std::string_view>;

// What `more` has beyond `less`; both are in any order.
template <typename Texts>
Views beyond(const Texts& more, const Texts& less) {
  Views found;
  std::ranges::copy_if(more, std::back_inserter(found), [&](std::string_view word) {
    return std::ranges::find(less, word) == less.end();
  });
  return found;
}

template <typename Spec>
const Spec* find(std::span<const Spec> specs, std::string_view Spec::* name,
                 std::string_view wanted) {
  const auto found = std::ranges::find(specs, wanted, name);
  return found == specs.end() ? nullptr : &*found;
}

std::string or_nothing(std::string_view text, std::string_view otherwise) {
  return std::string(text.empty() ? otherwise : text);
}

// How much each collects.
int rank(ConsentDefault consent) {
  switch (consent) {
    case ConsentDefault::kOff:
      return 0;
    case ConsentDefault::kLocal:
      return 1;
    case ConsentDefault::kOn:
      return 2;
  }
  return 0;
}

class Differ {
 public:
  Differ(const Contract& old, const Contract& now) : old_(old), now_(now) {}

  std::vector<ContractChange> run() {
    diff_tool();
    diff_consent();
    diff_commands();
    diff_options();
    diff_known_field("commands_to_come", &Contract::commands_to_come);
    diff_known_field("project_id", &Contract::project_id);
    diff_known_field("user_id", &Contract::user_id);
    diff_fields("attribute", old_.attributes, now_.attributes);
    diff_events();
    std::ranges::move(less_, std::back_inserter(more_));
    return std::move(more_);
  }

 private:
  void more(std::string text) { more_.push_back({.is_new = true, .text = std::move(text)}); }
  void less(const std::string& text) { less_.push_back({.text = "no longer: " + text}); }

  // The name of the tool, of the switch and of the address: what was agreed to was agreed to there.
  void diff_tool() {
    if (old_.app != now_.app) {
      more(fmt::format("it is collected as {}, not {}: a choice made for {} no longer counts",
                       now_.app, old_.app, old_.app));
    }
    if (old_.env_prefix != now_.env_prefix) {
      more(fmt::format("the switch is {}_TELEMETRY: {}_TELEMETRY no longer turns anything off",
                       now_.env_prefix, old_.env_prefix));
    }
    if (old_.endpoint != now_.endpoint) {
      more(fmt::format("events go to {} instead of {}", now_.endpoint, old_.endpoint));
    }
    if (old_.span_name != now_.span_name) {
      more(fmt::format("events are sent under the name {} instead of {}", now_.span_name,
                       old_.span_name));
    }
    for (const int version : now_.schema_versions) {
      if (std::ranges::count(old_.schema_versions, version) == 0) {
        more(fmt::format("events of schema {}", version));
      }
    }
    for (const int version : old_.schema_versions) {
      if (std::ranges::count(now_.schema_versions, version) == 0) {
        less(fmt::format("events of schema {}", version));
      }
    }
  }

  void diff_consent() {
    diff_consent("where nobody chose", old_.consent_default, now_.consent_default);
    if (!old_.consent_in_ci && !now_.consent_in_ci) return;
    diff_consent("in CI where nobody chose", old_.consent_in_ci.value_or(old_.consent_default),
                 now_.consent_in_ci.value_or(now_.consent_default));
  }

  void diff_consent(std::string_view where, ConsentDefault old, ConsentDefault now) {
    if (rank(now) > rank(old)) {
      more(fmt::format("consent \"{}\" {}, before \"{}\"", to_string(now), where, to_string(old)));
    } else if (rank(now) < rank(old)) {
      less(fmt::format("consent \"{}\" {} (now: \"{}\")", to_string(old), where, to_string(now)));
    }
  }

  void list_more(std::string_view one, std::string_view several, const Views& words) {
    if (!words.empty()) {
      more(fmt::format("{} {}", words.size() == 1 ? one : several, list_of(words)));
    }
  }
  void list_less(std::string_view one, std::string_view several, const Views& words) {
    if (!words.empty()) {
      less(fmt::format("{} {}", words.size() == 1 ? one : several, list_of(words)));
    }
  }

  void diff_commands() {
    const Views heard = beyond(old_.ignored_commands, now_.ignored_commands);
    const Views ignored = beyond(now_.ignored_commands, old_.ignored_commands);
    list_more("command", "commands", beyond(beyond(now_.commands, old_.commands), heard));
    list_more("command that recorded nothing before,", "commands that recorded nothing before,",
              heard);
    list_less("command", "commands", beyond(beyond(old_.commands, now_.commands), ignored));
    list_less("command that records nothing now,", "commands that record nothing now,", ignored);
  }

  void diff_options() {
    Views added;
    Views gone;
    for (const OptionSpec& option : now_.options) {
      const std::optional<std::size_t> old = old_.options.find(option.name);
      if (!old) {
        added.push_back(option.name);
      } else {
        diff_option(old_.options[*old], option);
      }
    }
    for (const OptionSpec& option : old_.options) {
      if (!now_.options.find(option.name)) gone.push_back(option.name);
    }
    list_more("option", "options", added);
    list_less("option", "options", gone);
  }

  // An option is recorded where it is given in one of its ways.
  void diff_option(const OptionSpec& old, const OptionSpec& now) {
    const std::string name = fmt::format("option \"{}\" where it is given as", now.name);
    list_more(name, name, beyond(now.spellings, old.spellings));
    list_less(name, name, beyond(old.spellings, now.spellings));
    if (old.env == now.env) return;
    if (!now.env.empty()) more(fmt::format("option \"{}\" where {} sets it", now.name, now.env));
    if (!old.env.empty()) less(fmt::format("option \"{}\" where {} sets it", old.name, old.env));
  }

  void diff_known_field(const std::string& name, std::optional<FieldSpec> Contract::* member) {
    const std::optional<FieldSpec>& old = old_.*member;
    const std::optional<FieldSpec>& now = now_.*member;
    diff_field(name, old ? &*old : nullptr, now ? &*now : nullptr);
  }

  // `of` is what a field is called, whose name follows.
  void diff_fields(const std::string& of, std::span<const FieldSpec> old,
                   std::span<const FieldSpec> now) {
    const auto name_of = [&](const FieldSpec& field) {
      return fmt::format("{} {}", of, field.name);
    };
    for (const FieldSpec& field : now) {
      diff_field(name_of(field), find(old, &FieldSpec::name, field.name), &field);
    }
    for (const FieldSpec& field : old) {
      if (find(now, &FieldSpec::name, field.name) == nullptr) {
        diff_field(name_of(field), &field, nullptr);
      }
    }
  }

  // Either may be absent; one that is discarded is as good as absent.
  void diff_field(const std::string& name, const FieldSpec* old, const FieldSpec* now) {
    const bool was = old != nullptr && !old->discard;
    const bool is = now != nullptr && !now->discard;
    if (is && !was) {
      more(fmt::format("{}, {}{} (\"{}\")", name, describe_values(*now),
                       old != nullptr ? ", which was discarded before" : "", now->why.en));
    } else if (was && !is) {
      less(fmt::format("{}, {}", name, describe_values(*old)));
    } else if (was) {
      diff_values(name, *old, *now);
      diff_terms(name, *old, *now);
    }
  }

  void diff_values(const std::string& name, const FieldSpec& old, const FieldSpec& now) {
    if (old.type != now.type) {
      other_values(name, old, now);
      return;
    }
    if (now.type == FieldType::kInteger) {
      if (now.min < old.min || now.max > old.max) {
        other_values(name, old, now);
        return;
      }
      if (now.min > old.min || now.max < old.max) narrower(name, old, now);
    } else if (now.type == FieldType::kEnum) {
      const std::string one = name + ", value";
      const std::string several = name + ", values";
      list_more(one, several, beyond(now.values, old.values));
      list_less(one, several, beyond(old.values, now.values));
    } else if (now.type == FieldType::kPattern) {
      diff_pattern(name, old, now);
    }
  }

  // Which of two patterns matches more is not asked: another one is to be looked at.
  void diff_pattern(const std::string& name, const FieldSpec& old, const FieldSpec& now) {
    if (old.pattern->text() != now.pattern->text()) {
      other_values(name, old, now);
      return;
    }
    const std::size_t before = old.pattern->characters_max();
    const std::size_t after = now.pattern->characters_max();
    if (after > before) other_values(name, old, now);
    if (after < before) narrower(name, old, now);
  }

  void other_values(const std::string& name, const FieldSpec& old, const FieldSpec& now) {
    more(fmt::format("{}, {}, before {}", name, describe_values(now), describe_values(old)));
  }
  void narrower(const std::string& name, const FieldSpec& old, const FieldSpec& now) {
    less(fmt::format("{}, {} (now: {})", name, describe_values(old), describe_values(now)));
  }

  // When a field is there, and from where.
  void diff_terms(const std::string& name, const FieldSpec& old, const FieldSpec& now) {
    diff_since_schema(name, old.since_schema, now.since_schema);
    if (now.expires > old.expires) {
      const std::string day = to_string(old.expires);
      more(now.expires == kNever
               ? fmt::format("{} without a last day, before until {}", name, day)
               : fmt::format("{} until {}, before until {}", name, to_string(now.expires), day));
    } else if (now.expires < old.expires) {
      less(fmt::format("{} after {}", name, to_string(now.expires)));
    }
    if (old.env != now.env) {
      more(fmt::format("{}, read from {}, before from {}", name,
                       or_nothing(now.env, "what overt knows itself"),
                       or_nothing(old.env, "what overt knows itself")));
    }
  }

  void diff_since_schema(const std::string& name, int old, int now) {
    if (now < old) more(fmt::format("{} in events of schema {}, too", name, now));
    if (now > old) less(fmt::format("{} in events of schema {}", name, old));
  }

  void diff_events() {
    for (const EventSpec& event : now_.events) {
      const EventSpec* const old = find(old_.events, &EventSpec::type, event.type);
      const std::string name = fmt::format("event {}", event.type);
      if (old == nullptr) {
        more(event.why.en.empty() ? name : fmt::format("{} (\"{}\")", name, event.why.en));
      } else {
        diff_since_schema(name, old->since_schema, event.since_schema);
      }
      diff_fields(name + ": field", old == nullptr ? std::span<const FieldSpec>() : old->fields,
                  event.fields);
    }
    for (const EventSpec& event : old_.events) {
      if (find(now_.events, &EventSpec::type, event.type) == nullptr) {
        less(fmt::format("event {} with all its fields", event.type));
      }
    }
  }

  const Contract& old_;
  const Contract& now_;
  std::vector<ContractChange> more_;
  std::vector<ContractChange> less_;
};

}  // namespace

std::vector<ContractChange> diff(const Contract& old, const Contract& now) {
  return Differ(old, now).run();
}

}  // namespace overt
