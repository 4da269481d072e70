// The collector as a whole, with everything at its entrance that can stand there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"
#include "base/hash.h"
#include "base/temporary_directory.h"
#include "collector/collector.h"
#include "collector/test_events.h"
#include "collector/test_tls.h"

namespace overt {
namespace {

using ::testing::HasSubstr;
using testing::HttpClient;
using testing::post;
using testing::TlsClient;

class CollectorEntranceTest : public ::testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) const {
    ASSERT_TRUE(write_file_atomically(directory_.file(name), text));
  }
  void write_pair(const std::string& name) const {
    const testing::TestKey key = testing::ecdsa_key();
    write("certificate.pem", testing::certificate_for(key.get(), name));
    write("key.pem", testing::pem_of(key.get()));
  }
  CollectorOptions options() const {
    return {.contracts = {testing::tool_contract()},
            .ingest = {.ip = "127.0.0.1", .port = 0},
            .admin = {.ip = "127.0.0.1", .port = 0},
            .data_directory = directory_.file("data")};
  }
  TlsFiles tls_files() const {
    return {.certificates = directory_.file("certificate.pem"), .key = directory_.file("key.pem")};
  }
  void start(CollectorOptions options) {
    auto started = Collector::start(std::move(options), clock_, random_, log_);
    ASSERT_TRUE(started) << started.error().message;
    collector_ = *std::move(started);
  }
  Status reload() { return collector_->reload({testing::tool_contract()}); }
  std::uint16_t port() const { return collector_->ingest_address().port; }

  static std::string request(std::int64_t number, std::string_view headers = "") {
    return post("/v1/traces", "application/x-protobuf",
                testing::request_of({testing::tool_event(number)}), headers);
  }

  testing::TemporaryDirectory directory_;
  SystemClock clock_;
  SystemRandom random_;
  ServerLog log_{clock_, [](std::string_view /*line*/) {}};
  std::unique_ptr<Collector> collector_;
};

TEST_F(CollectorEntranceTest, a_reload_gives_new_connections_the_new_certificate) {
  write_pair("first");
  CollectorOptions with_tls = options();
  with_tls.tls = tls_files();
  start(std::move(with_tls));
  // The answer to an event that was kept has no body.
  constexpr std::string_view kEnd = "\r\n\r\n";
  TlsClient kept(port());
  EXPECT_THAT(kept.ask(request(1), kEnd), HasSubstr("200 OK"));

  write_pair("second");
  ASSERT_TRUE(reload());
  EXPECT_THAT(kept.ask(request(2), kEnd), HasSubstr("200 OK"));
  TlsClient next(port());
  EXPECT_EQ(next.server_name(), "second");
  EXPECT_THAT(next.ask(request(3), kEnd), HasSubstr("200 OK"));

  write("certificate.pem", "broken");
  EXPECT_THAT(reload().error().message, HasSubstr("certificate.pem"));
  for (TlsClient* client : {&kept, &next}) {
    EXPECT_THAT(client->ask(request(4), kEnd), HasSubstr("200 OK"));
  }
  EXPECT_EQ(TlsClient(port()).server_name(), "second");
}

TEST_F(CollectorEntranceTest, what_is_broken_at_the_start_leaves_no_data_directory) {
  CollectorOptions broken = options();
  broken.tls = tls_files();
  const auto started = Collector::start(std::move(broken), clock_, random_, log_);
  ASSERT_FALSE(started);
  EXPECT_THAT(started.error().message, HasSubstr("certificate.pem"));
  EXPECT_FALSE(std::filesystem::exists(directory_.file("data")));
}

TEST_F(CollectorEntranceTest, keys_are_asked_for_and_read_anew) {
  write("keys", "tool " + to_hex(sha256("first")) + "\n");
  CollectorOptions with_keys = options();
  with_keys.ingest_keys = directory_.file("keys");
  start(std::move(with_keys));
  HttpClient client(port());
  const auto status_of = [&client](std::string_view headers) {
    client.send(request(1, headers));
    return client.receive().status;
  };
  EXPECT_EQ(status_of(""), 401);
  EXPECT_EQ(status_of("Authorization: Bearer second\r\n"), 401);
  EXPECT_EQ(status_of("Authorization: Bearer first\r\n"), 200);
  write("keys", "tool " + to_hex(sha256("second")) + "\n");
  ASSERT_TRUE(reload());
  EXPECT_EQ(status_of("Authorization: Bearer first\r\n"), 401);
  EXPECT_EQ(status_of("Authorization: Bearer second\r\n"), 200);
}

TEST_F(CollectorEntranceTest, an_address_is_held_to_its_rate_and_is_in_no_file) {
  CollectorOptions limited = options();
  limited.rate_limit = {.requests_per_second = 0.001, .burst = 1};
  start(std::move(limited));
  HttpClient client(port());
  for (const int status : {200, 429}) {
    client.send(request(1));
    EXPECT_EQ(client.receive().status, status);
  }
  collector_->stop();
  for (const auto& entry : std::filesystem::directory_iterator(directory_.file("data"))) {
    const auto bytes = read_file(entry.path(), 1 << 28);
    ASSERT_TRUE(bytes);
    EXPECT_EQ(bytes->find("127.0.0.1"), std::string::npos) << entry.path();
  }
}

}  // namespace
}  // namespace overt
