#include "support/zookeeper.h"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "support/becomes_true.h"
#include "support/talk.h"

namespace overt::testing {
namespace {

constexpr const char* kJava = "/usr/bin/java";
constexpr const char* kJar = "/usr/share/java/zookeeper.jar";

// Ticks are short, and with them the sessions of servers that were killed.
constexpr const char* kConfig = R"(tickTime=500
admin.enableServer=false
4lw.commands.whitelist=srvr
)";

}  // namespace

bool has_zookeeper() { return std::filesystem::exists(kJar) && std::filesystem::exists(kJava); }

Zookeeper::Zookeeper(std::string host) : host_(std::move(host)), port_(free_port()) {
  const std::string config = directory_.file("zoo.cfg");
  std::ofstream(config) << kConfig << "dataDir=" << directory_.file("data")
                        << "\nclientPort=" << port_ << "\nclientPortAddress=" << host_ << "\n";
  process_ = std::make_unique<Process>(
      Program{.argv = {kJava, "-Xmx128m", "-cp", kJar,
                       "org.apache.zookeeper.server.ZooKeeperServerMain", config},
              .directory = directory_.path()});
  // It listens, and says that it is well, before it serves.
  const bool serves = becomes_true([this] {
    return talk(host_, port_, "srvr", kPingSeconds).find("Mode: standalone") != std::string::npos;
  });
  if (serves) return;
  process_->send_signal(SIGKILL);
  const Outcome outcome = process_->wait();
  throw std::runtime_error("ZooKeeper does not answer: " + outcome.err + outcome.out);
}

}  // namespace overt::testing
