#include "collector/dashboard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "collector/test_gzip.h"

namespace overt {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Pair;

class DashboardTest : public ::testing::Test {
 protected:
  HttpResponse ask(std::string path, std::string accept_encoding = "",
                   std::string if_none_match = "") const {
    return dashboard_.file({.method = "GET",
                            .path = std::move(path),
                            .accept_encoding = std::move(accept_encoding),
                            .if_none_match = std::move(if_none_match)});
  }

  static std::string header(const HttpResponse& response, std::string_view name) {
    for (const auto& [known, value] : response.headers) {
      if (known == name) return value;
    }
    return "";
  }

  const std::string script_ = testing::gzip("go()");
  const std::string page_ = testing::gzip("<html>");
  const Dashboard dashboard_{
      {{.path = "/", .content_type = "text/html; charset=utf-8", .gzip = page_},
       {.path = "/assets/a.js", .content_type = "text/javascript", .gzip = script_}}};
};

TEST_F(DashboardTest, a_file_is_compressed_for_who_takes_that) {
  const HttpResponse compressed = ask("/assets/a.js", "gzip, deflate, br");
  EXPECT_EQ(compressed.status, 200);
  EXPECT_EQ(compressed.body, script_);
  EXPECT_EQ(header(compressed, "Content-Encoding"), "gzip");
  const HttpResponse plain = ask("/assets/a.js");
  EXPECT_EQ(plain.body, "go()");
  EXPECT_EQ(header(plain, "Content-Encoding"), "");
  EXPECT_EQ(plain.content_type, "text/javascript");
  EXPECT_EQ(header(plain, "Vary"), "Accept-Encoding");
}

TEST_F(DashboardTest, gzip_is_taken_where_the_header_lets_it_in) {
  for (const char* taken : {"gzip", "br, gzip", "*", "gzip;q=0.5", "deflate , gzip ;q=1"}) {
    EXPECT_TRUE(accepts_gzip(taken)) << taken;
  }
  for (const char* refused : {"", "br", "gzip;q=0", "gzip; q=0.000", "identity", "xgzip"}) {
    EXPECT_FALSE(accepts_gzip(refused)) << refused;
  }
}

TEST_F(DashboardTest, who_has_a_file_gets_no_second_copy) {
  const std::string etag = header(ask("/"), "ETag");
  EXPECT_THAT(etag, ::testing::StartsWith("W/\""));
  for (const std::string& known : {etag, "\"other\", " + etag, std::string("*")}) {
    const HttpResponse again = ask("/", "gzip", known);
    EXPECT_EQ(again.status, 304) << known;
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(header(again, "ETag"), etag);
  }
  EXPECT_EQ(ask("/", "gzip", "\"other\"").status, 200);
  EXPECT_NE(header(ask("/assets/a.js"), "ETag"), etag);
}

TEST_F(DashboardTest, the_page_is_asked_for_anew_and_what_has_a_hash_in_its_name_is_kept) {
  EXPECT_EQ(header(ask("/"), "Cache-Control"), "no-cache");
  EXPECT_THAT(header(ask("/assets/a.js"), "Cache-Control"), HasSubstr("immutable"));
}

TEST_F(DashboardTest, nothing_from_elsewhere_may_run_in_it) {
  const std::string policy = header(ask("/"), "Content-Security-Policy");
  EXPECT_THAT(policy, HasSubstr("default-src 'none'; script-src 'self'; style-src 'self'"));
  EXPECT_THAT(policy, ::testing::Not(HasSubstr("unsafe")));
  EXPECT_THAT(ask("/").headers, Contains(Pair("X-Content-Type-Options", "nosniff")));
  EXPECT_THAT(ask("/").headers, Contains(Pair("Referrer-Policy", "no-referrer")));
}

TEST_F(DashboardTest, what_is_not_there_is_a_404) {
  EXPECT_EQ(ask("/assets/b.js").status, 404);
  EXPECT_TRUE(Dashboard::is_at("/"));
  EXPECT_TRUE(Dashboard::is_at("/assets/b.js"));
  EXPECT_FALSE(Dashboard::is_at("/v1/reports"));
  EXPECT_FALSE(Dashboard::is_at("/assets"));
}

TEST_F(DashboardTest, what_is_built_in_can_be_read) {
  const std::vector<EmbeddedFile> files = embedded_dashboard();
  ASSERT_GE(files.size(), 3U);
  const Dashboard built_in;
  for (const EmbeddedFile& file : files) {
    const HttpResponse answer = built_in.file({.path = std::string(file.path)});
    EXPECT_EQ(answer.status, 200) << file.path;
    EXPECT_NE(answer.body, "") << file.path;
  }
}

}  // namespace
}  // namespace overt
