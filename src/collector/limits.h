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

// Heads and bodies of all requests that are being read or answered. Two of the largest, or tens of
// thousands of common ones; without it every connection could make the collector hold a largest
// body.
inline constexpr std::size_t kHttpBytesInFlightMax = 2 * kHttpBodyBytesMax;

// Connections of the ingest listener, if the process may have as many descriptors. Each takes some
// 4 KiB while it waits for its peer, so that all of them stay under 96 MiB.
inline constexpr std::size_t kIngestConnectionsMax = 20'000;

// With TLS a connection takes up to 20 KiB, and more while it shakes hands.
inline constexpr std::size_t kTlsConnectionsMax = 4'000;

// The admin listener is the operator's own: browsers, a scraper, a health check.
inline constexpr std::size_t kAdminConnectionsMax = 64;

// Descriptors for everything that is no connection of the ingest listener: the other listener, the
// inbox, the store, and the connections that were told to give way and have not closed yet.
inline constexpr std::size_t kDescriptorsReserved = 384;

// Connections that were told to give way and are still open. No further one is taken meanwhile, so
// that a flood of them does not use up the descriptors of the inbox.
inline constexpr std::size_t kLeavingConnectionsMax = 128;

// A connection without a request. An SDK exports every 5 s, a proxy keeps idle ones for about a
// minute; a sender that finds its connection closed opens another.
inline constexpr std::chrono::milliseconds kHttpIdleTimeout = std::chrono::seconds(60);

// From a connection to the end of its TLS handshake: two round trips for honest clients.
inline constexpr std::chrono::milliseconds kTlsHandshakeTimeout = std::chrono::seconds(10);

// From the first byte of a request to the end of its head: one packet for honest clients.
inline constexpr std::chrono::milliseconds kHttpHeadTimeout = std::chrono::seconds(10);

// From the end of the head to the end of the body: a sender gives up after 10 s, an SDK too. So a
// slow peer holds a connection no longer than this, however it drips.
inline constexpr std::chrono::milliseconds kHttpBodyTimeout = std::chrono::seconds(30);

// What of a body has come at any time after the grace: at least so much for each second since. A
// slow line of a phone has ten times that; whoever drips is gone soon after the grace.
inline constexpr std::size_t kHttpBodyBytesPerSecondMin = 1024;
inline constexpr std::chrono::milliseconds kHttpBodyGrace = std::chrono::seconds(5);

// For the peer to take the answer.
inline constexpr std::chrono::milliseconds kHttpWriteTimeout = std::chrono::seconds(30);

// After an answer that came before the body was read, what still comes is read and dropped for
// this long: a connection closed over unread bytes is reset, and the answer lost with it.
inline constexpr std::chrono::milliseconds kHttpLingerTimeout = std::chrono::seconds(2);

// When a request finds no room (no descriptor, no bytes in flight, an inbox that fails), the sender
// is asked to come back when what waits will have been drained, as fast as it was lately. As long
// as nothing was drained, this stands for it: long enough for a full inbox to be drained, short
// enough that a sender which lives 10 s can come back itself.
inline constexpr std::chrono::seconds kRetryAfter = std::chrono::seconds(5);

// Sooner only adds requests; and an inbox that is stuck for an hour may be well in a minute.
inline constexpr std::chrono::seconds kRetryAfterMin = std::chrono::seconds(1);
inline constexpr std::chrono::seconds kRetryAfterMax = std::chrono::seconds(60);

// How long what was drained counts for the rate. Shorter, a pause between two commits of a slow
// disk looks like a standstill.
inline constexpr std::chrono::milliseconds kDrainRateWindow = std::chrono::seconds(10);

// The file of ingest keys: a hundred thousand lines of them.
inline constexpr std::size_t kIngestKeysBytesMax = std::size_t{8} * 1024 * 1024;

// Addresses whose rate is known at a time, in 1 MiB. When there are more, those who have sent
// least are forgotten, which only does them good.
inline constexpr std::size_t kRateLimitAddressesMax = 65'536;

// For requests that were taken when the collector is told to stop: their commit is milliseconds
// away. With kDrainTimeout below, the collector ends within 10 s.
inline constexpr std::chrono::milliseconds kStopGrace = std::chrono::seconds(3);

// For the loader to empty the inbox at the end. What is left is loaded at the next start.
inline constexpr std::chrono::milliseconds kDrainTimeout = std::chrono::seconds(5);

}  // namespace overt
