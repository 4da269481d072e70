// Endpoints that treat a sender in all the ways in which networks do.
#pragma once

#include <sys/types.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"

namespace overt::bench {

enum class Manner {
  kAnswers,       // 200 at once
  kRefuses,       // nobody listens
  kDropsSyn,      // a black hole: its backlog is full, so no connection comes about
  kNeverAnswers,  // takes the connection and the request, and says nothing
  kDrips,         // answers one byte a second
  kAnswersLate,   // 200 after five seconds
  kHasNoName,     // a host name that does not resolve (RFC 6761, section 6.4)
};

inline constexpr std::array<Manner, 7> kManners = {
    Manner::kAnswers, Manner::kRefuses,     Manner::kDropsSyn, Manner::kNeverAnswers,
    Manner::kDrips,   Manner::kAnswersLate, Manner::kHasNoName};

// "answers", "refuses", …
std::string_view name_of(Manner manner);

// One endpoint of each manner, on free ports of the loopback, served by a process of its own until
// this object ends.
class Endpoints {
 public:
  // Throws std::system_error if there are no sockets to be had.
  Endpoints();
  Endpoints(const Endpoints&) = delete;
  Endpoints& operator=(const Endpoints&) = delete;
  ~Endpoints();

  // The process that serves.
  pid_t server() const { return server_; }

  const std::string& url(Manner manner) const { return urls_[static_cast<std::size_t>(manner)]; }

 private:
  std::array<std::string, kManners.size()> urls_;
  std::vector<UniqueFd> sockets_;
  pid_t server_ = -1;
};

}  // namespace overt::bench
