// No text breaks the reader of the sender's cursor, and what comes out of it is written as it was
// read.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "client/cursor.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const overt::Cursor cursor = overt::cursor_from_json(text);
  const std::string json = overt::to_json(cursor);
  if (overt::cursor_from_json(json) != cursor) std::abort();
  if (overt::to_json(overt::cursor_from_json(json)) != json) std::abort();
  return 0;
}
