// Whatever event werf's contract lets in still passes once what is discarded is gone, and is
// written and read as the same event.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "contract/gate.h"
#include "contract/load.h"
#include "model/event_json.h"

namespace {

// Any time would do: no field of the contract has a last day.
constexpr std::int64_t kNowMs = 1'800'000'000'000;

const overt::Contract& werf() {
  static const overt::LoadedContract kContract =
      *overt::load_contract(OVERT_CONTRACTS "/werf.toml");
  return *kContract;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto event = overt::event_from_json({reinterpret_cast<const char*>(data), size});
  if (!event || overt::check(werf(), *event)) return 0;
  overt::discard(werf(), *event, kNowMs);
  if (overt::check(werf(), *event)) std::abort();
  const auto again = overt::event_from_json(overt::to_json(*event));
  if (!again || !(*again == *event)) std::abort();
  return 0;
}
