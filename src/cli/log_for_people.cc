#include "cli/log_for_people.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "base/printable.h"
#include "cli/format.h"
#include "client/user_words.h"
#include "model/event_json.h"
#include "sender/verify.h"

namespace overt::cli {
namespace {

struct ShowValue {
  std::string operator()(bool truth) const { return truth ? "true" : "false"; }
  std::string operator()(std::int64_t number) const { return fmt::format("{}", number); }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(const StringMap& map) const {
    return fmt::format("({})", count_of(std::ssize(map), "text"));
  }
  std::string operator()(const OptionList& options) const {
    std::string names;
    for (const CommandOption& option : options) {
      names += (names.empty() ? "" : ", ") + option.name;
      if (option.count > 1) names += fmt::format(" ({} times)", option.count);
    }
    return names;
  }
};

std::string fields_in_words(const Fields& fields) {
  std::string text;
  for (const Field& field : fields) {
    text += fmt::format(" {}={}", field.name, std::visit(ShowValue{}, field.value));
  }
  return text;
}

// What the event tells.
std::string tale_of(const Event& event) {
  if (event.event_type == kCommandStarted) {
    const auto* options = find_field<OptionList>(event.data, field::kCommandOptions);
    const bool has_options = options != nullptr && !options->empty();
    return has_options ? "started with " + ShowValue{}(*options) : "started";
  }
  const auto* exit_code = find_field<std::int64_t>(event.data, field::kExitCode);
  const auto* duration_ms = find_field<std::int64_t>(event.data, field::kDurationMs);
  if (event.event_type == kCommandExited && exit_code != nullptr) {
    std::string text = fmt::format("exited {}", *exit_code);
    if (duration_ms != nullptr) text += " after " + format_duration(*duration_ms);
    return text;
  }
  return event.event_type + fields_in_words(event.data);
}

// "https://telemetry.example/v1/traces" is "telemetry.example".
std::string_view host_of(std::string_view endpoint) {
  const auto scheme = endpoint.find("://");
  if (scheme != std::string_view::npos) endpoint.remove_prefix(scheme + 3);
  return endpoint.substr(0, endpoint.find('/'));
}

std::string answer_of(const Receipt& receipt) {
  const std::string host = printable(host_of(receipt.endpoint));
  if (receipt.rejected >= receipt.count) {
    return fmt::format("refused by {} (answered {})", host, receipt.status);
  }
  const std::string refused = receipt.rejected == 0 ? ""
                                                    : fmt::format(", {} of {} events refused",
                                                                  receipt.rejected, receipt.count);
  return fmt::format("sent to {} (answered {}{})", host, receipt.status, refused);
}

}  // namespace

Result<LogForPeople> LogForPeople::open(const ToolOfUser& tool) {
  Result<std::vector<Receipt>> receipts = read_receipts(tool.state);
  if (!receipts) return receipts.error();
  return LogForPeople(tool, load_cursor(tool.state.cursor()), *std::move(receipts));
}

std::string LogForPeople::line_of(const LogLine& line) {
  const Result<Event> event = event_from_json(line.text);
  if (!event) return fmt::format("{:<19}  {}  not an event", "?", printable(line.text));
  return fmt::format("{}  {:<20}  {:<32}  {}", local_time(event->ts_ms), printable(event->command),
                     printable(tale_of(*event)), became_of(line));
}

const Receipt* LogForPeople::last_about(LogPosition position) const {
  const auto newest_first = receipts_ | std::views::reverse;
  const auto found = std::ranges::find_if(newest_first, [position](const Receipt& receipt) {
    return receipt.begin <= position && position < receipt.end;
  });
  return found == newest_first.end() ? nullptr : &*found;
}

std::string LogForPeople::became_of(const LogLine& line) {
  const Receipt* const receipt = last_about(line.begin);
  if (line.begin >= cursor_.position) {
    if (receipt == nullptr || has_settled(*receipt)) return "queued";
    return receipt->status == 0 ? "queued (not answered yet)"
                                : fmt::format("queued (answered {})", receipt->status);
  }
  if (receipt == nullptr || !has_settled(*receipt)) return "done with (its receipt is gone)";
  switch (fate_in(*receipt, line.begin)) {
    case LineFate::kTooOld:
      return "dropped (older than 30 days)";
    case LineFate::kNotInContract:
      return "not sent (not as the contract allows)";
    case LineFate::kNotAnEvent:
      return "not sent (not an event)";
    case LineFate::kInRequest:
      break;
  }
  return answer_of(*receipt);
}

LineFate LogForPeople::fate_in(const Receipt& receipt, LogPosition position) {
  const bool all_went = receipt.too_old + receipt.not_in_contract + receipt.not_events == 0;
  if (all_went || tool_->contract == nullptr) return LineFate::kInRequest;
  if (told_ != &receipt) {
    told_ = &receipt;
    fates_.clear();
    const Result<std::vector<LogLine>> lines = lines_of(tool_->state, receipt);
    if (!lines) return LineFate::kInRequest;
    const std::vector<LineFate> fates = fates_of(receipt, *lines, *tool_->contract);
    for (std::size_t i = 0; i < lines->size(); ++i) fates_[(*lines)[i].begin] = fates[i];
  }
  const auto found = fates_.find(position);
  return found == fates_.end() ? LineFate::kInRequest : found->second;
}

std::string line_of(const Receipt& receipt) {
  return local_time(receipt.time_ms) + "  " + words_of(receipt);
}

}  // namespace overt::cli
