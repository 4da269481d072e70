package main

import (
	"context"

	"github.com/open-telemetry/opentelemetry-collector-contrib/exporter/fileexporter"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exporterhelper"
)

// The file exporter has no queue of its own; every exporter that has one gets it by the helper that
// is used here. So this is the file exporter behind it, and nothing else.
type queuedFileConfig struct {
	File  *fileexporter.Config            `mapstructure:"file"`
	Queue exporterhelper.QueueBatchConfig `mapstructure:"sending_queue"`
}

func newQueuedFileFactory() exporter.Factory {
	file := fileexporter.NewFactory()
	create := func(ctx context.Context, set exporter.Settings, from component.Config) (exporter.Traces, error) {
		config := from.(*queuedFileConfig)
		inner := set
		inner.ID = component.NewID(file.Type())
		writer, err := file.CreateTraces(ctx, inner, config.File)
		if err != nil {
			return nil, err
		}
		return exporterhelper.NewTraces(ctx, set, config, writer.ConsumeTraces,
			exporterhelper.WithStart(writer.Start), exporterhelper.WithShutdown(writer.Shutdown),
			exporterhelper.WithCapabilities(consumer.Capabilities{MutatesData: false}),
			exporterhelper.WithQueue(config.Queue))
	}
	defaults := func() component.Config {
		return &queuedFileConfig{
			File:  file.CreateDefaultConfig().(*fileexporter.Config),
			Queue: exporterhelper.NewDefaultQueueConfig(),
		}
	}
	return exporter.NewFactory(component.MustNewType("queued_file"), defaults,
		exporter.WithTraces(create, component.StabilityLevelDevelopment))
}
