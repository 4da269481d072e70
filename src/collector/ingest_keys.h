// Keys that a tool's makers give to those who may send for it. Their file has SHA-256 digests, so
// that who reads it cannot send. A tool that has none in it takes events from everyone.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/result.h"

namespace overt {

class IngestKeys;

// Which tools a request may send for. Valid as long as its keys.
class KeyCheck {
 public:
  bool admits(std::string_view app) const;

 private:
  friend class IngestKeys;
  KeyCheck(const IngestKeys& keys, const Sha256& digest) : keys_(keys), digest_(digest) {}

  const IngestKeys& keys_;
  Sha256 digest_;
};

// Threads: any.
class IngestKeys {
 public:
  // Lines of `APP DIGEST`, as many for a tool as it has keys; empty lines, and those that begin
  // with #, say nothing. A digest is 64 hexadecimal digits: what `printf %s KEY | sha256sum`
  // prints. The error names the line.
  static Result<IngestKeys> parse(std::string_view text);

  // The same from a file, which is named in the error.
  static Result<IngestKeys> load(const std::string& path);

  // Those that have keys.
  std::vector<std::string> apps() const;

  // Empty for a request that bears no key.
  KeyCheck check(std::string_view key) const { return {*this, sha256(key)}; }

 private:
  friend class KeyCheck;
  std::map<std::string, std::vector<Sha256>, std::less<>> digests_;
};

// The keys that are in force. Threads: any.
class CurrentKeys {
 public:
  explicit CurrentKeys(IngestKeys keys) { set(std::move(keys)); }

  std::shared_ptr<const IngestKeys> get() const {
    const std::scoped_lock lock(mutex_);
    return keys_;
  }

  void set(IngestKeys keys) {
    auto next = std::make_shared<const IngestKeys>(std::move(keys));
    // The old ones, if nobody else has them, go after the lock.
    const std::scoped_lock lock(mutex_);
    keys_.swap(next);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const IngestKeys> keys_;
};

// RFC 6750, 2.1: the KEY of "Bearer KEY"; empty for anything else.
std::string_view bearer_token(std::string_view authorization);

}  // namespace overt
