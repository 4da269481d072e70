// Whatever text is taken for an event is written back as one line that is the same event.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "model/event_json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto event = overt::event_from_json({reinterpret_cast<const char*>(data), size});
  if (!event) return 0;
  const auto again = overt::event_from_json(overt::to_json(*event));
  if (!again || !(*again == *event)) std::abort();
  return 0;
}
