// Times, numbers and sizes as the user of a tool reads them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "client/receipt.h"

namespace overt {

// In the time of the person's own clock: "2026-11-23 18:05:12"; "an unknown time" if it is none.
std::string local_time(std::int64_t unix_ms);

// "12 seconds", "1 minute", "3 hours", "2 days": rounded down. Less than nothing is 0 seconds.
std::string time_span(std::int64_t span_ms);

// "1 event", "2 events"
std::string count_of(std::int64_t number, std::string_view thing);

// "812 bytes", "1.2 KiB", "4.9 MiB"
std::string size_of_bytes(std::int64_t bytes);

// What an attempt came to, without its time: "2 events to https://…, answered 200".
std::string words_of(const Receipt& receipt);

}  // namespace overt
