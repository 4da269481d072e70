#include "servers.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <stdexcept>

#include "base/file.h"
#include "collector/test_http_client.h"
#include "collector/test_tls.h"
#include "process_cost.h"
#include "request.h"
#include "store/store.h"

namespace overt::bench {
namespace {

// A server that does not accept by then never will.
constexpr int kStartChecksMax = 600;
constexpr int kStartCheckMs = 50;

constexpr char kOpensslProgram[] = "/usr/bin/openssl";

std::string program(std::string_view name) { return fmt::format("{}/{}", OVERT_BIN, name); }

std::string program_of(ServerKind kind) {
  switch (kind) {
    case ServerKind::kOvert:
      return program("overt-collector");
    case ServerKind::kPeerFromMemory:
    case ServerKind::kPeerFromDisk:
      return program("ingest_peer");
    case ServerKind::kHandshakes:
      return program("ingest_handshakes");
    case ServerKind::kOpenssl:
      return kOpensslProgram;
  }
  return "";
}

// Free now; nothing else on this machine is expected to take it within the next second.
std::uint16_t free_port() {
  const UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  if (::bind(fd.get(), any, size) != 0 || ::getsockname(fd.get(), any, &size) != 0) {
    throw std::runtime_error("there is no free port");
  }
  return ntohs(address.sin_port);
}

void write_file(const std::string& path, std::string_view text) {
  if (const Status written = write_file_atomically(path, text); !written) {
    throw std::runtime_error(written.error().message);
  }
}

// How often `text` stands in the file, which may be larger than memory.
std::uint64_t count_in_file(const std::string& path, std::string_view text) {
  std::ifstream file(path, std::ios::binary);
  std::uint64_t count = 0;
  std::string window;
  std::string piece(std::size_t{1} << 20U, '\0');
  while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())), file.gcount() > 0) {
    window.append(piece, 0, static_cast<std::size_t>(file.gcount()));
    std::size_t searched = 0;
    for (auto at = window.find(text); at != std::string::npos; at = window.find(text, searched)) {
      ++count;
      searched = at + text.size();
    }
    window.erase(0, std::max(searched, window.size() - std::min(window.size(), text.size() - 1)));
  }
  return count;
}

std::uint64_t events_in_store(const std::string& path) {
  const auto store = open_duckdb_store(path);
  if (!store) throw std::runtime_error(store.error().message);
  const auto result = (*store)->query("SELECT count(*) FROM event", {});
  if (!result) throw std::runtime_error(result.error().message);
  return static_cast<std::uint64_t>(std::get<std::int64_t>(result->rows.at(0).at(0)));
}

// Of the file exporter the form that costs it least. A request that finds the queue full is
// answered 503, as ours is.
constexpr std::string_view kPeerConfiguration = R"(
receivers:
  otlp:
    protocols:
      http:
        endpoint: 127.0.0.1:{port}
{tls}
processors:
  batch:
exporters:
  queued_file:
    file:
      path: {directory}/events
      format: proto
    sending_queue:
      storage: file_storage
{batch}
extensions:
  file_storage:
    directory: {directory}
    fsync: true
service:
  extensions: [file_storage]
  telemetry:
    logs: {{level: error}}
    metrics: {{level: none}}
  pipelines:
    traces:
      receivers: [otlp]
      processors: [{processors}]
      exporters: [queued_file]
)";

constexpr std::string_view kPeerTls = R"(        tls:
          cert_file: {directory}/certificate.pem
          key_file: {directory}/key.pem)";

// What the batch processor does unless it is told otherwise.
constexpr std::string_view kBatchBehindQueue = R"(      batch:
        sizer: items
        min_size: 8192
        flush_timeout: 200ms)";

}  // namespace

std::string_view name_of(ServerKind kind) {
  switch (kind) {
    case ServerKind::kOvert:
      return "overt";
    case ServerKind::kPeerFromMemory:
      return "OpenTelemetry Collector, answers from memory";
    case ServerKind::kPeerFromDisk:
      return "OpenTelemetry Collector, answers from disk";
    case ServerKind::kHandshakes:
      return "handshakes alone";
    case ServerKind::kOpenssl:
      return "openssl s_server";
  }
  return "";
}

bool is_there(ServerKind kind) { return ::access(program_of(kind).c_str(), X_OK) == 0; }

Server::Server(ServerKind kind, bool is_tls) : kind_(kind), port_(free_port()) {
  if (is_tls) write_certificate();
  start(command(kind, is_tls));
  wait_until_it_accepts();
}

Server::~Server() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void Server::write_certificate() {
  const auto key = testing::ecdsa_key();
  write_file(directory_.file("certificate.pem"), testing::certificate_for(key.get(), "localhost"));
  write_file(directory_.file("key.pem"), testing::pem_of(key.get()));
  ::chmod(directory_.file("key.pem").c_str(), 0600);
}

std::vector<std::string> Server::command(ServerKind kind, bool is_tls) {
  const std::string address = fmt::format("127.0.0.1:{}", port_);
  const std::string certificate = directory_.file("certificate.pem");
  const std::string key = directory_.file("key.pem");
  std::vector<std::string> command = {program_of(kind)};
  const auto add = [&](std::vector<std::string> more) {
    command.insert(command.end(), more.begin(), more.end());
  };
  switch (kind) {
    case ServerKind::kOvert:
      add({"serve", "--contract", std::string(OVERT_CONTRACTS) + "/werf.toml", "--data",
           directory_.file("data"), "--listen", address, "--admin", "127.0.0.1:0"});
      if (is_tls) add({"--tls-certificates", certificate, "--tls-key", key});
      break;
    case ServerKind::kPeerFromMemory:
    case ServerKind::kPeerFromDisk:
      write_file(directory_.file("peer.yaml"), peer_configuration(kind, is_tls));
      add({"--config", "file:" + directory_.file("peer.yaml")});
      break;
    case ServerKind::kHandshakes:
      add({std::to_string(port_), certificate, key});
      break;
    case ServerKind::kOpenssl:
      add({"s_server", "-accept", address, "-cert", certificate, "-key", key, "-rev", "-quiet",
           "-num_tickets", "1"});
      break;
  }
  return command;
}

std::string Server::peer_configuration(ServerKind kind, bool is_tls) const {
  const bool from_memory = kind == ServerKind::kPeerFromMemory;
  const std::string tls =
      is_tls ? fmt::format(kPeerTls, fmt::arg("directory", directory_.path())) : "";
  return fmt::format(kPeerConfiguration, fmt::arg("port", port_), fmt::arg("tls", tls),
                     fmt::arg("directory", directory_.path()),
                     fmt::arg("batch", from_memory ? "" : kBatchBehindQueue),
                     fmt::arg("processors", from_memory ? "batch" : ""));
}

void Server::start(std::vector<std::string> command) {
  std::vector<char*> argv;
  argv.reserve(command.size() + 1);
  for (std::string& argument : command) argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  const std::string log = directory_.file("log");
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  run_on_core(kServerCore);
  const int failure = ::posix_spawn(&pid_, argv[0], &actions, nullptr, argv.data(), environ);
  run_on_core(kClientCore);
  posix_spawn_file_actions_destroy(&actions);
  if (failure != 0) throw std::runtime_error("cannot start " + command[0]);
}

void Server::wait_until_it_accepts() {
  for (int i = 0; i < kStartChecksMax; ++i) {
    if (testing::HttpClient(port_).connected()) return;
    if (::waitpid(pid_, nullptr, WNOHANG) != 0) break;
    ::poll(nullptr, 0, kStartCheckMs);
  }
  const auto log = read_file(directory_.file("log"), std::size_t{1} << 20U);
  throw std::runtime_error(fmt::format("{} does not start: {}", name_of(kind_), log ? *log : ""));
}

std::uint64_t Server::end_and_count() {
  ::kill(pid_, SIGTERM);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
  return kind_ == ServerKind::kOvert ? events_in_store(directory_.file("data/store.duckdb"))
                                     : count_in_file(directory_.file("events"), kSpanName);
}

}  // namespace overt::bench
