#include "support/clickhouse_server.h"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "support/becomes_true.h"

namespace overt::testing {
namespace {

constexpr const char* kProgram = "/usr/sbin/clickhouse-server";

void write_file(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

// The default user, who may do everything, without a password.
constexpr const char* kUsers = R"(<yandex>
  <profiles><default/></profiles><quotas><default/></quotas>
  <users><default><password></password><networks><ip>::/0</ip></networks>
    <profile>default</profile><quota>default</quota></default></users>
</yandex>
)";

}  // namespace

bool has_clickhouse_server() { return std::filesystem::exists(kProgram); }

ClickhouseServer::ClickhouseServer(const std::string& settings, ClickhousePlace place)
    : place_(std::move(place)) {
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
                 element("http_port", std::to_string(place_.http_port)) +
                 element("tcp_port", std::to_string(place_.tcp_port)) +
                 element("interserver_http_port", std::to_string(place_.interserver_port)) +
                 element("interserver_http_host", place_.host) +
                 element("listen_host", place_.host) + element("path", directory_.file("data/")) +
                 element("tmp_path", directory_.file("tmp/")) +
                 element("format_schema_path", directory_.file("format_schemas/")) +
                 element("users_config", directory_.file("users.xml")) +
                 element("default_profile", std::string("default")) +
                 element("default_database", std::string("default")) +
                 element("mark_cache_size", std::string("67108864")) +
                 element("timezone", std::string("UTC")) + settings + "</yandex>\n");
}

void ClickhouseServer::start() {
  std::vector<std::string> argv = place_.launcher;
  argv.insert(argv.end(), {kProgram, "--config-file=" + directory_.file("config.xml")});
  process_ =
      std::make_unique<Process>(Program{.argv = std::move(argv), .directory = directory_.path()});
  const bool answers = becomes_true([this] {
    return talk(place_.host, place_.http_port, "GET /ping HTTP/1.0\r\n\r\n", kPingSeconds)
               .find("Ok.") != std::string::npos;
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
  return "http://" + place_.host + ":" + std::to_string(place_.http_port) + "/" + database;
}

std::string ClickhouseServer::ask(const std::string& statement) const {
  const std::string answer =
      talk(place_.host, place_.http_port,
           "POST / HTTP/1.0\r\nContent-Length: " + std::to_string(statement.size()) + "\r\n\r\n" +
               statement);
  const auto head = answer.find("\r\n\r\n");
  const std::string body = head == std::string::npos ? "" : answer.substr(head + 4);
  if (answer.find(" 200 ") > answer.find("\r\n")) {
    throw std::runtime_error(statement + ": " + (body.empty() ? "no answer" : body));
  }
  return body;
}

}  // namespace overt::testing
