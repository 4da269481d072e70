#include "support/network.h"

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <stdexcept>

namespace overt::testing {
namespace {

constexpr const char* kNamespace = "/proc/thread-self/ns/net";

// A network card that nobody has.
constexpr const char* kNobody = "02:00:00:00:00:01";

// Gives commands to `ip`, one a line.
void ip(std::vector<std::string> argv, const std::string& commands) {
  argv.insert(argv.end(), {"ip", "-batch", "-"});
  const Outcome outcome = run_program({.argv = argv, .input = commands});
  if (outcome.exit_code != 0) throw std::runtime_error(commands + outcome.out + outcome.err);
}

}  // namespace

std::string Network::missing() {
  try {
    Network(2).cut(0, 1);
    return "";
  } catch (const std::exception& error) {
    return "networks cannot be made here (as root, with iproute2): " + std::string(error.what());
  }
}

Network::Network(std::size_t hosts) : before_(::open(kNamespace, O_RDONLY | O_CLOEXEC)) {
  if (!before_ || ::unshare(CLONE_NEWNET) != 0) {
    throw std::runtime_error("a namespace is not permitted");
  }
  try {
    ip({}, "link set lo up\nlink add bridge type bridge\naddress add " + address_of_test() +
               "/24 dev bridge\nlink set bridge up\n");
    for (std::size_t host = 0; host < hosts; ++host) add_host(host);
  } catch (...) {
    ::setns(before_.get(), CLONE_NEWNET);
    throw;
  }
}

Network::~Network() { ::setns(before_.get(), CLONE_NEWNET); }

std::string Network::address(std::size_t host) { return "10.0.0." + std::to_string(host + 1); }

std::string Network::address_of_test() { return "10.0.0.254"; }

// A namespace is there as long as a process is in it.
void Network::add_host(std::size_t host) {
  hosts_.push_back(
      std::make_unique<Process>(Program{.argv = {"unshare", "--net", "cat"}, .input = "there\n"}));
  Process& process = *hosts_.back();
  if (!process.wait_for_output("there")) throw std::runtime_error(process.wait().err);
  const std::string wire = "host" + std::to_string(host);
  ip({}, "link add " + wire + " type veth peer name eth0 netns " + std::to_string(process.pid()) +
             "\nlink set " + wire + " master bridge up\n");
  on_host(host,
          "link set lo up\nlink set eth0 up\naddress add " + address(host) + "/24 dev eth0\n");
}

std::vector<std::string> Network::launcher(std::size_t host) const {
  return {"nsenter", "--target", std::to_string(hosts_.at(host)->pid()), "--net", "--"};
}

void Network::on_host(std::size_t host, const std::string& commands) const {
  ip(launcher(host), commands);
}

void Network::cut(std::size_t one, std::size_t other) {
  const auto send_into_the_void = [this](std::size_t from, std::size_t to) {
    on_host(from, "neighbour replace " + address(to) + " dev eth0 nud permanent lladdr " + kNobody +
                      "\n");
  };
  send_into_the_void(one, other);
  send_into_the_void(other, one);
}

void Network::heal(std::size_t one, std::size_t other) {
  on_host(one, "neighbour delete " + address(other) + " dev eth0\n");
  on_host(other, "neighbour delete " + address(one) + " dev eth0\n");
}

}  // namespace overt::testing
