// Between a span and the event that it carries.
#include <algorithm>

#include "base/hash.h"
#include "model/event_json.h"
#include "model/json_document.h"
#include "model/limits.h"
#include "model/otlp.h"
#include "model/otlp_decode.h"

namespace overt {
namespace {

Error bad_attribute(std::string_view key, std::string_view rule) {
  std::string message(key);
  message.append(": ").append(rule);
  return Error{std::move(message)};
}

// Reads one attribute after another out of a span and remembers the first that was wrong.
class SpanReader {
 public:
  explicit SpanReader(const OtlpSpan& span) : span_(span) {}

  // The attribute's value. If it is missing, of another type or there twice: T{}, and an error.
  template <typename T>
  T get(std::string_view key) {
    const OtlpAttribute* found = nullptr;
    for (const OtlpAttribute& attribute : span_.attributes) {
      if (attribute.key != key) continue;
      // OTLP leaves open which of two equal keys counts; here neither does.
      if (found != nullptr) refuse(key, "stands twice");
      found = &attribute;
    }
    if (found == nullptr) {
      refuse(key, "is missing");
      return T{};
    }
    const T* value = std::get_if<T>(&found->value);
    if (value == nullptr) {
      refuse(key, std::is_same_v<T, std::string> ? "must be a string" : "must be an integer");
      return T{};
    }
    return *value;
  }

  std::int64_t integer(std::string_view key, std::int64_t min, std::int64_t max) {
    const auto number = get<std::int64_t>(key);
    if (number < min || number > max) {
      refuse(key, "must be from " + std::to_string(min) + " to " + std::to_string(max));
    }
    return number;
  }

  // Protobuf asks senders for UTF-8 and lets them get away without; what is stored is text.
  std::string text(std::string_view key) {
    auto text = get<std::string>(key);
    if (text.size() > kAttributeBytesMax) refuse(key, "is too long");
    if (!json::is_utf8(text)) refuse(key, "must be UTF-8");
    return text;
  }

  Fields fields(std::string_view key) {
    const auto text = get<std::string>(key);
    if (text.size() > kAttributeBytesMax) refuse(key, "is too long");
    if (error_) return {};
    auto fields = fields_from_json(text);
    if (!fields) {
      refuse(key, fields.error().message);
      return {};
    }
    return *std::move(fields);
  }

  Uuid uuid(std::string_view key) {
    const auto uuid = parse_uuid(get<std::string>(key));
    if (!uuid) refuse(key, "must be a UUID");
    return uuid.value_or(Uuid{});
  }

  const std::optional<Error>& error() const { return error_; }

 private:
  void refuse(std::string_view key, std::string_view rule) {
    if (!error_) error_ = bad_attribute(key, rule);
  }

  const OtlpSpan& span_;
  std::optional<Error> error_;
};

}  // namespace

SpanIdentity identity_of(const Event& event, std::string_view line) {
  SpanIdentity identity;
  identity.trace_id = event.execution_id.bytes;
  const Sha256 digest = sha256(line);
  std::copy_n(digest.begin(), identity.span_id.size(), identity.span_id.begin());
  return identity;
}

Status read_export_request(std::string_view body, OtlpEncoding encoding, const TakeSpan& take) {
  return encoding == OtlpEncoding::kProtobuf ? read_export_request_protobuf(body, take)
                                             : read_export_request_json(body, take);
}

Result<std::vector<OtlpSpan>> decode_export_request(std::string_view body, OtlpEncoding encoding) {
  std::vector<OtlpSpan> spans;
  const Status read = read_export_request(
      body, encoding, [&spans](const OtlpSpan& span) { spans.push_back(span); });
  if (!read) return read.error();
  return spans;
}

Result<Event> event_from_span(const OtlpSpan& span) {
  if (span.has_more_attributes) {
    return bad_attribute("attributes", "more than " + std::to_string(kSpanAttributesMax));
  }
  SpanReader reader(span);
  Event event;
  event.schema_version =
      static_cast<int>(reader.integer("schemaVersion", kSchemaVersionMin, kSchemaVersionMax));
  event.ts_ms = reader.integer("ts", 0, kTimestampMsMax);
  event.execution_id = reader.uuid("executionID");
  if (event.schema_version >= 2) event.user_id = reader.text("userID");
  event.project_id = reader.text("projectID");
  event.command = reader.text("command");
  event.attributes = reader.fields("attributes");
  event.event_type = reader.text("eventType");
  event.data = reader.fields("eventData");
  if (const auto& error = reader.error()) return *error;
  return event;
}

}  // namespace overt
