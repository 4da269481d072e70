#include "collector/metrics.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "collector/inbox_outlook.h"
#include "collector/process_usage.h"
#include "collector/prometheus_text.h"

namespace overt {
namespace {

constexpr double kMsPerSecond = 1000;

double seconds(std::int64_t ms) { return static_cast<double>(ms) / kMsPerSecond; }

// Both listeners, each under its name.
class Listeners {
 public:
  explicit Listeners(const MetricsSources& sources)
      : listeners_{{{"ingest", &sources.ingest_http}, {"admin", &sources.admin_http}}} {}

  void write_to(PrometheusText& text) const {
    write_requests(text);
    text.begin("overt_http_body_bytes_total", "counter", "Bytes of request bodies, as they came.");
    for (const auto& [name, http] : listeners_) {
      text.add(static_cast<double>(http->body_bytes.value()), {{"listener", name}});
    }
    text.begin("overt_http_connections", "gauge",
               "Connections: busy ones wait for the answer to a request, idle ones do not.");
    for (const auto& [name, http] : listeners_) {
      const std::int64_t busy = http->busy.value();
      const std::int64_t idle = std::max<std::int64_t>(http->open.value() - busy, 0);
      text.add(static_cast<double>(busy), {{"listener", name}, {"state", "busy"}});
      text.add(static_cast<double>(idle), {{"listener", name}, {"state", "idle"}});
    }
    text.begin("overt_http_connections_turned_away_total", "counter",
               "Connections over the limit, answered 503.");
    for (const auto& [name, http] : listeners_) {
      text.add(static_cast<double>(http->turned_away.value()), {{"listener", name}});
    }
  }

 private:
  void write_requests(PrometheusText& text) const {
    constexpr std::array<std::string_view, 6> kClasses = {"", "", "2xx", "3xx", "4xx", "5xx"};
    text.begin("overt_http_requests_total", "counter", "Requests by the class of their answer.");
    for (const auto& [name, http] : listeners_) {
      for (const std::size_t digit : {2U, 4U, 5U}) {
        text.add(static_cast<double>(http->answers.at(digit).value()),
                 {{"listener", name}, {"code", kClasses.at(digit)}});
      }
    }
  }

  std::array<std::pair<std::string_view, const HttpCounters*>, 2> listeners_;
};

void write_events(PrometheusText& text, const MetricsSources& sources) {
  text.begin("overt_events_accepted_total", "counter",
             "Events that were kept and acknowledged, duplicates among them.");
  sources.ingest.accepted.for_each([&text](const std::string& app, std::uint64_t count) {
    text.add(static_cast<double>(count), {{"app", app}});
  });
  text.begin("overt_events_refused_total", "counter", "Events that were not let in.");
  for (std::size_t i = 0; i < kRefusalReasons; ++i) {
    text.add(static_cast<double>(sources.ingest.refused.at(i).value()),
             {{"reason", name_of(static_cast<RefusalReason>(i))}});
  }
  text.begin("overt_events_duplicate_total", "counter",
             "Accepted events that were there already; they count once in reports.");
  text.add(static_cast<double>(sources.inbox.duplicates()));
}

// Kept for good, so that it goes on where it was after a restart.
void write_lost(PrometheusText& text, Inbox& inbox) {
  const auto lost = inbox.lost();
  if (!lost) return;
  std::map<std::string, std::int64_t> by_app;
  for (const LostEvents& part : *lost) by_app[part.app] += part.events;
  text.begin("overt_events_lost_total", "counter",
             "Events that senders told of as lost before they could be sent.");
  for (const auto& [app, events] : by_app) {
    text.add(static_cast<double>(events), {{"app", app}});
  }
}

void write_commits(PrometheusText& text, const IngestCounters& ingest) {
  const DurationHistogram& durations = ingest.commit_duration;
  text.begin("overt_commit_duration_seconds", "histogram",
             "From the hand-over of a request's events to the inbox until they are on disk.");
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < DurationHistogram::kBoundsMs.size(); ++i) {
    count += durations.count(i);
    const std::string bound = prometheus_number(seconds(DurationHistogram::kBoundsMs.at(i)));
    text.add(static_cast<double>(count), {{"le", bound}}, "_bucket");
  }
  count += durations.count(DurationHistogram::kBoundsMs.size());
  text.add(static_cast<double>(count), {{"le", "+Inf"}}, "_bucket");
  text.add(seconds(static_cast<std::int64_t>(durations.sum_ms())), {}, "_sum");
  text.add(static_cast<double>(count), {}, "_count");
  text.begin("overt_commits_failed_total", "counter",
             "Requests that the inbox did not take, answered 503.");
  text.add(static_cast<double>(ingest.commits_failed.value()));
}

void write_backlog(PrometheusText& text, const MetricsSources& sources) {
  const auto position = sources.store.position();
  if (!position) return;
  const auto backlog = sources.inbox.backlog(*position);
  if (!backlog) return;
  const std::int64_t age_ms =
      backlog->events == 0 ? 0 : sources.clock.unix_ms() - backlog->oldest_received_ms;
  text.begin("overt_inbox_waiting_events", "gauge", "Events on disk that reports do not know yet.");
  text.add(static_cast<double>(backlog->events));
  text.begin("overt_inbox_oldest_waiting_seconds", "gauge",
             "How long the oldest of them has waited: how late reports are.");
  text.add(seconds(std::max<std::int64_t>(age_ms, 0)));
}

// Also while the store is away, which is when somebody wants to know.
void write_room(PrometheusText& text, const MetricsSources& sources) {
  if (const auto room = sources.inbox.room()) {
    text.begin("overt_inbox_bytes", "gauge", "What the inbox holds, loaded or not.");
    text.add(static_cast<double>(room->held_bytes));
    text.begin("overt_inbox_bytes_max", "gauge",
               "What it may hold before it refuses events, by its limit or its disk.");
    text.add(static_cast<double>(room->bytes_max));
  }
  const auto seconds = inbox_outlook(sources.inbox, sources.store, sources.clock);
  if (!seconds) return;
  text.begin("overt_inbox_full_in_seconds", "gauge",
             "How long the inbox can go on if the store takes nothing from now on.");
  text.add(static_cast<double>(*seconds));
}

void write_loader(PrometheusText& text, const Loader& loader) {
  text.begin("overt_loader_failing", "gauge", "1 while events cannot be moved to the store.");
  text.add(loader.failing() ? 1 : 0);
  text.begin("overt_loader_failures_total", "counter", "Attempts to move events that failed.");
  text.add(static_cast<double>(loader.failures()));
  text.begin("overt_loader_last_success_timestamp_seconds", "gauge",
             "Unix time at which the store last had everything; 0 before the first time.");
  text.add(seconds(loader.last_success_ms()));
}

// Under the names that Prometheus' own clients use.
void write_process(PrometheusText& text) {
  const auto usage = read_process_usage();
  if (!usage) return;
  text.begin("process_cpu_seconds_total", "counter", "User and system time.");
  text.add(usage->cpu_seconds);
  text.begin("process_start_time_seconds", "gauge", "Unix time of the start.");
  text.add(usage->start_time_seconds);
  text.begin("process_resident_memory_bytes", "gauge", "Resident memory.");
  text.add(static_cast<double>(usage->resident_bytes));
  text.begin("process_open_fds", "gauge", "Open file descriptors.");
  text.add(static_cast<double>(usage->open_fds));
  text.begin("process_max_fds", "gauge", "Limit of open file descriptors.");
  text.add(static_cast<double>(usage->fds_max));
}

}  // namespace

HttpResponse metrics_response(const MetricsSources& sources) {
  PrometheusText text;
  text.begin("overt_build_info", "gauge", "What runs; always 1.");
  text.add(1, {{"version", OVERT_VERSION}});
  Listeners(sources).write_to(text);
  write_events(text, sources);
  write_lost(text, sources.inbox);
  write_commits(text, sources.ingest);
  write_backlog(text, sources);
  write_room(text, sources);
  write_loader(text, sources.loader);
  write_process(text);
  return {.status = 200,
          .content_type = std::string(kPrometheusContentType),
          .body = std::move(text).take(),
          .headers = {{"Cache-Control", "no-store"}}};
}

}  // namespace overt
