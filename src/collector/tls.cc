#include "collector/tls.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include <string_view>

#include "base/file.h"

namespace overt {
namespace {

// A chain of a dozen certificates.
constexpr std::size_t kPemBytesMax = std::size_t{64} * 1024;

template <typename T, void (*release)(T*)>
struct Release {
  void operator()(T* pointer) const { release(pointer); }
};
using Context = std::unique_ptr<SSL_CTX, Release<SSL_CTX, SSL_CTX_free>>;
using Certificate = std::unique_ptr<X509, Release<X509, X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY, EVP_PKEY_free>>;
using Bio = std::unique_ptr<BIO, Release<BIO, BIO_free_all>>;

Bio reading(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

Error cannot_use(const std::string& path, std::string_view why) {
  return Error{"cannot use " + path + ": " + std::string(why)};
}

// Where OpenSSL would ask the terminal.
int no_passphrase(char* /*buffer*/, int /*size*/, int /*for_writing*/, void* /*unused*/) {
  return -1;
}

Result<std::vector<Certificate>> read_certificates(const std::string& path) {
  const auto text = read_file(path, kPemBytesMax);
  if (!text) return text.error();
  const Bio bio = reading(*text);
  std::vector<Certificate> certificates;
  while (X509* const next = PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr)) {
    certificates.emplace_back(next);
  }
  const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (certificates.empty()) return cannot_use(path, "there is no certificate in PEM in it");
  if (!at_end) return cannot_use(path, "one of its certificates is broken");
  return certificates;
}

Result<Key> read_key(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) == 0 && (status.st_mode & 07U) != 0) {
    return cannot_use(path, "everyone may read this key (try: chmod o= " + path + ")");
  }
  const auto text = read_file(path, kPemBytesMax);
  if (!text) return text.error();
  Key key(PEM_read_bio_PrivateKey(reading(*text).get(), nullptr, no_passphrase, nullptr));
  ERR_clear_error();
  if (!key && text->find("ENCRYPTED") != std::string::npos) {
    return cannot_use(path, "the key has a passphrase, which nobody could type at a restart");
  }
  if (!key) return cannot_use(path, "there is no private key in PEM in it");
  return key;
}

// RFC 7301: a client that names protocols is told which one it will be, or that none of them is
// spoken here.
int choose_protocol(SSL* /*session*/, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned int offered_size, void* /*unused*/) {
  constexpr std::string_view kSpoken = "\x08http/1.1";
  unsigned char* match = nullptr;
  const auto* const spoken = reinterpret_cast<const unsigned char*>(kSpoken.data());
  const int found =
      SSL_select_next_proto(&match, chosen_size, spoken, static_cast<unsigned int>(kSpoken.size()),
                            offered, offered_size);
  *chosen = match;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

// Nothing but what is safe today: forward secrecy and authenticated encryption for everyone.
bool restrict_to_modern(SSL_CTX* context) {
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
         SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1 &&
         SSL_CTX_set1_groups_list(context, "X25519:P-256:P-384") == 1;
}

// Sessions are resumed by tickets, which their clients keep: a table of them here would be memory
// for every sender that ever came. One ticket will do for one connection.
bool resume_by_tickets(SSL_CTX* context) {
  constexpr std::string_view kName = "overt";
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  return SSL_CTX_set_num_tickets(context, 1) == 1 &&
         SSL_CTX_set_session_id_context(context,
                                        reinterpret_cast<const unsigned char*>(kName.data()),
                                        static_cast<unsigned int>(kName.size())) == 1;
}

Context make_context() {
  Context context(SSL_CTX_new(TLS_server_method()));
  if (!context || !restrict_to_modern(context.get()) || !resume_by_tickets(context.get())) {
    return nullptr;
  }
  // An idle connection holds no buffers, and a record is read in one call.
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(context.get(), 1);
  SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, nullptr);
  return context;
}

std::vector<std::string> warnings_about(const X509& certificate, const std::string& path) {
  std::vector<std::string> warnings;
  if (X509_cmp_current_time(X509_get0_notAfter(&certificate)) < 0) {
    warnings.push_back("the certificate in " + path + " has expired");
  }
  if (X509_cmp_current_time(X509_get0_notBefore(&certificate)) > 0) {
    warnings.push_back("the certificate in " + path + " is not valid yet");
  }
  return warnings;
}

}  // namespace

void TlsSessionFree::operator()(ssl_st* session) const { SSL_free(session); }

Result<TlsContext> TlsContext::load(const TlsFiles& files) {
  auto certificates = read_certificates(files.certificates);
  if (!certificates) return certificates.error();
  const auto key = read_key(files.key);
  if (!key) return key.error();
  X509* const own = certificates->front().get();
  if (X509_check_private_key(own, key->get()) != 1) {
    ERR_clear_error();
    return cannot_use(files.key, "it is not the key of the certificate in " + files.certificates);
  }
  Context context = make_context();
  if (!context) return Error{"cannot set up TLS: OpenSSL refuses its configuration"};
  bool is_taken = SSL_CTX_use_certificate(context.get(), own) == 1 &&
                  SSL_CTX_use_PrivateKey(context.get(), key->get()) == 1;
  for (std::size_t i = 1; is_taken && i < certificates->size(); ++i) {
    is_taken = SSL_CTX_add1_chain_cert(context.get(), certificates->at(i).get()) == 1;
  }
  ERR_clear_error();
  if (!is_taken) {
    return cannot_use(files.certificates, "OpenSSL finds the certificate or its key too weak");
  }
  return TlsContext(std::shared_ptr<SSL_CTX>(context.release(), SSL_CTX_free),
                    warnings_about(*own, files.certificates));
}

TlsSession TlsContext::session(int fd) const {
  TlsSession session(SSL_new(context_.get()));
  if (!session || SSL_set_fd(session.get(), fd) != 1) return nullptr;
  SSL_set_accept_state(session.get());
  return session;
}

}  // namespace overt
