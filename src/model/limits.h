// The limits of an event and of what carries events, each with its reason.
#pragma once

#include <cstddef>
#include <cstdint>

namespace overt {

// A line of the log, its newline included. POSIX promises that one write of PIPE_BUF bytes is not
// torn on a pipe; local file systems keep the same for O_APPEND, and 4 KiB is a page.
inline constexpr std::size_t kEventLineBytesMax = 4096;

// Depth of JSON that comes from outside. OTLP gives none; an event needs 4, an OTLP request 12.
inline constexpr std::size_t kJsonDepthMax = 32;

// Fields of one object of an event. A contract has at most 32; keys given twice are looked for
// among them all, which must not be the work of a large body.
inline constexpr std::size_t kEventFieldsMax = 64;

// Spans in one request. An SDK's batch has 512; above this a sender should send twice.
inline constexpr std::size_t kSpansPerRequestMax = 10'000;

// Lines in one request: a line is as large as a span.
inline constexpr std::size_t kLinesPerRequestMax = kSpansPerRequestMax;

// Attributes of one span: the limit that SDKs have themselves unless told otherwise (OpenTelemetry,
// "Span Limits"). An event needs 9. Without it two bytes of a body would be 72 in memory.
inline constexpr std::size_t kSpanAttributesMax = 128;

// The text of one attribute. Tools that do not keep to kEventLineBytesMax send up to some KiB; what
// is larger is no event's and not kept.
inline constexpr std::size_t kAttributeBytesMax = std::size_t{64} * 1024;

// Events that one request may tell of as lost: years of a busy machine's. More is a mistake, or a
// joke, and not believed.
inline constexpr std::int64_t kLostEventsMax = 10'000'000;

// The last millisecond of the year 9999: what a DATE of four digits can show.
inline constexpr std::int64_t kTimestampMsMax = 253'402'300'799'999;

// The schema versions this code knows; werf.md, "Events".
inline constexpr int kSchemaVersionMin = 1;
inline constexpr int kSchemaVersionMax = 2;

}  // namespace overt
