// Sends events as werf sends them: by the OpenTelemetry SDK, set up as werf sets it up. A batch
// processor that is woken every millisecond, exports of at most 1.3 s, no retry, and a flush at the exit.
//
// usage: send_events protobuf none|gzip URL < EVENTS      EVENTS: a JSON list of events
//
// Exit 0 if the SDK reported no error. The exporter for Go speaks protobuf only.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

const (
	exportTimeout = 1300 * time.Millisecond
	batchTimeout  = time.Millisecond
	name          = "telemetry.werf.io"
)

type event struct {
	Ts            int64           `json:"ts"`
	ExecutionID   string          `json:"executionID"`
	UserID        string          `json:"userID"`
	ProjectID     string          `json:"projectID"`
	Command       string          `json:"command"`
	Attributes    json.RawMessage `json:"attributes"`
	EventType     string          `json:"eventType"`
	EventData     json.RawMessage `json:"eventData"`
	SchemaVersion int64           `json:"schemaVersion"`
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func start(ctx context.Context, compression, endpoint string) (*otlptrace.Exporter, *sdktrace.TracerProvider) {
	target, err := url.Parse(endpoint)
	if err != nil {
		fail(err)
	}
	options := []otlptracehttp.Option{
		otlptracehttp.WithInsecure(),
		otlptracehttp.WithEndpoint(target.Host),
		otlptracehttp.WithURLPath(target.Path),
		otlptracehttp.WithRetry(otlptracehttp.RetryConfig{Enabled: false}),
		otlptracehttp.WithTimeout(exportTimeout),
	}
	if compression == "gzip" {
		options = append(options, otlptracehttp.WithCompression(otlptracehttp.GzipCompression))
	}
	exporter := otlptrace.NewUnstarted(otlptracehttp.NewClient(options...))
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter,
		sdktrace.WithBatchTimeout(batchTimeout),
		sdktrace.WithExportTimeout(exportTimeout),
	))
	if err := exporter.Start(ctx); err != nil {
		fail(err)
	}
	return exporter, provider
}

func record(ctx context.Context, provider *sdktrace.TracerProvider, e event) {
	_, span := provider.Tracer(name).Start(ctx, name)
	attributes := []attribute.KeyValue{
		attribute.Int64("ts", e.Ts),
		attribute.String("executionID", e.ExecutionID),
		attribute.String("projectID", e.ProjectID),
		attribute.String("command", e.Command),
		attribute.String("eventType", e.EventType),
		attribute.String("eventData", string(e.EventData)),
		attribute.String("attributes", string(e.Attributes)),
		attribute.Int64("schemaVersion", e.SchemaVersion),
	}
	if e.SchemaVersion >= 2 {
		attributes = append(attributes, attribute.String("userID", e.UserID))
	}
	span.SetAttributes(attributes...)
	span.End()
}

func main() {
	failed := false
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) {
		fmt.Fprintln(os.Stderr, err)
		failed = true
	}))
	var events []event
	if err := json.NewDecoder(os.Stdin).Decode(&events); err != nil {
		fail(err)
	}
	ctx := context.Background()
	exporter, provider := start(ctx, os.Args[2], os.Args[3])
	for _, e := range events {
		record(ctx, provider, e)
	}
	for _, err := range []error{provider.ForceFlush(ctx), exporter.Shutdown(ctx), provider.Shutdown(ctx)} {
		if err != nil {
			fail(err)
		}
	}
	if failed {
		os.Exit(1)
	}
}
