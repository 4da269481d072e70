#include "collector/admission.h"

#include <algorithm>

#include "contract/gate.h"
#include "model/event_json.h"
#include "model/limits.h"

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

}  // namespace

Result<Admission> Door::admit(std::string_view body, OtlpEncoding encoding,
                              std::int64_t received_ms, std::string_view key) const {
  const auto spans = decode_export_request(body, encoding);
  if (!spans) return spans.error();
  const std::shared_ptr<const ContractSet> contracts = contracts_.get();
  Admission admission;
  admission.needs_key = needs_key(*contracts, *spans, key);
  if (admission.needs_key) return admission;
  Reasons reasons;
  for (const OtlpSpan& span : *spans) {
    Result<AcceptedEvent> event = admit_span(*contracts, span, received_ms);
    if (event) {
      admission.accepted.push_back(*std::move(event));
    } else {
      reasons.add(event.error().message);
    }
  }
  admission.response = reasons.response();
  return admission;
}

bool Door::needs_key(const ContractSet& contracts, const std::vector<OtlpSpan>& spans,
                     std::string_view key) const {
  if (keys_ == nullptr) return false;
  const std::shared_ptr<const IngestKeys> keys = keys_->get();
  const KeyCheck check = keys->check(key);
  return std::ranges::any_of(spans, [&](const OtlpSpan& span) {
    const Contract* const contract = contracts.find_by_span_name(span.name);
    return contract != nullptr && !check.admits(contract->app);
  });
}

Result<AcceptedEvent> Door::admit_span(const ContractSet& contracts, const OtlpSpan& span,
                                       std::int64_t received_ms) const {
  const Contract* contract = contracts.find_by_span_name(span.name);
  if (contract == nullptr) {
    return refused(RefusalReason::kNoContract, "span name: no contract has it");
  }
  if (!is_valid(span.identity)) {
    return refused(RefusalReason::kIdentity, "trace id or span id: not valid");
  }
  Result<Event> event = event_from_span(span);
  if (!event) return refused(RefusalReason::kMalformed, event.error().message);
  return admit_event(*contract, *std::move(event), span.identity, received_ms);
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
  for (std::size_t number = 1; !body.empty(); ++number) {
    if (number > kLinesPerRequestMax) {
      return Error{"more than " + std::to_string(kLinesPerRequestMax) + " lines"};
    }
    const std::string_view line = body.substr(0, body.find('\n'));
    body.remove_prefix(std::min(line.size() + 1, body.size()));
    if (line.empty()) continue;
    Result<AcceptedEvent> event = admit_line(*contract, line, received_ms);
    if (event) {
      admission.accepted.push_back(*std::move(event));
    } else {
      reasons.add(event.error().message, "line " + std::to_string(number) + ": ");
    }
  }
  admission.response = reasons.response();
  return admission;
}

Result<AcceptedEvent> Door::admit_line(const Contract& contract, std::string_view line,
                                       std::int64_t received_ms) const {
  if (line.size() >= kEventLineBytesMax) {
    return refused(RefusalReason::kMalformed,
                   "more than " + std::to_string(kEventLineBytesMax) + " bytes with its newline");
  }
  Result<Event> event = event_from_json(line);
  if (!event) return refused(RefusalReason::kMalformed, event.error().message);
  const SpanIdentity identity = identity_of(*event, line);
  if (!is_valid(identity)) {
    return refused(RefusalReason::kIdentity, "executionID: must not be all zeros");
  }
  return admit_event(contract, *std::move(event), identity, received_ms);
}

Result<AcceptedEvent> Door::admit_event(const Contract& contract, Event event,
                                        const SpanIdentity& identity,
                                        std::int64_t received_ms) const {
  if (const auto refusal = check(contract, event)) {
    return refused(RefusalReason::kNotInContract, to_string(*refusal));
  }
  discard(contract, event, received_ms);
  pepper_.key_ids(event);
  return AcceptedEvent{.identity = pepper_.key(identity),
                       .app = std::string(contract.app),
                       .received_ms = received_ms,
                       .line = to_json(event)};
}

Error Door::refused(RefusalReason reason, std::string message) const {
  if (counters_ != nullptr) counters_->refused_for(reason).add();
  return Error{std::move(message)};
}

}  // namespace overt
