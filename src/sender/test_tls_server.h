// For tests: a real HTTPS server on 127.0.0.1, with a certificate made for the test.
#pragma once

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/file.h"

namespace overt::testing {

template <typename T, void (*release)(T*)>
struct Release {
  void operator()(T* pointer) const { release(pointer); }
};
using Certificate = std::unique_ptr<X509, Release<X509, X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY, EVP_PKEY_free>>;
using TlsContext = std::unique_ptr<SSL_CTX, Release<SSL_CTX, SSL_CTX_free>>;
using Tls = std::unique_ptr<SSL, Release<SSL, SSL_free>>;

// Signed by itself; valid from an hour before, for `name` ("IP:127.0.0.1").
inline Certificate make_certificate(EVP_PKEY* key, const std::string& name, int valid_s) {
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), valid_s);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME* const authority = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(authority, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), authority);
  X509_EXTENSION* extension =
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, name.c_str());
  X509_add_ext(certificate.get(), extension, -1);
  X509_EXTENSION_free(extension);
  X509_sign(certificate.get(), key, EVP_sha256());
  return certificate;
}

// Takes one connection after the other and answers each request with an empty 200, if the client
// goes through with the handshake.
class TlsServer {
 public:
  // A negative `valid_s` is a certificate that has expired.
  explicit TlsServer(const std::string& name, int valid_s = 3600)
      : key_(EVP_EC_gen("P-256")), certificate_(make_certificate(key_.get(), name, valid_s)) {
    SSL_CTX_use_certificate(context_.get(), certificate_.get());
    SSL_CTX_use_PrivateKey(context_.get(), key_.get());
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    const bool listens = ::bind(listener_.get(), generic, size) == 0 &&
                         ::listen(listener_.get(), SOMAXCONN) == 0 &&
                         ::getsockname(listener_.get(), generic, &size) == 0;
    EXPECT_TRUE(listens);
    endpoint_ = "https://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/v1/traces";
    thread_ = std::jthread([this] { accept_connections(); });
  }
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;
  ~TlsServer() { ::shutdown(listener_.get(), SHUT_RDWR); }

  const std::string& endpoint() const { return endpoint_; }

  // Its certificate as a file of certificates to trust.
  void save_certificate(const std::string& path) const {
    const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "w"), &std::fclose);
    ASSERT_EQ(PEM_write_X509(file.get(), certificate_.get()), 1);
  }

  // The same in a folder of them, under the name by which OpenSSL looks for it.
  void save_certificate_in(const std::string& folder) const {
    std::array<char, 16> name{};
    std::snprintf(name.data(), name.size(), "%08lx.0", X509_subject_name_hash(certificate_.get()));
    save_certificate(folder + "/" + name.data());
  }

  // Ends the server. The bodies of the requests that came through.
  std::vector<std::string> bodies() {
    ::shutdown(listener_.get(), SHUT_RDWR);
    if (thread_.joinable()) thread_.join();
    return bodies_;
  }

  // The same: true if anything of a request came through.
  bool was_told_anything() { return !bodies().empty(); }

 private:
  void accept_connections() {
    // A client that does not like the certificate is gone before the alert is written.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    for (;;) {
      const UniqueFd connection(::accept(listener_.get(), nullptr, nullptr));
      if (!connection) return;
      serve(connection.get());
    }
  }

  void serve(int fd) {
    constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    const Tls tls(SSL_new(context_.get()));
    SSL_set_fd(tls.get(), fd);
    if (SSL_accept(tls.get()) != 1) return;
    std::string request;
    while (read_request(tls.get(), request)) {
      SSL_write(tls.get(), kAnswer.data(), static_cast<int>(kAnswer.size()));
    }
    SSL_shutdown(tls.get());
  }

  // Keeps the body; false at the end of the connection.
  bool read_request(SSL* tls, std::string& buffer) {
    constexpr std::string_view kHeadEnd = "\r\n\r\n";
    constexpr std::string_view kLength = "Content-Length: ";
    for (;;) {
      const auto head_end = buffer.find(kHeadEnd);
      const auto length = buffer.find(kLength);
      if (head_end != std::string::npos && length < head_end) {
        const auto begin = head_end + kHeadEnd.size();
        const auto size = std::strtoul(buffer.c_str() + length + kLength.size(), nullptr, 10);
        if (buffer.size() >= begin + size) {
          bodies_.push_back(buffer.substr(begin, size));
          buffer.erase(0, begin + size);
          return true;
        }
      }
      std::array<char, 16384> bytes;
      const int count = SSL_read(tls, bytes.data(), static_cast<int>(bytes.size()));
      if (count <= 0) return false;
      buffer.append(bytes.data(), static_cast<std::size_t>(count));
    }
  }

  Key key_;
  Certificate certificate_;
  TlsContext context_{SSL_CTX_new(TLS_server_method())};
  UniqueFd listener_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  std::string endpoint_;
  std::vector<std::string> bodies_;  // the thread's own until it has ended
  std::jthread thread_;
};

}  // namespace overt::testing
