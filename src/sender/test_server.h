// For tests: a real HTTP/1.1 server on 127.0.0.1 that answers as a test says and remembers what it
// was sent.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/file.h"

namespace overt::testing {

struct ReceivedRequest {
  std::string head;                            // all bytes before the body
  std::string line;                            // "POST /v1/traces HTTP/1.1"
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

struct Reply {
  std::string bytes;         // what is written, whatever it is
  bool close = false;        // and then the connection is closed
  bool stay_silent = false;  // nothing is written until the client goes
  // Does with the connection what it likes, instead; then that is closed.
  std::function<void(int fd, const ReceivedRequest& request)> act = {};
};

// A proper answer; `headers` are whole lines without their ends.
Reply answer(int status, std::string_view body = "", const std::vector<std::string>& headers = {});
Reply close_without_answer();
Reply swallow();

class TestServer {
 public:
  // Answers the first requests by `script`, in order, and all further ones with an empty 200.
  // `on_request` runs before each answer, in a thread of the server.
  explicit TestServer(std::vector<Reply> script = {}, std::function<void()> on_request = {});
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;
  ~TestServer();

  std::string endpoint() const;
  std::vector<ReceivedRequest> requests() const;
  int connections() const;

 private:
  void accept_connections();
  void serve(int fd);
  Reply next_reply(const ReceivedRequest& request);

  std::vector<Reply> script_;
  std::function<void()> on_request_;
  UniqueFd listener_;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;  // guards what follows
  std::vector<ReceivedRequest> requests_;
  std::vector<UniqueFd> connections_;
  std::vector<std::jthread> servers_;
  std::jthread acceptor_;
};

// A port of 127.0.0.1 that refuses connections while this lives: it is bound, and nobody listens.
class RefusingPort {
 public:
  RefusingPort();
  std::string endpoint() const;

 private:
  UniqueFd socket_;
  std::uint16_t port_ = 0;
};

}  // namespace overt::testing
