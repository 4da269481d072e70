// TLS: the sender talks only to a server whose certificate it can check.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <csignal>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>

#include "base/file.h"
#include "base/temporary_directory.h"
#include "sender/http.h"

namespace overt {
namespace {

using ::testing::HasSubstr;

constexpr std::int64_t kPatienceMs = 30'000;

template <typename T, void (*release)(T*)>
struct Release {
  void operator()(T* pointer) const { release(pointer); }
};
using Certificate = std::unique_ptr<X509, Release<X509, X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY, EVP_PKEY_free>>;
using TlsContext = std::unique_ptr<SSL_CTX, Release<SSL_CTX, SSL_CTX_free>>;
using Tls = std::unique_ptr<SSL, Release<SSL, SSL_free>>;

// Signed by itself, valid for an hour, for `name` ("IP:127.0.0.1").
Certificate make_certificate(EVP_PKEY* key, const std::string& name) {
  constexpr int kHourS = 3600;
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kHourS);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kHourS);
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

// Takes one connection, and answers its request if the client goes through with the handshake.
class TlsServer {
 public:
  explicit TlsServer(const std::string& name)
      : key_(EVP_EC_gen("P-256")), certificate_(make_certificate(key_.get(), name)) {
    SSL_CTX_use_certificate(context_.get(), certificate_.get());
    SSL_CTX_use_PrivateKey(context_.get(), key_.get());
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    const bool listens = ::bind(listener_.get(), generic, size) == 0 &&
                         ::listen(listener_.get(), 1) == 0 &&
                         ::getsockname(listener_.get(), generic, &size) == 0;
    EXPECT_TRUE(listens);
    endpoint_ = "https://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/v1/traces";
    thread_ = std::jthread([this] { serve(); });
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

  // Waits for the end of the connection. True if anything of a request came through.
  bool was_told_anything() {
    thread_.join();
    return was_told_anything_;
  }

 private:
  void serve() {
    // A client that does not like the certificate is gone before the alert is written.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    const UniqueFd connection(::accept(listener_.get(), nullptr, nullptr));
    if (!connection) return;
    const Tls tls(SSL_new(context_.get()));
    SSL_set_fd(tls.get(), connection.get());
    char request[4096];
    if (SSL_accept(tls.get()) != 1 || SSL_read(tls.get(), request, sizeof(request)) <= 0) return;
    was_told_anything_ = true;
    constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    SSL_write(tls.get(), kAnswer.data(), static_cast<int>(kAnswer.size()));
    SSL_shutdown(tls.get());
  }

  Key key_;
  Certificate certificate_;
  TlsContext context_{SSL_CTX_new(TLS_server_method())};
  UniqueFd listener_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  std::string endpoint_;
  bool was_told_anything_ = false;
  std::jthread thread_;
};

TEST(HttpTls, a_server_whose_certificate_is_trusted_is_talked_to) {
  const testing::TemporaryDirectory directory;
  TlsServer server("IP:127.0.0.1");
  server.save_certificate(directory.file("ca.pem"));
  const auto got = curl_transport({.endpoint = server.endpoint(),
                                   .user_agent = "overt/1.2.3",
                                   .ca_file = directory.file("ca.pem")})
                       ->post("x", kPatienceMs);
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(got->status, 200);
  EXPECT_TRUE(server.was_told_anything());
}

TEST(HttpTls, a_server_whose_certificate_nobody_vouches_for_is_told_nothing) {
  TlsServer server("IP:127.0.0.1");
  const auto got = curl_transport({.endpoint = server.endpoint(), .user_agent = "overt/1.2.3"})
                       ->post("x", kPatienceMs);
  ASSERT_FALSE(got);
  EXPECT_THAT(got.error().message, HasSubstr("certificate"));
  EXPECT_FALSE(server.was_told_anything());
}

TEST(HttpTls, a_certificate_for_another_name_is_not_enough) {
  const testing::TemporaryDirectory directory;
  TlsServer server("DNS:telemetry.example");
  server.save_certificate(directory.file("ca.pem"));
  EXPECT_FALSE(curl_transport({.endpoint = server.endpoint(),
                               .user_agent = "overt/1.2.3",
                               .ca_file = directory.file("ca.pem")})
                   ->post("x", kPatienceMs));
  EXPECT_FALSE(server.was_told_anything());
}

}  // namespace
}  // namespace overt
