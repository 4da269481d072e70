#include "collector/entrance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/temporary_directory.h"
#include "collector/otlp_response.h"
#include "collector/router.h"
#include "collector/test_events.h"
#include "collector/test_tls.h"

namespace overt {
namespace {

using testing::Answer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::HttpClient;
using testing::post;

const std::string kKeyLine = "tool " + to_hex(sha256("abc")) + "\n";

class EntranceTest : public ::testing::Test {
 protected:
  Result<Entrance> make(EntranceOptions options) {
    return Entrance::make(std::move(options), contracts_,
                          {.clock = clock_, .random = random_, .log = log_});
  }
  std::string write(const std::string& name, const std::string& text) const {
    EXPECT_TRUE(write_file_atomically(directory_.file(name), text));
    return directory_.file(name);
  }
  TlsFiles write_pair(const std::string& name, const testing::Validity& validity = {}) const {
    const testing::TestKey key = testing::ecdsa_key();
    return {.certificates = write("cert.pem", certificate_for(key.get(), name, validity)),
            .key = write("key.pem", testing::pem_of(key.get()))};
  }

  testing::TemporaryDirectory directory_;
  SystemClock clock_;
  SystemRandom random_;
  std::vector<std::string> log_lines_;
  ServerLog log_{clock_, [this](std::string_view line) { log_lines_.emplace_back(line); }};
  ContractSet contracts_ = *ContractSet::make({testing::tool_contract()});
};

TEST_F(EntranceTest, nothing_stands_there_that_is_not_wanted) {
  const auto entrance = make({});
  ASSERT_TRUE(entrance);
  EXPECT_EQ(entrance->guards().tls, nullptr);
  EXPECT_EQ(entrance->guards().rate_limiter, nullptr);
  EXPECT_EQ(entrance->keys(), nullptr);
}

TEST_F(EntranceTest, a_file_that_cannot_be_used_is_an_error) {
  EXPECT_THAT(make({.tls = TlsFiles{.certificates = "missing.pem", .key = "k"}}).error().message,
              HasSubstr("missing.pem"));
  EXPECT_THAT(make({.ingest_keys = "missing.keys"}).error().message, HasSubstr("missing.keys"));
}

TEST_F(EntranceTest, keys_of_a_tool_without_a_contract_are_an_error) {
  const std::string path = write("keys", "toool " + to_hex(sha256("abc")));
  EXPECT_EQ(make({.ingest_keys = path}).error().message,
            "cannot use " + path + ": it has a key for toool, which has no contract");
}

TEST_F(EntranceTest, a_reload_takes_all_files_or_none) {
  const TlsFiles files = write_pair("first");
  const std::string keys = write("keys", kKeyLine);
  auto entrance = make({.tls = files, .ingest_keys = keys});
  ASSERT_TRUE(entrance);
  const auto before = entrance->keys()->get();

  write("keys", "tool " + to_hex(sha256("next")));
  write("cert.pem", "broken");
  EXPECT_THAT(entrance->reload(contracts_, log_).error().message, HasSubstr("cert.pem"));
  EXPECT_EQ(entrance->keys()->get(), before);

  write_pair("second");
  EXPECT_TRUE(entrance->reload(contracts_, log_));
  EXPECT_TRUE(entrance->keys()->get()->check("next").admits("tool"));
  EXPECT_FALSE(entrance->keys()->get()->check("abc").admits("tool"));
}

TEST_F(EntranceTest, a_certificate_that_has_expired_is_logged) {
  EXPECT_TRUE(make({.tls = write_pair("old", {.from_s = -7200, .to_s = -3600})}));
  EXPECT_THAT(log_lines_, ElementsAre(HasSubstr("has expired")));
}

TEST_F(EntranceTest, an_address_that_asks_too_often_is_a_429_with_when_to_return) {
  auto entrance = make({.rate_limit = {.requests_per_second = 0.001, .burst = 2}});
  ASSERT_TRUE(entrance);
  Router router(otlp_error);
  router.add("POST", "/v1/traces", [](const HttpRequest& /*request*/, const Respond& respond) {
    respond({.content_type = "t"});
  });
  auto server = *HttpServer::bind({"127.0.0.1", 0}, {}, entrance->guards());
  server->start(router, 1);
  HttpClient client(server->address().port);
  for (const int status : {200, 200, 429, 429}) {
    client.send(post("/v1/traces", "application/json", ""));
    const Answer answer = client.receive();
    EXPECT_EQ(answer.status, status);
    if (status != 429) continue;
    EXPECT_TRUE(answer.has_header("Content-Type: application/json"));
    EXPECT_THAT(answer.head, HasSubstr("\r\nRetry-After: "));
    EXPECT_EQ(answer.body,
              R"({"code":8,"message":"too many requests from this address, try again later"})");
  }
}

}  // namespace
}  // namespace overt
