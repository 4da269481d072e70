// For tests: a way from 127.0.0.1 to a server that takes requests there and may lose the answers.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/file.h"

namespace overt::testing {

class CuttingProxy {
 public:
  // Loses nothing until lose_answers(). Throws std::runtime_error if it cannot listen.
  explicit CuttingProxy(std::uint16_t server_port, std::string server_host = "127.0.0.1");
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;
  ~CuttingProxy();

  std::uint16_t port() const { return port_; }

  // From now on the answer to the next so many requests that have `text` in them is not passed on:
  // the connection ends when it comes, which is when the server has done what was asked.
  void lose_answers(std::string text, int count);

  // Answers that were lost since then.
  int lost() const { return lost_; }

 private:
  void accept_all();
  void pass(const UniqueFd& client);
  bool has_text(const std::string& bytes);

  const std::string server_host_;
  const std::uint16_t server_port_;
  std::uint16_t port_ = 0;
  UniqueFd listener_;
  std::atomic<int> to_lose_ = 0;
  std::atomic<int> lost_ = 0;
  std::atomic<bool> ending_ = false;
  std::mutex mutex_;
  std::string text_;  // under mutex_
  std::vector<std::jthread> connections_;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace overt::testing
