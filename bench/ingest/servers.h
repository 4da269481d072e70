// The servers that are measured, each a process of its own on a core of its own, with its data in a
// new directory.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/temporary_directory.h"

namespace overt::bench {

inline constexpr int kServerCore = 0;
inline constexpr int kClientCore = 1;

enum class ServerKind {
  kOvert,
  kPeerFromMemory,  // OTLP receiver, batch processor, queue on disk with fsync, file exporter
  kPeerFromDisk,    // the same, but batched behind the queue: it answers when the queue has it
  kHandshakes,      // accepts a TLS connection, and the next one
  kOpenssl,         // `openssl s_server`, which does the same
};

// As it stands in tables.
std::string_view name_of(ServerKind kind);

// Whether its program was built, or is installed.
bool is_there(ServerKind kind);

class Server {
 public:
  // Starts it on kServerCore and waits until it accepts connections; throws if it does not.
  Server(ServerKind kind, bool is_tls);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();  // kills it, if it still runs

  pid_t pid() const { return pid_; }
  std::uint16_t port() const { return port_; }

  // Ends it in order; how many events are in what it wrote.
  std::uint64_t end_and_count();

 private:
  std::vector<std::string> command(ServerKind kind, bool is_tls);
  std::string peer_configuration(ServerKind kind, bool is_tls) const;
  void write_certificate();
  void start(std::vector<std::string> command);
  void wait_until_it_accepts();

  testing::TemporaryDirectory directory_;
  ServerKind kind_;
  std::uint16_t port_ = 0;
  pid_t pid_ = -1;
};

}  // namespace overt::bench
