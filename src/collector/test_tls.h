// For tests: certificates made on the spot, and a client that speaks TLS.
#pragma once

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <csignal>
#include <memory>
#include <string>
#include <string_view>

#include "base/file.h"
#include "collector/test_http_client.h"

namespace overt::testing {

template <typename T, void (*release)(T*)>
struct Release {
  void operator()(T* pointer) const { release(pointer); }
};
using TestKey = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY, EVP_PKEY_free>>;
using TestCertificate = std::unique_ptr<X509, Release<X509, X509_free>>;
using TestBio = std::unique_ptr<BIO, Release<BIO, BIO_free_all>>;
using TestSession = std::unique_ptr<SSL_SESSION, Release<SSL_SESSION, SSL_SESSION_free>>;

inline TestKey ecdsa_key() { return TestKey(EVP_EC_gen("P-256")); }
inline TestKey rsa_key() { return TestKey(EVP_RSA_gen(2048)); }

inline std::string text_of(BIO* bio) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

inline std::string pem_of(EVP_PKEY* key) {
  const TestBio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  return text_of(bio.get());
}

// Seconds from now.
struct Validity {
  long from_s = -3600;
  long to_s = 3600;
};

// Of `name`, signed by its own key, in PEM.
inline std::string certificate_for(EVP_PKEY* key, const std::string& name,
                                   const Validity& validity = {}) {
  const TestCertificate certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), validity.from_s);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), validity.to_s);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME* const subject = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), subject);
  X509_sign(certificate.get(), key, EVP_sha256());
  const TestBio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), certificate.get());
  return text_of(bio.get());
}

struct TlsClientOptions {
  int version_min = TLS1_2_VERSION;
  int version_max = TLS1_3_VERSION;
  std::string protocols = {};      // as ALPN has them on the wire
  SSL_SESSION* session = nullptr;  // to resume
};

// A connection to 127.0.0.1 that trusts whoever is there.
class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port, const TlsClientOptions& options = {}) : connection_(port) {
    // A server that refuses may be gone before all is written.
    std::signal(SIGPIPE, SIG_IGN);
    SSL_CTX_set_min_proto_version(context_.get(), options.version_min);
    SSL_CTX_set_max_proto_version(context_.get(), options.version_max);
    // Old versions are refused by the server, not by this client.
    SSL_CTX_set_cipher_list(context_.get(), "ALL:@SECLEVEL=0");
    ssl_.reset(SSL_new(context_.get()));
    if (!options.protocols.empty()) {
      SSL_set_alpn_protos(ssl_.get(),
                          reinterpret_cast<const unsigned char*>(options.protocols.data()),
                          static_cast<unsigned int>(options.protocols.size()));
    }
    if (options.session != nullptr) SSL_set_session(ssl_.get(), options.session);
    SSL_set_fd(ssl_.get(), connection_.fd());
    is_secure_ = SSL_connect(ssl_.get()) == 1;
  }

  bool is_secure() const { return is_secure_; }
  SSL* ssl() const { return ssl_.get(); }

  // The name in the server's certificate.
  std::string server_name() const {
    const TestCertificate certificate(SSL_get1_peer_certificate(ssl_.get()));
    char name[64] = "";
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name,
                              sizeof name);
    return name;
  }

  std::string protocol() const {
    const unsigned char* name = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(ssl_.get(), &name, &size);
    return {reinterpret_cast<const char*>(name), size};
  }

  // Sends a request; the answer, as it came, of which `end` are the last bytes.
  std::string ask(std::string_view request, std::string_view end) {
    std::size_t written = 0;
    SSL_write_ex(ssl_.get(), request.data(), request.size(), &written);
    std::string answer;
    while (!answer.ends_with(end) && read_more(answer)) continue;
    return answer;
  }

  // True once the server has ended the session in order, or without a word.
  bool at_end() {
    std::string rest;
    return !read_more(rest);
  }
  bool was_told_goodbye() const {
    return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
  }

  TestSession session() const { return TestSession(SSL_get1_session(ssl_.get())); }

 private:
  bool read_more(std::string& text) {
    char bytes[16384];
    std::size_t count = 0;
    if (SSL_read_ex(ssl_.get(), bytes, sizeof bytes, &count) != 1) return false;
    text.append(bytes, count);
    return true;
  }

  HttpClient connection_;
  std::unique_ptr<SSL_CTX, Release<SSL_CTX, SSL_CTX_free>> context_{
      SSL_CTX_new(TLS_client_method())};
  std::unique_ptr<SSL, Release<SSL, SSL_free>> ssl_;
  bool is_secure_ = false;
};

}  // namespace overt::testing
