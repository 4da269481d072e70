#include "store/clickhouse/server.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <mutex>

#include "store/clickhouse/gzip.h"

namespace overt::clickhouse {
namespace {

using CurlLong = long;  // NOLINT(google-runtime-int): what libcurl's functions take
using EasyHandle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using HeaderList = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

// Of an error, for a line of the log.
constexpr std::size_t kErrorBytesMax = 400;

constexpr CurlLong kStatusOk = 200;

template <typename Value>
void set(CURL* curl, CURLoption option, Value value) {
  const CURLcode code = curl_easy_setopt(curl, option, value);
  assert(code == CURLE_OK);
  static_cast<void>(code);
}

// Returning another number than that of the bytes given ends the transfer.
std::size_t take_body(char* data, std::size_t /*always 1*/, std::size_t bytes, void* answer) {
  auto& text = *static_cast<std::string*>(answer);
  if (text.size() + bytes > kAnswerBytesMax) return 0;
  text.append(data, bytes);
  return bytes;
}

// libcurl calls it once a second at least, whatever the server does; not 0 ends the transfer.
int is_over(void* give_up_at, curl_off_t /*to get*/, curl_off_t /*got*/, curl_off_t /*to send*/,
            curl_off_t /*sent*/) {
  using Time = std::atomic<std::chrono::steady_clock::time_point>;
  return std::chrono::steady_clock::now() >= static_cast<const Time*>(give_up_at)->load() ? 1 : 0;
}

std::string_view trouble_of(CURLcode code) {
  if (code == CURLE_WRITE_ERROR) return "it is larger than 256 MiB";
  if (code == CURLE_ABORTED_BY_CALLBACK) return "this collector ends";
  return curl_easy_strerror(code);
}

std::string escaped(std::string_view text) {
  const std::unique_ptr<char, decltype(&curl_free)> owned(
      curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size())), &curl_free);
  return owned ? std::string(owned.get()) : std::string();
}

HeaderList headers_of(const std::string& user, const std::string& password, bool is_compressed) {
  std::vector<std::string> lines = {
      "X-ClickHouse-User: " + user, "Content-Type: application/octet-stream",
      "Expect:"};  // a server that does not know 100-continue would cost a second
  if (!password.empty()) lines.push_back("X-ClickHouse-Key: " + password);
  if (is_compressed) lines.emplace_back("Content-Encoding: gzip");
  HeaderList headers(nullptr, &curl_slist_free_all);
  for (const std::string& line : lines) {
    curl_slist* longer = curl_slist_append(headers.get(), line.c_str());
    assert(longer != nullptr);
    if (!headers) headers.reset(longer);  // else it has grown in its place
  }
  return headers;
}

std::string settings_text(const Settings& settings) {
  std::string text;
  for (const auto& [name, value] : settings) text += fmt::format("&{}={}", name, escaped(value));
  return text;
}

// A replica may have less than another for a while. So the same one of each shard is asked for as
// long as it is there, and one that was away only when it is no further behind than this, in
// seconds.
constexpr std::string_view kReplicaDelayMax = "10";

Settings settings_of_cluster() {
  return {{"load_balancing", "in_order"},
          {"max_replica_delay_for_distributed_queries", std::string(kReplicaDelayMax)}};
}

}  // namespace

// Handles that are not in use; each keeps the connection of its last request.
class Server::Connections {
 public:
  EasyHandle take() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return {curl_easy_init(), &curl_easy_cleanup};
    EasyHandle handle = std::move(idle_.back());
    idle_.pop_back();
    return handle;
  }

  void give_back(EasyHandle handle) {
    const std::lock_guard lock(mutex_);
    if (idle_.size() < kIdleMax) idle_.push_back(std::move(handle));
  }

 private:
  // The loader's and those of two who ask.
  static constexpr std::size_t kIdleMax = 3;

  std::mutex mutex_;
  std::vector<EasyHandle> idle_;
};

Server::Server(const Address& address, std::string password, std::string ca_file)
    : server_(address.server),
      database_(address.database),
      settings_(address.cluster.empty() ? "" : settings_text(settings_of_cluster())),
      user_(address.user),
      password_(std::move(password)),
      ca_file_(std::move(ca_file)),
      connections_(std::make_unique<Connections>()) {}

Server::~Server() = default;

Result<std::string> Server::run(std::string_view statement, const Settings& settings) {
  // The answer is held back until it is whole, so that its status is right.
  return post(fmt::format("database={}&wait_end_of_query=1&enable_http_compression=1{}{}",
                          database_, settings_, settings_text(settings)),
              statement, false);
}

Result<std::string> Server::run_without_database(std::string_view statement) {
  return post(
      "wait_end_of_query=1&enable_http_compression=1&default_format=TabSeparated" + settings_,
      statement, false);
}

Status Server::insert(std::string_view statement, std::string_view rows, const Settings& settings) {
  const auto packed = gzip(rows);
  if (!packed) return packed.error();
  const auto done = post(fmt::format("database={}{}{}&query={}", database_, settings_,
                                     settings_text(settings), escaped(statement)),
                         *packed, true);
  return done ? Status(Ok{}) : Status(done.error());
}

Result<std::string> Server::post(const std::string& query, std::string_view body,
                                 bool is_compressed) {
  EasyHandle handle = connections_->take();
  if (!handle) return Error{"out of memory"};
  CURL* const curl = handle.get();
  const HeaderList headers = headers_of(user_, password_, is_compressed);
  const std::string url = server_ + "/?" + query;
  std::string answer;
  curl_easy_reset(curl);
  set(curl, CURLOPT_URL, url.c_str());
  set(curl, CURLOPT_NOSIGNAL, CurlLong{1});
  set(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  // Password and events go to the server that is named, and to nobody whom the environment names.
  set(curl, CURLOPT_PROXY, "");
  set(curl, CURLOPT_NETRC, static_cast<CurlLong>(CURL_NETRC_IGNORED));
  set(curl, CURLOPT_CONNECTTIMEOUT_MS, kConnectMsMax);
  set(curl, CURLOPT_TIMEOUT, CurlLong{kQuerySecondsMax});
  set(curl, CURLOPT_NOPROGRESS, CurlLong{0});
  set(curl, CURLOPT_XFERINFOFUNCTION, &is_over);
  set(curl, CURLOPT_XFERINFODATA, static_cast<void*>(&give_up_at_));
  set(curl, CURLOPT_ACCEPT_ENCODING, "gzip");
  set(curl, CURLOPT_POST, CurlLong{1});
  // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): the next line has its size.
  set(curl, CURLOPT_POSTFIELDS, body.data());
  set(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  set(curl, CURLOPT_HTTPHEADER, headers.get());
  set(curl, CURLOPT_WRITEFUNCTION, &take_body);
  set(curl, CURLOPT_WRITEDATA, &answer);
  if (!ca_file_.empty()) set(curl, CURLOPT_CAINFO, ca_file_.c_str());
  const CURLcode code = curl_easy_perform(curl);
  CurlLong status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  if (code != CURLE_OK) {
    return Error{fmt::format("no answer from ClickHouse at {}: {}", server_, trouble_of(code))};
  }
  connections_->give_back(std::move(handle));
  if (status != kStatusOk) {
    return Error{fmt::format("ClickHouse at {}: {}", server_, error_line(answer))};
  }
  return answer;
}

std::string error_line(std::string_view answer) {
  // "Code: 60, e.displayText() = DB::Exception: Table …, e.what() = DB::Exception" of old servers,
  // "Code: 60. DB::Exception: Table … (UNKNOWN_TABLE) (version …)" of new ones.
  std::string text(answer.substr(0, std::min(answer.find('\n'), answer.size())));
  for (const std::string_view noise :
       {" e.displayText() =", ", e.what() = DB::Exception", " DB::Exception:"}) {
    if (const auto at = text.find(noise); at != std::string::npos) text.erase(at, noise.size());
  }
  if (const auto at = text.rfind(" (version "); at != std::string::npos) text.resize(at);
  if (text.size() > kErrorBytesMax) text = text.substr(0, kErrorBytesMax) + "…";
  // Whatever answers may answer with any bytes.
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }, '?');
  return text.empty() ? "an answer without a word" : text;
}

}  // namespace overt::clickhouse
