// No request, in either encoding, breaks the decoder; an event that comes out of one can be written
// as a line and read back. The first byte chooses the encoding.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "model/event_json.h"
#include "model/otlp.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto encoding =
      data[0] % 2 == 0 ? overt::OtlpEncoding::kProtobuf : overt::OtlpEncoding::kJson;
  const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto spans = overt::decode_export_request(body, encoding);
  if (!spans) return 0;
  for (const overt::OtlpSpan& span : *spans) {
    const auto event = overt::event_from_span(span);
    if (!event) continue;
    const auto again = overt::event_from_json(overt::to_json(*event));
    if (!again || !(*again == *event)) std::abort();
  }
  return 0;
}
