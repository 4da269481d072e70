// POST /v1/forget?app=APP&project=ID: a project that is to be forgotten while the collector runs.
// It is done between two loads, on the loader's thread.
#pragma once

#include "collector/forget_project.h"
#include "collector/http_message.h"
#include "collector/loader.h"

namespace overt {

// A type that no page of another origin may send without asking first: there is no body.
inline constexpr char kForgetType[] = "application/x-overt-forget";

// Ids of one request. A project has one for each schema of its tool's events.
inline constexpr std::size_t kForgetIdsMax = 16;

// Threads: any. Everything is borrowed.
class ForgetDesk {
 public:
  ForgetDesk(std::string directory, const Pepper& pepper, Inbox& inbox, ForgetInStore in_store,
             const Clock& clock, Loader& loader)
      : directory_(std::move(directory)),
        pepper_(pepper),
        inbox_(inbox),
        in_store_(std::move(in_store)),
        clock_(clock),
        loader_(loader) {}

  // Answers when it is done: 200 with the receipt, or 500 with what failed. 400 and 415 for what
  // cannot be read, 503 while another one waits or the collector ends.
  void take(const HttpRequest& request, Respond respond);

 private:
  HttpResponse forget(const ForgetRequest& request);

  std::string directory_;
  const Pepper& pepper_;
  Inbox& inbox_;
  ForgetInStore in_store_;
  const Clock& clock_;
  Loader& loader_;
};

}  // namespace overt
