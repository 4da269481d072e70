#include "support/clickhouse_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string_view>

#include "support/becomes_true.h"

namespace overt::testing {
namespace {

constexpr const char* kProgram = "/usr/sbin/clickhouse-server";

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// The whole answer to one request of HTTP/1.0; empty if nobody answers.
std::string talk(std::uint16_t port, const std::string& request) {
  const UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const sockaddr_in address = loopback(port);
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return "";
  }
  if (::send(fd.get(), request.data(), request.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(request.size())) {
    return "";
  }
  std::string answer;
  char buffer[1 << 16];
  for (ssize_t bytes = 0; (bytes = ::read(fd.get(), buffer, sizeof buffer)) > 0;) {
    answer.append(buffer, static_cast<std::size_t>(bytes));
  }
  return answer;
}

void write_file(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

// The default user, who may do everything, without a password.
constexpr const char* kUsers = R"(<yandex>
  <profiles><default/></profiles><quotas><default/></quotas>
  <users><default><password></password><networks><ip>127.0.0.0/8</ip></networks>
    <profile>default</profile><quota>default</quota></default></users>
</yandex>
)";

}  // namespace

bool has_clickhouse_server() { return std::filesystem::exists(kProgram); }

std::uint16_t free_port() {
  const UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  if (::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no port is free");
  }
  return ntohs(address.sin_port);
}

ClickhouseServer::ClickhouseServer(std::string settings)
    : http_port_(free_port()), tcp_port_(free_port()), interserver_port_(free_port()) {
  for (const char* folder : {"data", "tmp", "format_schemas"}) {
    std::filesystem::create_directory(directory_.file(folder));
  }
  write_config(settings);
  start();
}

void ClickhouseServer::write_config(const std::string& settings) {
  write_file(directory_.file("users.xml"), kUsers);
  const auto element = [](const std::string& name, const auto& value) {
    return "<" + name + ">" + value + "</" + name + ">\n";
  };
  write_file(directory_.file("config.xml"),
             "<yandex>\n<logger><level>warning</level><log>" + directory_.file("log") +
                 "</log><errorlog>" + directory_.file("errors") + "</errorlog></logger>\n" +
                 element("http_port", std::to_string(http_port_)) +
                 element("tcp_port", std::to_string(tcp_port_)) +
                 element("interserver_http_port", std::to_string(interserver_port_)) +
                 element("interserver_http_host", std::string("127.0.0.1")) +
                 element("listen_host", std::string("127.0.0.1")) +
                 element("path", directory_.file("data/")) +
                 element("tmp_path", directory_.file("tmp/")) +
                 element("format_schema_path", directory_.file("format_schemas/")) +
                 element("users_config", directory_.file("users.xml")) +
                 element("default_profile", std::string("default")) +
                 element("default_database", std::string("default")) +
                 element("mark_cache_size", std::string("67108864")) +
                 element("timezone", std::string("UTC")) + settings + "</yandex>\n");
}

void ClickhouseServer::start() {
  process_ = std::make_unique<Process>(
      Program{.argv = {kProgram, "--config-file=" + directory_.file("config.xml")},
              .directory = directory_.path()});
  const bool answers = becomes_true([this] {
    return talk(http_port_, "GET /ping HTTP/1.0\r\n\r\n").find("Ok.") != std::string::npos;
  });
  if (answers) return;
  process_->send_signal(SIGKILL);
  const Outcome outcome = process_->wait();
  throw std::runtime_error("clickhouse-server does not answer: " + outcome.err + outcome.out);
}

void ClickhouseServer::kill() {
  process_->send_signal(SIGKILL);
  process_->wait();
}

std::string ClickhouseServer::url(const std::string& database) const {
  return "http://127.0.0.1:" + std::to_string(http_port_) + "/" + database;
}

std::string ClickhouseServer::ask(const std::string& statement) const {
  const std::string answer =
      talk(http_port_, "POST / HTTP/1.0\r\nContent-Length: " + std::to_string(statement.size()) +
                           "\r\n\r\n" + statement);
  const auto head = answer.find("\r\n\r\n");
  const std::string body = head == std::string::npos ? "" : answer.substr(head + 4);
  if (answer.find(" 200 ") > answer.find("\r\n")) {
    throw std::runtime_error(statement + ": " + (body.empty() ? "no answer" : body));
  }
  return body;
}

}  // namespace overt::testing
