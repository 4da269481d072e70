#include "client/user_words.h"

#include <algorithm>
#include <array>
#include <ctime>

#include "base/printable.h"

namespace overt {
namespace {

// Puts `part` behind what is there.
void add(std::string& text, std::string_view part) {
  if (!text.empty()) text += ", ";
  text += part;
}

std::string answer_in_words(const Receipt& receipt) {
  const std::string why = printable(receipt.why);
  if (receipt.status == 0) return "not answered (" + why + "), so they stay queued";
  std::string text = "answered " + std::to_string(receipt.status);
  if (is_retryable(receipt.status)) return text + ", so they stay queued";
  if (receipt.rejected == receipt.count) {
    text += receipt.count == 1 ? ", the event refused" : ", all refused";
  } else if (receipt.rejected > 0) {
    text += ", " + std::to_string(receipt.rejected) + " of them refused";
  }
  const bool says_more = !why.empty() && why != "answered " + std::to_string(receipt.status);
  return says_more ? text + " (" + why + ")" : text;
}

}  // namespace

std::string local_time(std::int64_t unix_ms) {
  const auto unix_s = static_cast<std::time_t>(unix_ms / 1000);
  std::tm local{};
  std::array<char, 64> text{};
  if (::localtime_r(&unix_s, &local) == nullptr) return "an unknown time";
  const auto length = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &local);
  return {text.data(), length};
}

std::string time_span(std::int64_t span_ms) {
  const std::int64_t seconds = std::max<std::int64_t>(span_ms, 0) / 1000;
  if (seconds < 60) return count_of(seconds, "second");
  if (seconds < 60 * 60) return count_of(seconds / 60, "minute");
  if (seconds < 48 * 60 * 60) return count_of(seconds / (60 * 60), "hour");
  return count_of(seconds / (24 * 60 * 60), "day");
}

std::string count_of(std::int64_t number, std::string_view thing) {
  std::string text = std::to_string(number);
  text.append(" ").append(thing);
  return number == 1 ? text : text + "s";
}

std::string size_of_bytes(std::int64_t bytes) {
  constexpr std::int64_t kKib = 1024;
  constexpr std::int64_t kMib = kKib * kKib;
  if (bytes < kKib) return count_of(bytes, "byte");
  const std::int64_t unit = bytes < kMib ? kKib : kMib;
  const std::int64_t tenths = bytes * 10 / unit;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) +
         (unit == kKib ? " KiB" : " MiB");
}

std::string words_of(const Receipt& receipt) {
  std::string text;
  if (receipt.count > 0) {
    add(text, count_of(receipt.count, "event") + " to " + printable(receipt.endpoint));
    add(text, answer_in_words(receipt));
  } else {
    add(text, "nothing sent");
  }
  // Until the part is settled, the same lines are judged once more.
  if (!has_settled(receipt)) return text;
  if (receipt.too_old > 0) {
    add(text, count_of(receipt.too_old, "event") + " dropped, older than 30 days");
  }
  if (receipt.not_in_contract > 0) {
    add(text, count_of(receipt.not_in_contract, "event") + " not as the contract allows");
  }
  if (receipt.not_events > 0) add(text, count_of(receipt.not_events, "line") + " not an event");
  return text;
}

}  // namespace overt
