#include "collector/forget_desk.h"

#include <algorithm>
#include <memory>
#include <optional>

#include "base/bytes.h"
#include "base/hash.h"
#include "collector/admin.h"

namespace overt {
namespace {

// Nothing if one of them is no id.
std::optional<std::vector<std::string>> ids_in(std::string_view list) {
  std::vector<std::string> ids;
  while (!list.empty()) {
    const auto end = std::min(list.find(','), list.size());
    const auto id = bytes_from_hex<sizeof(Sha256)>(list.substr(0, end));
    if (!id || ids.size() == kForgetIdsMax) return std::nullopt;
    ids.push_back(to_hex(*id));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return ids.empty() ? std::nullopt : std::optional(std::move(ids));
}

}  // namespace

void ForgetDesk::take(const HttpRequest& request, Respond respond) {
  if (media_type(request.content_type) != kForgetType) {
    respond(admin_error(request, 415, std::string("the Content-Type is not ") + kForgetType));
    return;
  }
  const std::string app = query_parameter(request.query, "app").value_or("");
  auto ids = ids_in(query_parameter(request.query, "project").value_or(""));
  if (app.empty() || !ids) {
    respond(admin_error(request, 400, "app and project (ids of 64 digits, by commas) are needed"));
    return;
  }
  // Either the loader's thread or, if that takes nothing more, this one answers.
  const auto answer = std::make_shared<Respond>(std::move(respond));
  const auto asked =
      std::make_shared<ForgetRequest>(ForgetRequest{.app = app, .ids = *std::move(ids)});
  const bool is_taken = loader_.run_between_loads([this, answer, asked](bool is_ending) {
    (*answer)(is_ending ? admin_error({}, 503, "the collector ends; ask again when it is back")
                        : forget(*asked));
  });
  if (!is_taken) {
    (*answer)(admin_error({}, 503, "another project is being forgotten; ask again when it is"));
  }
}

HttpResponse ForgetDesk::forget(const ForgetRequest& request) {
  const auto forgotten = forget_project({.directory = directory_,
                                         .pepper = pepper_,
                                         .inbox = inbox_,
                                         .forget_in_store = in_store_,
                                         .clock = clock_},
                                        request);
  if (!forgotten) return admin_error({}, 500, forgotten.error().message);
  return {.status = 200,
          .content_type = "application/json",
          .body = forgotten->receipt,
          .headers = {{"Cache-Control", "no-store"}}};
}

}  // namespace overt
