// Whatever bytes a client sends, the server answers what is a request in them and closes, and in
// how many pieces they come changes nothing. The input's first byte says where the second piece
// begins. The server is the real one, on a socket of this machine.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>

#include "base/file.h"
#include "collector/http_server.h"

namespace {

using overt::HttpRequest;
using overt::HttpResponse;

// Answers with what it was asked.
class Echo final : public overt::HttpService {
 public:
  std::optional<HttpResponse> refuse(const HttpRequest& head) const override {
    if (head.path != "/refused") return std::nullopt;
    return text(404, "refused");
  }
  void handle(HttpRequest request, overt::Respond respond) const override {
    respond(text(200, request.method + '\n' + request.path + '\n' + request.query + '\n' +
                          request.host + '\n' + request.content_type + '\n' +
                          request.content_encoding + '\n' + request.body));
  }
  HttpResponse error(const HttpRequest& /*head*/, int status,
                     std::string_view message) const override {
    return text(status, std::string(message));
  }

 private:
  static HttpResponse text(int status, std::string body) {
    return {.status = status, .content_type = "text/plain", .body = std::move(body)};
  }
};

std::unique_ptr<overt::HttpServer> start(const Echo& echo) {
  auto server = overt::HttpServer::bind(
      {.ip = "127.0.0.1", .port = 0},
      {.head_bytes_max = 1000, .body_bytes_max = 4000, .bytes_in_flight_max = 100'000});
  if (!server) std::abort();
  (*server)->start(echo, 1);
  return *std::move(server);
}

void remove_all(std::string& text, std::string_view begin, std::size_t size) {
  for (std::size_t at = 0; (at = text.find(begin, at)) != std::string::npos;) text.erase(at, size);
}

int connect_to(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) std::abort();
  const int now = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &now, sizeof now);
  return fd;
}

// Everything that is answered until the server closes. Without the time, and without the interim
// answers: nobody need be sent one who has begun with the body.
std::string answers_to(std::uint16_t port, std::string_view bytes, std::size_t first_piece) {
  const overt::UniqueFd fd(connect_to(port));
  for (const std::string_view piece : {bytes.substr(0, first_piece), bytes.substr(first_piece)}) {
    // The server may have closed already.
    std::ignore = ::send(fd.get(), piece.data(), piece.size(), MSG_NOSIGNAL);
  }
  ::shutdown(fd.get(), SHUT_WR);
  std::string all;
  char some[4096];
  for (ssize_t count = 0; (count = ::recv(fd.get(), some, sizeof some, 0)) > 0;) {
    all.append(some, static_cast<std::size_t>(count));
  }
  constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  remove_all(all, kContinue, kContinue.size());
  constexpr std::string_view kDate = "Date: Mon, 01 Jan 2001 00:00:00 GMT\r\n";
  remove_all(all, "Date: ", kDate.size());
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Echo echo;
  static const auto server = start(echo);
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::uint16_t port = server->address().port;
  const std::string whole = answers_to(port, bytes, bytes.size());
  if (!whole.empty() && !whole.starts_with("HTTP/1.")) std::abort();
  const std::size_t first_piece = bytes.empty() ? 0 : data[0] * bytes.size() / 256;
  if (answers_to(port, bytes, first_piece) != whole) std::abort();
  return 0;
}
