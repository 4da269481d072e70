// No text breaks the readers of the sender's cursor. What comes out of one is written as it was
// read, and the tool, which looks at the text without a JSON parser, sees in it what the sender
// sees. The input's first line is the endpoint that the tool asks about.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "client/start_sender.h"
#include "sender/cursor.h"

namespace {

constexpr std::int64_t kNowMs = 1'700'000'000'000;

// Written in JSON as it is.
bool is_plain(std::string_view text) {
  return std::ranges::all_of(text,
                             [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto end = std::min(input.find('\n'), input.size());
  const std::string_view endpoint = input.substr(0, end);
  const std::string_view text = input.substr(std::min(end + 1, input.size()));

  static_cast<void>(overt::has_to_wait(text, endpoint, kNowMs));
  const overt::Cursor cursor = overt::cursor_from_json(text);
  const std::string json = overt::to_json(cursor);
  if (overt::cursor_from_json(json) != cursor) std::abort();
  if (overt::to_json(overt::cursor_from_json(json)) != json) std::abort();

  if (!is_plain(endpoint) || !is_plain(cursor.endpoint)) return 0;
  const bool waits = cursor.not_before_ms > kNowMs &&
                     cursor.not_before_ms - kNowMs <= overt::kSenderWaitMsMax &&
                     cursor.endpoint.starts_with(endpoint);
  if (overt::has_to_wait(json, endpoint, kNowMs) != waits) std::abort();
  return 0;
}
