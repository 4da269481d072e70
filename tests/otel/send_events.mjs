// Sends events as werf sends them: one span an event, by the real OpenTelemetry SDK.
// usage: send_events.mjs protobuf|json none|gzip URL < EVENTS      EVENTS: a JSON list of events
// Exit 0 if the exporter was told that every span had been taken.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../third_party/package.json', import.meta.url));
const { BasicTracerProvider, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-base');
const { diag } = require('@opentelemetry/api');

const [encoding, compression, url] = process.argv.slice(2);
const exporters = {
  protobuf: '@opentelemetry/exporter-trace-otlp-proto',
  json: '@opentelemetry/exporter-trace-otlp-http',
};
const { OTLPTraceExporter } = require(exporters[encoding]);

const warnings = [];
const note = (...words) => warnings.push(words.join(' '));
diag.setLogger({ error: note, warn: note, info() {}, debug() {}, verbose() {} });

// The exporter, and what it reports of each export.
class WatchedExporter extends OTLPTraceExporter {
  failures = 0;
  export(spans, done) {
    super.export(spans, (result) => {
      if (result.code !== 0) {
        this.failures += 1;
        console.error(`export failed: ${result.error?.message}`);
      }
      done(result);
    });
  }
}

const exporter = new WatchedExporter({ url, compression });
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const name = 'telemetry.werf.io';
const tracer = provider.getTracer(name);

for (const event of JSON.parse(readFileSync(0, 'utf8'))) {
  const attributes = {
    ...event,
    attributes: JSON.stringify(event.attributes),
    eventData: JSON.stringify(event.eventData),
  };
  tracer.startSpan(name, { attributes }).end();
}
await provider.forceFlush();
await provider.shutdown();

// A partial success is a warning of the SDK's, not a failure.
for (const warning of warnings) console.error(warning);
process.exitCode = exporter.failures > 0 ? 1 : 0;
