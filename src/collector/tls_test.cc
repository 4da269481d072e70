#include "collector/tls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>

#include "base/temporary_directory.h"
#include "collector/http_server.h"
#include "collector/test_tls.h"

namespace overt {
namespace {

using std::chrono::milliseconds;
using testing::certificate_for;
using testing::ecdsa_key;
using ::testing::ElementsAre;
using testing::get;
using ::testing::HasSubstr;
using testing::HttpClient;
using ::testing::IsEmpty;
using testing::pem_of;
using testing::post;
using testing::rsa_key;
using testing::TestKey;
using testing::TlsClient;

// Answers with the size of the request's body, and as much.
class Echo final : public HttpService {
 public:
  std::optional<HttpResponse> refuse(const HttpRequest& /*head*/) const override { return {}; }
  void handle(HttpRequest request, Respond respond) const override {
    respond({.content_type = "text/plain", .body = request.body + "done"});
  }
  HttpResponse error(const HttpRequest& /*head*/, int status,
                     std::string_view message) const override {
    return {.status = status, .content_type = "text/plain", .body = std::string(message)};
  }
};

// Files of a certificate and its key.
class TlsTest : public ::testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) const {
    ASSERT_TRUE(write_file_atomically(directory_.file(name), text));
  }
  void write_pair(const TestKey& key, const std::string& name,
                  const testing::Validity& validity = {}) const {
    write("certificate.pem", certificate_for(key.get(), name, validity));
    write("key.pem", pem_of(key.get()));
  }
  std::string refusal() const {
    const auto context = TlsContext::load(files_);
    return context ? "none" : context.error().message;
  }

  testing::TemporaryDirectory directory_;
  TlsFiles files_{.certificates = directory_.file("certificate.pem"),
                  .key = directory_.file("key.pem")};
};

TEST_F(TlsTest, files_that_belong_together_are_taken) {
  for (const TestKey& key : {ecdsa_key(), rsa_key()}) {
    write_pair(key, "test");
    EXPECT_EQ(refusal(), "none");
    EXPECT_THAT(TlsContext::load(files_)->warnings(), IsEmpty());
  }
}

TEST_F(TlsTest, a_file_that_cannot_be_used_is_named) {
  EXPECT_THAT(refusal(), HasSubstr("cannot read " + files_.certificates));
  const TestKey key = ecdsa_key();
  write("certificate.pem", certificate_for(key.get(), "test"));
  EXPECT_THAT(refusal(), HasSubstr("cannot read " + files_.key));
  write("key.pem", "no key");
  EXPECT_EQ(refusal(), "cannot use " + files_.key + ": there is no private key in PEM in it");
  write("key.pem", pem_of(ecdsa_key().get()));
  EXPECT_EQ(refusal(), "cannot use " + files_.key + ": it is not the key of the certificate in " +
                           files_.certificates);
  write("certificate.pem", pem_of(key.get()));
  EXPECT_EQ(refusal(),
            "cannot use " + files_.certificates + ": there is no certificate in PEM in it");
}

TEST_F(TlsTest, a_chain_with_a_broken_certificate_is_refused) {
  const TestKey key = ecdsa_key();
  write_pair(key, "test");
  const std::string whole = certificate_for(key.get(), "test");
  write("certificate.pem", whole + whole);
  EXPECT_EQ(refusal(), "none");
  std::string broken = whole;
  broken.replace(whole.size() / 2, 8, "AAAAAAAA");
  broken.erase(whole.size() / 3, 5);
  write("certificate.pem", whole + broken);
  EXPECT_EQ(refusal(), "cannot use " + files_.certificates + ": one of its certificates is broken");
}

TEST_F(TlsTest, a_key_that_everyone_may_read_is_refused) {
  write_pair(ecdsa_key(), "test");
  ASSERT_EQ(::chmod(files_.key.c_str(), 0640), 0);
  EXPECT_EQ(refusal(), "none");
  ASSERT_EQ(::chmod(files_.key.c_str(), 0644), 0);
  EXPECT_EQ(refusal(), "cannot use " + files_.key +
                           ": everyone may read this key (try: chmod o= " + files_.key + ")");
}

TEST_F(TlsTest, a_key_with_a_passphrase_is_refused_and_nobody_is_asked) {
  const TestKey key = ecdsa_key();
  write_pair(key, "test");
  const testing::TestBio bio(BIO_new(BIO_s_mem()));
  constexpr unsigned char kPassphrase[] = "word";
  PEM_write_bio_PrivateKey(bio.get(), key.get(), EVP_aes_128_cbc(), kPassphrase, 4, nullptr,
                           nullptr);
  write("key.pem", testing::text_of(bio.get()));
  EXPECT_THAT(refusal(), HasSubstr("the key has a passphrase"));
}

TEST_F(TlsTest, a_certificate_out_of_its_time_is_taken_with_a_warning) {
  const TestKey key = ecdsa_key();
  write_pair(key, "test", {.from_s = -7200, .to_s = -3600});
  EXPECT_THAT(TlsContext::load(files_)->warnings(),
              ElementsAre("the certificate in " + files_.certificates + " has expired"));
  write_pair(key, "test", {.from_s = 3600, .to_s = 7200});
  EXPECT_THAT(TlsContext::load(files_)->warnings(),
              ElementsAre("the certificate in " + files_.certificates + " is not valid yet"));
}

class TlsServerTest : public TlsTest {
 protected:
  ~TlsServerTest() override { server_.reset(); }

  void start(const TestKey& key, const HttpLimits& limits = {}) {
    write_pair(key, "first");
    tls_ = std::make_unique<CurrentTls>(*TlsContext::load(files_));
    auto bound = HttpServer::bind({"127.0.0.1", 0}, limits, {.tls = tls_.get()});
    ASSERT_TRUE(bound);
    server_ = *std::move(bound);
    server_->start(echo_, 2);
  }
  std::uint16_t port() const { return server_->address().port; }

  Echo echo_;
  std::unique_ptr<CurrentTls> tls_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(TlsServerTest, both_versions_and_both_kinds_of_key_are_served) {
  for (const TestKey& key : {ecdsa_key(), rsa_key()}) {
    start(key);
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
      TlsClient client(port(), {.version_min = version, .version_max = version});
      ASSERT_TRUE(client.is_secure());
      EXPECT_EQ(SSL_version(client.ssl()), version);
      for (int i = 0; i < 3; ++i) {
        EXPECT_THAT(client.ask(post("/", "t", "body "), "done"), HasSubstr("body done"));
      }
    }
  }
}

TEST_F(TlsServerTest, older_versions_are_refused) {
  start(rsa_key());
  EXPECT_FALSE(
      TlsClient(port(), {.version_min = TLS1_VERSION, .version_max = TLS1_1_VERSION}).is_secure());
  EXPECT_TRUE(TlsClient(port(), {.version_min = TLS1_VERSION}).is_secure());
}

TEST_F(TlsServerTest, a_new_certificate_is_for_new_connections) {
  start(ecdsa_key());
  TlsClient kept(port());
  EXPECT_EQ(kept.server_name(), "first");
  write_pair(rsa_key(), "second");
  tls_->set(*TlsContext::load(files_));
  EXPECT_THAT(kept.ask(get("/"), "done"), HasSubstr("200 OK"));
  TlsClient next(port());
  EXPECT_EQ(next.server_name(), "second");
  EXPECT_THAT(next.ask(get("/"), "done"), HasSubstr("200 OK"));
  EXPECT_THAT(kept.ask(get("/"), "done"), HasSubstr("200 OK"));
}

TEST_F(TlsServerTest, a_session_is_resumed) {
  start(ecdsa_key());
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClient first(port(), {.version_max = version});
    first.ask(get("/"), "done");
    EXPECT_FALSE(SSL_session_reused(first.ssl()));
    const testing::TestSession session = first.session();
    TlsClient second(port(), {.version_max = version, .session = session.get()});
    ASSERT_TRUE(second.is_secure());
    EXPECT_TRUE(SSL_session_reused(second.ssl())) << version;
    EXPECT_THAT(second.ask(get("/"), "done"), HasSubstr("200 OK"));
  }
}

TEST_F(TlsServerTest, a_client_cannot_begin_again) {
  start(ecdsa_key());
  TlsClient client(port(), {.version_max = TLS1_2_VERSION});
  ASSERT_EQ(SSL_renegotiate(client.ssl()), 1);
  EXPECT_NE(SSL_do_handshake(client.ssl()), 1);
}

TEST_F(TlsServerTest, the_protocol_is_http_1_1_or_none) {
  start(ecdsa_key());
  EXPECT_EQ(TlsClient(port(), {.protocols = "\x02h2\x08http/1.1"}).protocol(), "http/1.1");
  EXPECT_FALSE(TlsClient(port(), {.protocols = "\x02h2"}).is_secure());
  EXPECT_TRUE(TlsClient(port()).is_secure());
}

TEST_F(TlsServerTest, large_bodies_come_and_go_whole) {
  start(ecdsa_key());
  TlsClient client(port());
  std::string body;
  for (int i = 0; body.size() < (5U << 20U); ++i) body += std::to_string(i);
  const std::string answer = client.ask(post("/", "t", body), "done");
  ASSERT_GT(answer.size(), body.size());
  EXPECT_TRUE(answer.ends_with(body + "done"));
}

TEST_F(TlsServerTest, the_end_of_a_connection_is_said) {
  start(ecdsa_key());
  TlsClient client(port());
  client.ask("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", "done");
  EXPECT_TRUE(client.at_end());
  EXPECT_TRUE(client.was_told_goodbye());
}

TEST_F(TlsServerTest, what_is_not_tls_gets_no_answer) {
  start(ecdsa_key());
  HttpClient client(port());
  client.send(get("/"));
  EXPECT_NE(client.receive().status, 200);
}

TEST_F(TlsServerTest, a_handshake_that_does_not_end_is_not_waited_for) {
  start(ecdsa_key(), {.handshake_timeout = milliseconds(20)});
  EXPECT_TRUE(HttpClient(port()).at_end());
  HttpClient half(port());
  half.send(std::string_view("\x16\x03\x01\x02\x00\x01", 6));
  EXPECT_TRUE(half.at_end());
}

TEST_F(TlsServerTest, a_peer_that_leaves_harms_nobody) {
  start(ecdsa_key());
  for (int i = 0; i < 20; ++i) {
    TlsClient leaver(port());
    std::size_t written = 0;
    const std::string request = post("/", "t", std::string(100'000, 'x'));
    SSL_write_ex(leaver.ssl(), request.data(), request.size(), &written);
  }
  EXPECT_THAT(TlsClient(port()).ask(get("/"), "done"), HasSubstr("200 OK"));
}

TEST_F(TlsServerTest, half_handshakes_keep_nobody_out) {
  start(ecdsa_key(), {.connections_max = 2});
  std::vector<std::unique_ptr<HttpClient>> slow;
  for (int i = 0; i < 10; ++i) {
    slow.push_back(std::make_unique<HttpClient>(port()));
    slow.back()->send(std::string_view("\x16\x03\x01\x02\x00\x01", 6));
  }
  EXPECT_THAT(TlsClient(port()).ask(get("/"), "done"), HasSubstr("200 OK"));
  EXPECT_TRUE(slow.front()->at_end());
}

}  // namespace
}  // namespace overt
