// A server that does nothing but TLS handshakes, one after the other, set up as the collector sets
// up its own: what OpenSSL and the kernel take for a new connection. ingest_handshakes PORT
// CERTIFICATE KEY
#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace {

constexpr int kBacklog = 1024;

int listen_on(std::uint16_t port) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto* const at = reinterpret_cast<const sockaddr*>(&address);
  if (::bind(listener, at, sizeof address) != 0 || ::listen(listener, kBacklog) != 0) return -1;
  return listener;
}

int choose_http(SSL* /*session*/, const unsigned char** chosen, unsigned char* chosen_size,
                const unsigned char* offered, unsigned int /*offered_size*/, void* /*unused*/) {
  *chosen = offered + 1;
  *chosen_size = *offered;
  return SSL_TLSEXT_ERR_OK;
}

// Until the client has gone.
void serve(SSL_CTX* context, int connection) {
  SSL* const session = SSL_new(context);
  SSL_set_fd(session, connection);
  char bytes[1024];
  if (SSL_accept(session) == 1) {
    while (SSL_read(session, bytes, sizeof bytes) > 0) continue;
  }
  SSL_free(session);
  ::close(connection);
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  SSL_CTX* const context = SSL_CTX_new(TLS_server_method());
  if (argc != 4 || SSL_CTX_use_certificate_chain_file(context, argv[2]) != 1 ||
      SSL_CTX_use_PrivateKey_file(context, argv[3], SSL_FILETYPE_PEM) != 1) {
    std::fputs("usage: ingest_handshakes PORT CERTIFICATE KEY\n", stderr);
    return 2;
  }
  SSL_CTX_set_num_tickets(context, 1);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_alpn_select_cb(context, choose_http, nullptr);
  const int listener = listen_on(static_cast<std::uint16_t>(std::atoi(argv[1])));
  if (listener < 0) {
    std::fputs("ingest_handshakes: cannot listen\n", stderr);
    return 1;
  }
  while (true) {
    const int connection = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection >= 0) serve(context, connection);
  }
}
