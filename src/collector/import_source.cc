#include "collector/import_source.h"

#include <fmt/format.h>

#include <fstream>

#include "model/event_json.h"
#include "model/limits.h"

namespace overt {
namespace {

// As many as one transaction of the store takes.
constexpr std::size_t kRowsAtOnce = 20'000;

// A body of a request has no more.
constexpr std::int64_t kLinesAtOnce = 10'000;

class ExportedEvents final : public ImportSource {
 public:
  ExportedEvents(std::unique_ptr<EventFile> file, const Pepper& pepper)
      : file_(std::move(file)), pepper_(pepper) {}

  std::int64_t rows() const override { return file_->rows(); }

  Result<ImportBatch> next() override {
    auto rows = file_->next(kRowsAtOnce);
    if (!rows) return rows.error();
    ImportBatch batch{
        .events = {}, .rows = rows->rows, .refused = rows->refused, .why = std::move(rows->why)};
    for (const ExportedEvent& exported : rows->events) {
      std::string line = to_json(exported.event);
      // What the store could not take back from the inbox must not get there.
      if (line.size() > kEventLineBytesMax || !event_from_json(line)) {
        if (++batch.refused == 1) batch.why = "a row is too long, or has what no event has";
        continue;
      }
      batch.events.push_back({.identity = pepper_.key(identity_of(exported.event, line)),
                              .app = exported.app,
                              .received_ms = exported.received_ms,
                              .line = std::move(line)});
    }
    return batch;
  }

 private:
  std::unique_ptr<EventFile> file_;
  const Pepper& pepper_;
};

class LogLines final : public ImportSource {
 public:
  LogLines(std::string path, std::string app, const Door& door, std::int64_t received_ms)
      : path_(std::move(path)), app_(std::move(app)), door_(door), received_ms_(received_ms) {}

  Status open(std::int64_t skip) {
    std::ifstream all(path_);
    std::string line;
    while (std::getline(all, line)) ++rows_;
    file_.open(path_);
    while (skip > 0 && std::getline(file_, line)) --skip;
    if (!all.eof() || !file_) return Error{fmt::format("cannot read {}", path_)};
    return Ok{};
  }

  std::int64_t rows() const override { return rows_; }

  Result<ImportBatch> next() override {
    ImportBatch batch;
    std::string body;
    std::string line;
    while (batch.rows < kLinesAtOnce && std::getline(file_, line)) {
      ++batch.rows;
      body.append(line).append("\n");
    }
    auto admission = door_.admit_lines(body, app_, received_ms_);
    if (!admission)
      return Error{fmt::format("cannot import {}: {}", path_, admission.error().message)};
    batch.events = std::move(admission->accepted);
    batch.refused = admission->response.rejected_spans;
    batch.why = admission->response.error_message;
    return batch;
  }

 private:
  std::string path_;
  std::string app_;
  const Door& door_;
  std::int64_t received_ms_;
  std::ifstream file_;
  std::int64_t rows_ = 0;
};

}  // namespace

Result<std::unique_ptr<ImportSource>> exported_events(const std::string& path, FileFormat format,
                                                      std::int64_t skip, const Pepper& pepper) {
  auto file = open_event_file(path, format, skip);
  if (!file) return file.error();
  return std::unique_ptr<ImportSource>(std::make_unique<ExportedEvents>(*std::move(file), pepper));
}

Result<std::unique_ptr<ImportSource>> log_lines(const std::string& path, const std::string& app,
                                                std::int64_t skip, const Door& door,
                                                std::int64_t received_ms) {
  auto lines = std::make_unique<LogLines>(path, app, door, received_ms);
  if (Status opened = lines->open(skip); !opened) return opened.error();
  return std::unique_ptr<ImportSource>(std::move(lines));
}

}  // namespace overt
