// Field numbers of the messages that overt reads and writes: opentelemetry-proto 1.11
// (trace_service.proto, trace.proto, common.proto) and google/rpc/status.proto.
#pragma once

#include <protozero/types.hpp>

namespace overt::otlp {

using Tag = protozero::pbf_tag_type;

inline constexpr Tag kRequestResourceSpans = 1;  // ExportTraceServiceRequest

inline constexpr Tag kResourceSpansResource = 1;
inline constexpr Tag kResourceSpansScopeSpans = 2;

inline constexpr Tag kResourceAttributes = 1;

inline constexpr Tag kScopeSpansScope = 1;
inline constexpr Tag kScopeSpansSpans = 2;

inline constexpr Tag kScopeName = 1;  // InstrumentationScope

inline constexpr Tag kSpanTraceId = 1;
inline constexpr Tag kSpanSpanId = 2;
inline constexpr Tag kSpanName = 5;
inline constexpr Tag kSpanKind = 6;
inline constexpr Tag kSpanStartTimeUnixNano = 7;
inline constexpr Tag kSpanEndTimeUnixNano = 8;
inline constexpr Tag kSpanAttributes = 9;

inline constexpr int kSpanKindInternal = 1;

inline constexpr Tag kKeyValueKey = 1;
inline constexpr Tag kKeyValueValue = 2;

inline constexpr Tag kAnyValueString = 1;
inline constexpr Tag kAnyValueBool = 2;
inline constexpr Tag kAnyValueInt = 3;
inline constexpr Tag kAnyValueDouble = 4;
inline constexpr Tag kAnyValueArray = 5;
inline constexpr Tag kAnyValueKvlist = 6;
inline constexpr Tag kAnyValueBytes = 7;

inline constexpr Tag kResponsePartialSuccess = 1;  // ExportTraceServiceResponse
inline constexpr Tag kPartialSuccessRejectedSpans = 1;
inline constexpr Tag kPartialSuccessErrorMessage = 2;

inline constexpr Tag kStatusCode = 1;  // google.rpc.Status
inline constexpr Tag kStatusMessage = 2;

}  // namespace overt::otlp
