// Requests to send: the same events each time, each of a run and under an identity that were not
// used before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace overt::bench {

// The name of the spans, which stands once in each of them on the wire.
inline constexpr char kSpanName[] = "telemetry.werf.io";

class RequestTemplate {
 public:
  // Of `events` events, each a CommandExited of contracts/werf.toml.
  explicit RequestTemplate(std::size_t events);

  std::size_t events() const { return offsets_.size(); }

  // An HTTP request, whole. Its identities are still those of the template.
  const std::string& text() const { return text_; }

  // Gives the events of a copy of text() identities made of `number` and the numbers after it, by
  // count.
  void number(std::string& copy, std::uint64_t number) const;

 private:
  std::string text_;
  std::vector<std::size_t> offsets_;  // of the span ids
  std::vector<std::size_t>
      run_offsets_;  // of the ends of the execution ids: each event is of a run
};

}  // namespace overt::bench
