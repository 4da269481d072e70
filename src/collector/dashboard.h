// The dashboard's own files: page, script, style. They hold nothing of what was collected, so they
// are for whoever reaches the address; what they show they ask for, with the token.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collector/embedded_files.h"
#include "collector/http_message.h"

namespace overt {

// Threads: any.
class Dashboard {
 public:
  explicit Dashboard(std::vector<EmbeddedFile> files = embedded_dashboard());

  // Whether `path` is where the dashboard's files are, whether there is one or not.
  static bool is_at(std::string_view path);

  // The file at the request's path: 200, compressed for who takes that; 304 to who has it already;
  // 404 where there is none.
  HttpResponse file(const HttpRequest& request) const;

 private:
  struct File {
    EmbeddedFile embedded;
    std::string etag;
  };

  std::vector<File> files_;
};

// RFC 9110, 12.5.3: whether an Accept-Encoding lets gzip in.
bool accepts_gzip(std::string_view accept_encoding);

}  // namespace overt
