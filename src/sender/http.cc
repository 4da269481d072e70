#include "sender/http.h"

#include <curl/curl.h>
#include <strings.h>

#include <algorithm>
#include <cassert>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace overt {
namespace {

// A dead address should leave time for another one of the same host.
constexpr std::int64_t kConnectMsMax = 5'000;

using CurlLong = long;  // NOLINT(google-runtime-int): what libcurl's functions take
using EasyHandle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using HeaderList = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

// An option that this libcurl does not know would be a protection that is not there.
template <typename Value>
void set(CURL* curl, CURLoption option, Value value) {
  const CURLcode code = curl_easy_setopt(curl, option, value);
  assert(code == CURLE_OK);
  static_cast<void>(code);
}

// The answer to one request, while it comes in.
struct Incoming {
  HttpAnswer answer;
  std::size_t header_bytes = 0;
  bool head_is_whole = false;  // the empty line behind the headers has come
};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return "";
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

// Returning another number than that of the bytes given ends the transfer.
std::size_t take_header(char* data, std::size_t /*always 1*/, std::size_t bytes,
                        void* incoming_pointer) {
  auto& incoming = *static_cast<Incoming*>(incoming_pointer);
  incoming.header_bytes += bytes;
  if (incoming.header_bytes > kAnswerHeaderBytesMax) {
    incoming.answer.too_large = true;
    return 0;
  }
  const std::string_view line(data, bytes);
  if (line.starts_with("HTTP/")) incoming.head_is_whole = false;  // the last one was of a 1xx
  if (line == "\r\n" || line == "\n") incoming.head_is_whole = true;
  constexpr std::string_view kName = "retry-after:";
  if (line.size() > kName.size() && ::strncasecmp(data, kName.data(), kName.size()) == 0) {
    incoming.answer.retry_after = trimmed(line.substr(kName.size()));
  }
  return bytes;
}

std::size_t take_body(char* data, std::size_t /*always 1*/, std::size_t bytes,
                      void* incoming_pointer) {
  auto& incoming = *static_cast<Incoming*>(incoming_pointer);
  if (incoming.answer.body.size() + bytes > kAnswerBytesMax) {
    incoming.answer.too_large = true;
    return 0;
  }
  incoming.answer.body.append(data, bytes);
  return bytes;
}

// Of the endpoint, as libcurl itself takes it apart.
class Target {
 public:
  explicit Target(const std::string& endpoint) {
    curl_url_set(url_.get(), CURLUPART_URL, endpoint.c_str(), CURLU_NON_SUPPORT_SCHEME);
  }

  std::string path() const { return get(CURLUPART_PATH, 0); }

  // What stands in the header Host (RFC 9110, 7.2).
  std::string host() const {
    const std::string port = get(CURLUPART_PORT, CURLU_NO_DEFAULT_PORT);
    return get(CURLUPART_HOST, CURLU_PUNYCODE) + (port.empty() ? "" : ":" + port);
  }

 private:
  // Empty if there is none.
  std::string get(CURLUPart part, unsigned flags) const {
    char* text = nullptr;
    if (curl_url_get(url_.get(), part, &text, flags) != CURLUE_OK) return "";
    const std::unique_ptr<char, decltype(&curl_free)> owned(text, &curl_free);
    return text;
  }

  std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url_{curl_url(), &curl_url_cleanup};
};

// All headers of a request, in their order: the one list of them.
std::vector<std::string> request_headers(const TransportOptions& options, std::size_t body_bytes) {
  return {
      "Host: " + Target(options.endpoint).host(),
      "User-Agent: " + options.user_agent,
      "Content-Type: application/x-protobuf",
      "Content-Length: " + std::to_string(body_bytes),
  };
}

// The same for libcurl.
HeaderList header_list(const TransportOptions& options, std::size_t body_bytes) {
  std::vector<std::string> lines = request_headers(options, body_bytes);
  lines.emplace_back("Accept:");  // without a value: the header that libcurl adds is left out
  lines.emplace_back("Expect:");  // a server that does not know 100-continue would cost a second
  HeaderList headers(nullptr, &curl_slist_free_all);
  for (const std::string& line : lines) {
    curl_slist* longer = curl_slist_append(headers.get(), line.c_str());
    assert(longer != nullptr);
    if (!headers) headers.reset(longer);  // else it has grown in its place
  }
  return headers;
}

// Whether OpenSSL finds a certificate there by the hash of its owner: "6187b673.0".
bool is_hashed(const std::string& folder) {
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  constexpr std::size_t kNameSize = 10;
  std::error_code error;
  std::filesystem::directory_iterator entry(folder, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename().native();
    if (name.size() == kNameSize && name.ends_with(".0") &&
        name.find_first_not_of(kHexDigits) == kNameSize - 2) {
      return true;
    }
  }
  return false;
}

// The system's folder of certificates, if one can be found there without reading all.
std::string system_ca_folder(CURL* curl) {
  char* folder = nullptr;
  curl_easy_getinfo(curl, CURLINFO_CAPATH, &folder);
  return folder != nullptr && is_hashed(folder) ? folder : "";
}

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(TransportOptions options) : options_(std::move(options)) {}

  Result<HttpAnswer> post(const std::string& body, std::int64_t timeout_ms) override {
    assert(timeout_ms > 0);  // 0 would be no limit for libcurl
    if (!curl_) begin();
    CURL* curl = curl_.get();
    Incoming incoming;
    const HeaderList headers = header_list(options_, body.size());
    set(curl, CURLOPT_HTTPHEADER, headers.get());
    set(curl, CURLOPT_HEADERDATA, &incoming);
    set(curl, CURLOPT_WRITEDATA, &incoming);
    set(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    set(curl, CURLOPT_POSTFIELDS, body.data());
    set(curl, CURLOPT_TIMEOUT_MS, static_cast<CurlLong>(timeout_ms));
    set(curl, CURLOPT_CONNECTTIMEOUT_MS,
        static_cast<CurlLong>(std::min(timeout_ms, kConnectMsMax)));

    const CURLcode code = curl_easy_perform(curl);
    set(curl, CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));
    if (code != CURLE_OK && !incoming.answer.too_large) return Error{curl_easy_strerror(code)};
    CurlLong status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (status < 200) return Error{"the answer has no status"};
    // libcurl takes what has come for all of them.
    if (!incoming.head_is_whole && !incoming.answer.too_large) {
      return Error{"the answer broke off in its headers"};
    }
    incoming.answer.status = static_cast<int>(status);
    if (incoming.answer.too_large) incoming.answer.body.clear();
    return std::move(incoming.answer);
  }

  bool is_connected() const override {
    if (!curl_) return false;
    curl_socket_t socket = CURL_SOCKET_BAD;
    curl_easy_getinfo(curl_.get(), CURLINFO_ACTIVESOCKET, &socket);
    return socket != CURL_SOCKET_BAD;
  }

 private:
  // Not before there is something to send: libcurl and OpenSSL get ready for some milliseconds.
  void begin() {
    curl_.reset(curl_easy_init());
    CURL* curl = curl_.get();
    set(curl, CURLOPT_URL, options_.endpoint.c_str());
    set(curl, CURLOPT_HTTP_VERSION, static_cast<CurlLong>(CURL_HTTP_VERSION_1_1));
    set(curl, CURLOPT_HEADERFUNCTION, &take_header);
    set(curl, CURLOPT_WRITEFUNCTION, &take_body);
    // A name server that does not answer must not hold the end of the process.
    set(curl, CURLOPT_QUICK_EXIT, 1L);
    set(curl, CURLOPT_NOSIGNAL, 1L);
    stay_with_the_endpoint(curl);
    check_certificates(curl);
  }

  // What libcurl does not do unless asked is said all the same: these are promises.
  static void stay_with_the_endpoint(CURL* curl) {
    set(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    set(curl, CURLOPT_FOLLOWLOCATION, 0L);
    set(curl, CURLOPT_PROXY, "");  // also none of the environment's
    set(curl, CURLOPT_NETRC, static_cast<CurlLong>(CURL_NETRC_IGNORED));
    set(curl, CURLOPT_UNRESTRICTED_AUTH, 0L);
  }

  void check_certificates(CURL* curl) const {
    set(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    set(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    set(curl, CURLOPT_SSLVERSION, static_cast<CurlLong>(CURL_SSLVERSION_TLSv1_2));
    if (!options_.ca_file.empty()) set(curl, CURLOPT_CAINFO, options_.ca_file.c_str());
    std::string folders = options_.ca_folder;
    if (const std::string system = system_ca_folder(curl);
        options_.ca_file.empty() && !system.empty()) {
      // The same certificates as in the system's file, of which OpenSSL would read all: 1 MiB.
      set(curl, CURLOPT_CAINFO, nullptr);
      folders += folders.empty() ? system : ":" + system;
    }
    if (!folders.empty()) set(curl, CURLOPT_CAPATH, folders.c_str());
  }

  TransportOptions options_;
  EasyHandle curl_{nullptr, &curl_easy_cleanup};
};

}  // namespace

TransportOptions trusting(const Environment& environment, TransportOptions options) {
  options.ca_file = environment.get("SSL_CERT_FILE").value_or("");
  options.ca_folder = environment.get("SSL_CERT_DIR").value_or("");
  return options;
}

std::string request_head(const TransportOptions& options, std::size_t body_bytes) {
  std::string head = "POST " + Target(options.endpoint).path() + " HTTP/1.1\r\n";
  for (const std::string& line : request_headers(options, body_bytes)) head += line + "\r\n";
  return head + "\r\n";
}

std::unique_ptr<Transport> curl_transport(TransportOptions options) {
  return std::make_unique<CurlTransport>(std::move(options));
}

}  // namespace overt
