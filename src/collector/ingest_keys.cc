#include "collector/ingest_keys.h"

#include <algorithm>

#include "base/file.h"
#include "collector/limits.h"

namespace overt {
namespace {

constexpr std::string_view kSpace = " \t\r";

// Takes the next word, which is empty at the end.
std::string_view take_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(kSpace), line.size()));
  const std::string_view word = line.substr(0, line.find_first_of(kSpace));
  line.remove_prefix(word.size());
  return word;
}

}  // namespace

bool KeyCheck::admits(std::string_view app) const {
  const auto tool = keys_.digests_.find(app);
  if (tool == keys_.digests_.end()) return true;
  bool is_known = false;
  for (const Sha256& digest : tool->second) is_known |= equal_in_constant_time(digest, digest_);
  return is_known;
}

Result<IngestKeys> IngestKeys::parse(std::string_view text) {
  IngestKeys keys;
  for (int number = 1; !text.empty(); ++number) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const std::string_view app = take_word(line);
    if (app.empty() || app.starts_with('#')) continue;
    const auto digest = bytes_from_hex<sizeof(Sha256)>(take_word(line));
    if (!digest || !take_word(line).empty()) {
      // Not the line itself: what stands there may be a key.
      return Error{"line " + std::to_string(number) +
                   " is not a tool and the SHA-256 of a key in 64 hexadecimal digits"};
    }
    keys.digests_[std::string(app)].push_back(*digest);
  }
  return keys;
}

Result<IngestKeys> IngestKeys::load(const std::string& path) {
  const auto text = read_file(path, kIngestKeysBytesMax);
  if (!text) return text.error();
  auto keys = parse(*text);
  if (!keys) return Error{"cannot use " + path + ": " + keys.error().message};
  return keys;
}

std::vector<std::string> IngestKeys::apps() const {
  std::vector<std::string> apps;
  apps.reserve(digests_.size());
  for (const auto& [app, digests] : digests_) apps.push_back(app);
  return apps;
}

std::string_view bearer_token(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer ";
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
  const bool is_bearer =
      std::ranges::equal(authorization.substr(0, kScheme.size()), kScheme, {}, lower);
  if (!is_bearer) return {};
  std::string_view rest = authorization.substr(kScheme.size());
  return take_word(rest);
}

}  // namespace overt
