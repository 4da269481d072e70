// The limits of the collector's listeners, each with its reason. The spans of a request are limited
// by kSpansPerRequestMax in model/limits.h.
#pragma once

#include <chrono>
#include <cstddef>

namespace overt {

// A request's line and headers. An SDK sends some 300 bytes; 8 KiB is what other servers take, so
// that a proxy in front may add its own.
inline constexpr std::size_t kHttpHeadBytesMax = std::size_t{8} * 1024;

// A request's body as it travels, and again as inflated: what OTLP 1.11 recommends. The largest
// number of spans with the longest events stays under it.
inline constexpr std::size_t kHttpBodyBytesMax = std::size_t{64} * 1024 * 1024;

// Bodies of all requests that are being read or answered. Four of the largest, or tens of thousands
// of common ones; without it every connection could make the collector hold a largest body.
inline constexpr std::size_t kHttpBytesInFlightMax = 4 * kHttpBodyBytesMax;

// Connections of one listener. Both listeners together, the inbox and the store stay under the
// usual limit of 1,024 descriptors a process.
inline constexpr std::size_t kIngestConnectionsMax = 768;
inline constexpr std::size_t kAdminConnectionsMax = 64;

// A connection without a request. An SDK exports every 5 s, a proxy keeps idle ones for about a
// minute; a sender that finds its connection closed opens another.
inline constexpr std::chrono::milliseconds kHttpIdleTimeout = std::chrono::seconds(60);

// From the first byte of a request to the end of its head: one packet for honest clients.
inline constexpr std::chrono::milliseconds kHttpHeadTimeout = std::chrono::seconds(10);

// From the end of the head to the end of the body: a sender gives up after 10 s, an SDK too. So a
// slow peer holds a connection no longer than this, however it drips.
inline constexpr std::chrono::milliseconds kHttpBodyTimeout = std::chrono::seconds(30);

// For the peer to take the answer.
inline constexpr std::chrono::milliseconds kHttpWriteTimeout = std::chrono::seconds(30);

// After an answer that came before the body was read, what still comes is read and dropped for
// this long: a connection closed over unread bytes is reset, and the answer lost with it.
inline constexpr std::chrono::milliseconds kHttpLingerTimeout = std::chrono::seconds(2);

// When a request finds no room (no descriptor, no bytes in flight, an inbox that fails), the sender
// is asked to come back after this. Long enough for a full inbox to be drained, short enough that a
// sender which lives 10 s can come back itself.
inline constexpr std::chrono::seconds kRetryAfter = std::chrono::seconds(5);

// For requests that were taken when the collector is told to stop: their commit is milliseconds
// away. With kDrainTimeout below, the collector ends within 10 s.
inline constexpr std::chrono::milliseconds kStopGrace = std::chrono::seconds(3);

// For the loader to empty the inbox at the end. What is left is loaded at the next start.
inline constexpr std::chrono::milliseconds kDrainTimeout = std::chrono::seconds(5);

}  // namespace overt
