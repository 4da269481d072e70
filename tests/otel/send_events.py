"""Sends events as werf sends them: one span an event, by the real OpenTelemetry SDK.

usage: send_events.py protobuf none|gzip URL < EVENTS      EVENTS: a JSON list of events
Exit 0 if the exporter was told that every span had been taken. The SDK for Python speaks protobuf only.
"""

import json
import sys

from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExportResult

NAME = "telemetry.werf.io"


class WatchedExporter(OTLPSpanExporter):
    failures = 0

    def export(self, spans):
        result = super().export(spans)
        self.failures += result is not SpanExportResult.SUCCESS
        return result


def main():
    _encoding, compression, url = sys.argv[1:]
    compressions = {"none": Compression.NoCompression, "gzip": Compression.Gzip}
    exporter = WatchedExporter(endpoint=url, compression=compressions[compression])
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracer = provider.get_tracer(NAME)
    for event in json.load(sys.stdin):
        attributes = dict(event)
        attributes["attributes"] = json.dumps(event["attributes"])
        attributes["eventData"] = json.dumps(event["eventData"])
        tracer.start_span(NAME, attributes=attributes).end()
    provider.shutdown()
    return 1 if exporter.failures else 0


if __name__ == "__main__":
    sys.exit(main())
