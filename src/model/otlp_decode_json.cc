// OTLP's JSON mapping: ids in hex, 64-bit integers as text or number, keys in lowerCamelCase,
// unknown keys ignored (OTLP, "JSON Protobuf Encoding"). Null is the same as absent, for a member
// of a oneof as well. The body is walked through once, and one span of it is held at a time.
#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <utility>

#include "model/json_walk.h"
#include "model/limits.h"
#include "model/otlp_decode.h"

namespace overt {
namespace {

using Problem = json::Listener::Problem;

// Where in a request one is: in an object, or in a list of objects.
enum class Place : std::uint8_t {
  kNowhere,  // in what is passed over
  kRequest,
  kResources,
  kResource,
  kAbout,  // what a resource says about itself
  kAboutAttributes,
  kScopes,
  kScope,
  kSpans,
  kSpan,
  kAttributes,
  kAttribute,
  kValue,
};

// What an object of a list is; nowhere for what is no list.
constexpr Place item_of(Place list) {
  switch (list) {
    case Place::kResources:
      return Place::kResource;
    case Place::kScopes:
      return Place::kScope;
    case Place::kSpans:
      return Place::kSpan;
    case Place::kAttributes:
    case Place::kAboutAttributes:
      return Place::kAttribute;
    default:
      return Place::kNowhere;
  }
}

enum class Takes : std::uint8_t { kList, kObject, kTraceId, kSpanId, kName, kKey, kText, kInteger };

// A key that counts: the object it is of, what it takes, and what place that is.
struct Member {
  Place of;
  std::string_view key;
  Takes takes;
  Place is = Place::kNowhere;
};

constexpr std::array kMembers = {
    Member{Place::kRequest, "resourceSpans", Takes::kList, Place::kResources},
    Member{Place::kResource, "resource", Takes::kObject, Place::kAbout},
    Member{Place::kAbout, "attributes", Takes::kList, Place::kAboutAttributes},
    Member{Place::kResource, "scopeSpans", Takes::kList, Place::kScopes},
    Member{Place::kScope, "spans", Takes::kList, Place::kSpans},
    Member{Place::kSpan, "traceId", Takes::kTraceId},
    Member{Place::kSpan, "spanId", Takes::kSpanId},
    Member{Place::kSpan, "name", Takes::kName},
    Member{Place::kSpan, "attributes", Takes::kList, Place::kAttributes},
    Member{Place::kAttribute, "key", Takes::kKey},
    Member{Place::kAttribute, "value", Takes::kObject, Place::kValue},
    Member{Place::kValue, "stringValue", Takes::kText},
    Member{Place::kValue, "intValue", Takes::kInteger},
};

// Longer than each of these keys: so much of a key is enough to know that it is none of them.
constexpr std::size_t kKeyBytesMax = 16;

constexpr std::string_view expected_for(Takes takes) {
  switch (takes) {
    case Takes::kList:
      return "a list";
    case Takes::kObject:
      return "an object";
    case Takes::kInteger:
      return "a 64-bit integer, as a number or a string";
    default:
      return "a string";
  }
}

Error wrong_type(std::string_view key, std::string_view expected) {
  std::string message = "not an ExportTraceServiceRequest: ";
  message.append(key).append(": must be ").append(expected);
  return Error{std::move(message)};
}

std::optional<std::int64_t> integer_from(std::string_view text) {
  std::int64_t number = 0;
  const auto [stop, code] = std::from_chars(text.begin(), text.end(), number);
  if (code != std::errc{} || stop != text.end()) return std::nullopt;
  return number;
}

template <std::size_t N>
Bytes<N> id_from(std::string_view digits) {
  return bytes_from_hex<N>(digits).value_or(Bytes<N>{});
}

class RequestReader final : public json::Listener {
 public:
  explicit RequestReader(const TakeSpan& take) : take_(take) {}

  Problem begin_object() override {
    if (depth_ == 0) return enter(Place::kRequest, "");
    if (const Place item = item_of(here().place); item != Place::kNowhere) {
      return enter(item, here().key);
    }
    if (member_ == nullptr || member_->takes == Takes::kObject) return enter_member();
    return unexpected();
  }

  Problem end_object() override {
    const Place place = here().place;
    --depth_;
    if (place == Place::kSpan) take_(span_);
    if (place == Place::kAttribute && here().place == Place::kAttributes) keep_attribute();
    if (place == Place::kAttribute && here().place == Place::kAboutAttributes) {
      lost_ = lost_events_after(attribute_, lost_);
    }
    if (place == Place::kValue && has_bad_integer_ && !has_text_) {
      return wrong_type("intValue", expected_for(Takes::kInteger));
    }
    return std::nullopt;
  }

  Problem begin_array() override {
    if (is_out_of_place()) return out_of_place();
    if (member_ == nullptr || member_->takes == Takes::kList) return enter_member();
    return unexpected();
  }

  Problem end_array() override {
    --depth_;
    return std::nullopt;
  }

  Problem key(std::string_view part, bool ends) override {
    if (here().place == Place::kNowhere) return std::nullopt;
    key_.append(part.substr(0, kKeyBytesMax - key_.size()));
    if (!ends) return std::nullopt;
    member_ = member_of(here(), key_);
    key_.clear();
    return std::nullopt;
  }

  Problem text(std::string_view part, bool ends) override {
    if (is_out_of_place()) return out_of_place();
    if (member_ == nullptr) return std::nullopt;
    if (member_->takes == Takes::kList || member_->takes == Takes::kObject) return unexpected();
    text_.append(part.substr(0, kAttributeBytesMax + 1 - text_.size()));
    if (!ends) return std::nullopt;
    put_text();
    text_.clear();
    member_ = nullptr;
    return std::nullopt;
  }

  Problem integer(std::int64_t value) override {
    if (is_out_of_place()) return out_of_place();
    if (member_ == nullptr) return std::nullopt;
    if (member_->takes != Takes::kInteger) return unexpected();
    put_integer(value);
    member_ = nullptr;
    return std::nullopt;
  }

  Problem null() override {
    if (is_out_of_place()) return out_of_place();
    member_ = nullptr;
    return std::nullopt;
  }

  Problem other() override {
    if (is_out_of_place()) return out_of_place();
    return member_ == nullptr ? std::nullopt : unexpected_scalar();
  }

 private:
  struct Level {
    Place place = Place::kNowhere;
    std::string_view key;    // under which it stands
    std::uint32_t seen = 0;  // a bit for each of kMembers
  };

  Level& here() { return levels_.at(depth_ - 1); }

  Problem enter(Place place, std::string_view key) {
    levels_.at(depth_++) = {.place = place, .key = key};
    member_ = nullptr;
    if (place == Place::kSpan) return begin_span();
    if (place == Place::kAttribute) attribute_ = {};
    if (place == Place::kResource) lost_ = 0;
    if (place == Place::kValue) has_text_ = has_bad_integer_ = false;
    return std::nullopt;
  }

  Problem enter_member() {
    return member_ == nullptr ? enter(Place::kNowhere, "") : enter(member_->is, member_->key);
  }

  // The first one of a key; nullptr for a key that does not count.
  static const Member* member_of(Level& level, std::string_view key) {
    const auto* const found = std::ranges::find_if(kMembers, [&](const Member& member) {
      return member.of == level.place && member.key == key;
    });
    if (found == kMembers.end()) return nullptr;
    const std::uint32_t bit = 1U << static_cast<unsigned>(found - kMembers.begin());
    if ((level.seen & bit) != 0) return nullptr;
    level.seen |= bit;
    return found;
  }

  // Where only an object may stand.
  bool is_out_of_place() { return depth_ == 0 || item_of(here().place) != Place::kNowhere; }

  Problem out_of_place() {
    if (depth_ == 0) return Error{"not an ExportTraceServiceRequest: must be an object"};
    return wrong_type(here().key, "a list of objects");
  }

  // What stands under member_ is not what it takes. An integer may be: text beside it counts more.
  Problem unexpected() {
    if (member_->takes != Takes::kInteger)
      return wrong_type(member_->key, expected_for(member_->takes));
    has_bad_integer_ = true;
    return enter(Place::kNowhere, "");
  }

  Problem unexpected_scalar() {
    if (member_->takes != Takes::kInteger) return unexpected();
    has_bad_integer_ = true;
    member_ = nullptr;
    return std::nullopt;
  }

  Problem begin_span() {
    if (spans_ == kSpansPerRequestMax) return too_many_spans();
    ++spans_;
    span_.identity = {};
    span_.name.clear();
    span_.attributes.clear();
    span_.has_more_attributes = false;
    span_.lost_before = std::exchange(lost_, 0);
    return std::nullopt;
  }

  void keep_attribute() {
    span_.has_more_attributes = span_.attributes.size() == kSpanAttributesMax;
    if (!span_.has_more_attributes) span_.attributes.push_back(std::move(attribute_));
  }

  void put_text() {
    switch (member_->takes) {
      case Takes::kTraceId:
        span_.identity.trace_id = id_from<16>(text_);
        break;
      case Takes::kSpanId:
        span_.identity.span_id = id_from<8>(text_);
        break;
      case Takes::kName:
        span_.name = text_;
        break;
      case Takes::kKey:
        attribute_.key = text_;
        break;
      case Takes::kText:
        attribute_.value = text_;
        has_text_ = true;
        break;
      case Takes::kInteger:
        // Of a text that is too long the end is not there.
        put_integer(text_.size() > kAttributeBytesMax ? std::nullopt : integer_from(text_));
        break;
      case Takes::kList:
      case Takes::kObject:
        assert(false);
    }
  }

  void put_integer(std::optional<std::int64_t> value) {
    has_bad_integer_ = !value;
    if (value && !has_text_) attribute_.value = *value;
  }

  const TakeSpan& take_;
  std::array<Level, kJsonDepthMax> levels_;
  std::size_t depth_ = 0;
  const Member* member_ = nullptr;  // under whose key the next value stands, if that counts
  std::string key_;                 // what came of a key
  std::string text_;                // and of a text
  std::size_t spans_ = 0;
  std::int64_t lost_ = 0;  // that the resource tells of, until its first span takes them along
  OtlpSpan span_;
  OtlpAttribute attribute_;
  // Of the value one is in.
  bool has_text_ = false;
  bool has_bad_integer_ = false;
};

}  // namespace

Status read_export_request_json(std::string_view body, const TakeSpan& take) {
  RequestReader reader(take);
  return json::walk(body, reader);
}

}  // namespace overt
