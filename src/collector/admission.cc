#include "collector/admission.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "contract/gate.h"
#include "model/event_json.h"
#include "model/limits.h"
#include "store/run_row.h"

namespace overt {
namespace {

// Collects the reasons of refusals: each once, the first few.
class Reasons {
 public:
  // `where` goes before a reason that was not given before.
  void add(std::string reason, std::string_view where = "") {
    ++refused_;
    if (std::ranges::find(reasons_, reason) != reasons_.end()) return;
    if (reasons_.size() == kRefusalReasonsMax) {
      more_ = true;
      return;
    }
    if (!message_.empty()) message_ += "; ";
    message_.append(where).append(reason);
    reasons_.push_back(std::move(reason));
  }

  ExportResponse response() const {
    ExportResponse response{.rejected_spans = refused_, .error_message = message_};
    if (more_) response.error_message += "; and other reasons";
    return response;
  }

 private:
  std::int64_t refused_ = 0;
  std::vector<std::string> reasons_;
  std::string message_;
  bool more_ = false;
};

// OTLP, trace.proto: an id of zeros is no id.
bool is_valid(const SpanIdentity& identity) {
  return identity.trace_id != Bytes<16>{} && identity.span_id != Bytes<8>{};
}

// Which spans want a key other than the one that their request bears.
class KeyNeed {
 public:
  KeyNeed(const CurrentKeys* keys, std::string_view key) {
    if (keys == nullptr) return;
    keys_ = keys->get();
    check_.emplace(keys_->check(key));
  }

  bool of(const ContractSet& contracts, const OtlpSpan& span) const {
    if (!check_) return false;
    const Contract* const contract = contracts.find_by_span_name(span.name);
    return contract != nullptr && !check_->admits(contract->app);
  }

 private:
  std::shared_ptr<const IngestKeys> keys_;
  std::optional<KeyCheck> check_;
};

// What a resource tells of as lost goes along with the first of its events that is let in. All of
// them are of one tool there, for such a resource is a sender's of overt.
class Losses {
 public:
  void note(const OtlpSpan& span) {
    if (span.lost_before == 0) return;
    lost_ = span.lost_before;
    span_name_ = span.name;
  }

  std::int64_t take(const OtlpSpan& span) {
    return lost_ > 0 && span.name == span_name_ ? std::exchange(lost_, 0) : 0;
  }

 private:
  std::int64_t lost_ = 0;
  std::string span_name_;
};

// The version that `event` tells: one that its contract allows and still records, or empty.
std::string version_of(const Contract& contract, const Event& event, std::int64_t received_ms) {
  const auto spec = std::ranges::find(contract.attributes, field::kVersion, &FieldSpec::name);
  if (spec == contract.attributes.end() || spec->type != FieldType::kVersion ||
      spec->since_schema > event.schema_version || !is_recorded(*spec, received_ms)) {
    return {};
  }
  const auto told = std::ranges::find(event.attributes, field::kVersion, &Field::name);
  if (told == event.attributes.end() || !fits(contract, *spec, told->value)) return {};
  return std::get<std::string>(told->value);
}

Error refused(RefusalSums& refusals, RefusalKind kind, std::string message) {
  refusals.add(std::move(kind));
  return Error{std::move(message)};
}

// One whose version cannot be known.
RefusalKind kind_of(RefusalReason reason, std::string_view app, std::int64_t received_ms) {
  return {.day = day_of(received_ms), .reason = reason, .app = std::string(app), .version = {}};
}

}  // namespace

Result<Admission> Door::admit(std::string_view body, OtlpEncoding encoding,
                              std::int64_t received_ms, std::string_view key) const {
  const std::shared_ptr<const ContractSet> contracts = contracts_.get();
  const KeyNeed needs_key(keys_, key);
  Admission admission;
  Reasons reasons;
  Losses losses;
  RefusalSums refusals;
  const Status read = read_export_request(body, encoding, [&](const OtlpSpan& span) {
    admission.needs_key = admission.needs_key || needs_key.of(*contracts, span);
    if (admission.needs_key) return;
    losses.note(span);
    Result<AcceptedEvent> event = admit_span(*contracts, span, received_ms, refusals);
    if (event) {
      event->lost_before = losses.take(span);
      admission.accepted.push_back(*std::move(event));
    } else {
      reasons.add(event.error().message);
    }
  });
  if (!read) return read.error();
  if (admission.needs_key) return Admission{.accepted = {}, .response = {}, .needs_key = true};
  if (counters_ != nullptr) counters_->add(refusals);
  admission.response = reasons.response();
  return admission;
}

Result<AcceptedEvent> Door::admit_span(const ContractSet& contracts, const OtlpSpan& span,
                                       std::int64_t received_ms, RefusalSums& refusals) const {
  const Contract* contract = contracts.find_by_span_name(span.name);
  if (contract == nullptr) {
    return refused(refusals, kind_of(RefusalReason::kNoContract, "", received_ms),
                   "span name: no contract has it");
  }
  if (!is_valid(span.identity)) {
    return refused(refusals, kind_of(RefusalReason::kIdentity, contract->app, received_ms),
                   "trace id or span id: not valid");
  }
  Result<Event> event = event_from_span(span);
  if (!event) {
    return refused(refusals, kind_of(RefusalReason::kMalformed, contract->app, received_ms),
                   event.error().message);
  }
  return admit_event(*contract, *std::move(event), span.identity, received_ms, refusals);
}

Result<Admission> Door::admit_lines(std::string_view body, std::string_view app,
                                    std::int64_t received_ms, std::string_view key) const {
  const std::shared_ptr<const ContractSet> contracts = contracts_.get();
  const Contract* contract = contracts->find_by_app(app);
  if (contract == nullptr) return Error{"app: no contract has it"};
  Admission admission;
  admission.needs_key = keys_ != nullptr && !keys_->get()->check(key).admits(app);
  if (admission.needs_key) return admission;
  Reasons reasons;
  RefusalSums refusals;
  for (std::size_t number = 1; !body.empty(); ++number) {
    if (number > kLinesPerRequestMax) {
      return Error{"more than " + std::to_string(kLinesPerRequestMax) + " lines"};
    }
    const std::string_view line = body.substr(0, body.find('\n'));
    body.remove_prefix(std::min(line.size() + 1, body.size()));
    if (line.empty()) continue;
    Result<AcceptedEvent> event = admit_line(*contract, line, received_ms, refusals);
    if (event) {
      admission.accepted.push_back(*std::move(event));
    } else {
      reasons.add(event.error().message, "line " + std::to_string(number) + ": ");
    }
  }
  if (counters_ != nullptr) counters_->add(refusals);
  admission.response = reasons.response();
  return admission;
}

Result<AcceptedEvent> Door::admit_line(const Contract& contract, std::string_view line,
                                       std::int64_t received_ms, RefusalSums& refusals) const {
  if (line.size() >= kEventLineBytesMax) {
    return refused(refusals, kind_of(RefusalReason::kMalformed, contract.app, received_ms),
                   "more than " + std::to_string(kEventLineBytesMax) + " bytes with its newline");
  }
  Result<Event> event = event_from_json(line);
  if (!event) {
    return refused(refusals, kind_of(RefusalReason::kMalformed, contract.app, received_ms),
                   event.error().message);
  }
  const SpanIdentity identity = identity_of(*event, line);
  if (!is_valid(identity)) {
    return refused(refusals, kind_of(RefusalReason::kIdentity, contract.app, received_ms),
                   "executionID: must not be all zeros");
  }
  return admit_event(contract, *std::move(event), identity, received_ms, refusals);
}

Result<AcceptedEvent> Door::admit_event(const Contract& contract, Event event,
                                        const SpanIdentity& identity, std::int64_t received_ms,
                                        RefusalSums& refusals) const {
  if (const auto refusal = check(contract, event)) {
    RefusalKind kind = kind_of(RefusalReason::kNotInContract, contract.app, received_ms);
    kind.version = version_of(contract, event, received_ms);
    return refused(refusals, std::move(kind), to_string(*refusal));
  }
  discard(contract, event, received_ms);
  pepper_.key_ids(event);
  return AcceptedEvent{.identity = pepper_.key(identity),
                       .app = std::string(contract.app),
                       .received_ms = received_ms,
                       .line = to_json(event)};
}

}  // namespace overt
