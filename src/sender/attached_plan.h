// What the attached sender decides, apart from doing it.
#pragma once

#include <cstdint>

#include "sender/sender.h"

namespace overt {

// What comes after the first sending of a sender that was started with the run of a command.
enum class AttachedStep {
  kSayLive,  // the tool may wait for it; then kStay
  kStay,     // until the run is over, and send what there is then
  kEnd,      // the end of the run is to find no sender: it starts another if that may help
};

// `connected`: the connection over which the server answered is open. `left_ms`: what is left of
// kRunMsMax, in which waiting for the tool does not count.
AttachedStep after_first_sending(const SendReport& report, bool connected, std::int64_t left_ms);

}  // namespace overt
