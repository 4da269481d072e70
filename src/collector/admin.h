// What the operator asks: GET only, answers in JSON.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "collector/http_message.h"
#include "collector/ingest.h"
#include "collector/loader.h"
#include "store/query_cache.h"
#include "store/store.h"

namespace overt {

// How old an answer may be if who asks is content with that: a page that has just been opened says
// nothing of the last minute anyway.
inline constexpr std::chrono::seconds kAnswerAgeMax{60};

// The age in seconds that a request's Cache-Control is content with, at most kAnswerAgeMax; 0, what
// is true now, if it does not say or says what cannot be read.
std::chrono::seconds accepted_age(std::string_view cache_control);

// Threads: any. Everything is borrowed.
class Admin {
 public:
  // `missing_events` as KeptStore's. Without an inbox nothing is said of how long it can hold, and
  // without a cache each report is asked of the store.
  Admin(
      Store& store, const Clock& clock, const Ingest& ingest, const Loader& loader,
      std::function<std::int64_t()> missing_events = [] { return std::int64_t{0}; },
      Inbox* inbox = nullptr, QueryCache* cache = nullptr)
      : store_(store),
        clock_(clock),
        ingest_(ingest),
        loader_(loader),
        missing_events_(std::move(missing_events)),
        inbox_(inbox),
        cache_(cache) {}

  // 200 if events are taken, else 503. A store that fails is named, and takes nothing away from
  // that: the inbox keeps what the store has not, for so many more seconds as it says. Events that
  // were lost with a damaged store are counted.
  HttpResponse readiness() const;

  // The report that the path names, over `since` and, if given, of `app` alone. 404 for a report
  // that does not exist, 400 for a parameter that cannot be read, or that it needs and lacks. It
  // may be as old as the request accepts.
  HttpResponse report(const HttpRequest& request) const;

  // The month of `app` that `month` names, as `overt publish` publishes it, for `k` projects or
  // more: JSON as publication_file.h says. 400 for a parameter that cannot be read, or is missing.
  HttpResponse publication(const HttpRequest& request) const;

  // The newest events as they stand in the store, of `app` or of all, `count` of them: JSON as
  // latest_events.h says. 400 for a parameter that cannot be read.
  HttpResponse latest(const HttpRequest& request) const;

 private:
  Store& store_;
  const Clock& clock_;
  const Ingest& ingest_;
  const Loader& loader_;
  std::function<std::int64_t()> missing_events_;
  Inbox* const inbox_;
  QueryCache* const cache_;
};

// 200: the process is there and answers.
HttpResponse admin_health();

// {"reports":[{"name":…,"title":…,"question":…,"rules":…},…]}; a report about one thing has
// "about", too: the kind of thing that the parameter `about` has to name.
HttpResponse admin_report_list();

// `body` is JSON. Nobody keeps it: the next answer may be another one.
HttpResponse admin_json(int status, std::string body);

// {"error":MESSAGE}
HttpResponse admin_error(const HttpRequest& head, int status, std::string_view message);

}  // namespace overt
