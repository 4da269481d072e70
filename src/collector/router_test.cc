#include "collector/router.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

HttpResponse plain_error(const HttpRequest& /*head*/, int status, std::string_view message) {
  return {.status = status, .body = std::string(message)};
}

class RouterTest : public ::testing::Test {
 protected:
  RouterTest() {
    for (const auto& [method, path] : std::vector<std::pair<const char*, const char*>>{
             {"POST", "/v1/traces"}, {"GET", "/v1/reports"}, {"GET", "/v1/reports/*"}}) {
      router_.add(
          method, path,
          [body = std::string(path)](const HttpRequest& /*request*/, const Respond& respond) {
            respond({.status = 200, .body = body});
          });
    }
  }

  HttpResponse ask(std::string method, std::string path) const {
    const HttpRequest request{.method = std::move(method), .path = std::move(path)};
    if (auto refusal = router_.refuse(request)) return *refusal;
    HttpResponse answer;
    router_.handle(request, [&answer](HttpResponse response) { answer = std::move(response); });
    return answer;
  }

  Router router_{plain_error};
};

TEST_F(RouterTest, each_method_and_path_finds_its_handler) {
  EXPECT_EQ(ask("POST", "/v1/traces").body, "/v1/traces");
  EXPECT_EQ(ask("GET", "/v1/reports").body, "/v1/reports");
  EXPECT_EQ(ask("GET", "/v1/reports/activity").body, "/v1/reports/*");
}

TEST_F(RouterTest, head_goes_where_get_goes) {
  EXPECT_EQ(ask("HEAD", "/v1/reports").body, "/v1/reports");
  EXPECT_EQ(ask("HEAD", "/v1/traces").status, 405);
}

TEST_F(RouterTest, an_unknown_path_is_not_found) {
  for (const char* path : {"", "/", "/v1", "/v1/traces/", "/V1/traces", "/v1/reports/",
                           "/v1/reports/a/b", "*", "http://host/v1/traces"}) {
    EXPECT_EQ(ask("POST", path).status, 404) << path;
  }
}

TEST_F(RouterTest, a_wrong_method_is_told_which_ones_would_do) {
  using Headers = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(ask("GET", "/v1/traces").status, 405);
  EXPECT_EQ(ask("GET", "/v1/traces").headers, (Headers{{"Allow", "POST, OPTIONS"}}));
  EXPECT_EQ(ask("DELETE", "/v1/reports/activity").headers,
            (Headers{{"Allow", "GET, HEAD, OPTIONS"}}));
  EXPECT_EQ(ask("post", "/v1/traces").status, 405);
}

TEST_F(RouterTest, options_tells_the_methods_and_nothing_else) {
  using Headers = std::vector<std::pair<std::string, std::string>>;
  const HttpResponse answer = ask("OPTIONS", "/v1/traces");
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(answer.headers, (Headers{{"Allow", "POST, OPTIONS"}}));
  EXPECT_EQ(ask("OPTIONS", "/v1/reports/activity").headers,
            (Headers{{"Allow", "GET, HEAD, OPTIONS"}}));
  EXPECT_EQ(ask("OPTIONS", "/elsewhere").status, 404);
}

}  // namespace
}  // namespace overt
