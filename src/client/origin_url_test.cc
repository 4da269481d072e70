#include "client/origin_url.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

struct Vector {
  std::string_view url;
  OriginUrl parts;
};

std::string show(const OriginUrl& url) {
  return url.protocol + " | " + url.host + " | " + std::to_string(url.port) + " | " + url.path;
}

// Each line is what go-git 5.16.5 answered.
const Vector kVectors[] = {
    {"git@github.com:werf/werf.git", {"ssh", "github.com", 22, "werf/werf.git"}},
    {"github.com:werf/werf", {"ssh", "github.com", 22, "werf/werf"}},
    {"git@host:2222:group/sub/repo.git", {"ssh", "host", 2222, "group/sub/repo.git"}},
    {"git@host:/srv/repo.git", {"ssh", "host", 22, "/srv/repo.git"}},
    {"host:99999:x", {"ssh", "host", 99999, "x"}},
    {"host:123456:x", {"ssh", "host", 22, "123456:x"}},
    {"host:22:", {"ssh", "host", 22, "22:"}},
    {"host:22:\\x", {"ssh", "host", 22, "22:\\x"}},
    {"a:b@c", {"ssh", "a", 22, "b@c"}},
    {"a:b@c:d", {"ssh", "c", 22, "d"}},
    {"a@b@c:d", {"ssh", "b@c", 22, "d"}},
    {"@host:x", {"ssh", "@host", 22, "x"}},
    {"host:\nx", {"ssh", "host", 22, "\nx"}},
    {"/srv/git/x.git", {"file", "", 0, "/srv/git/x.git"}},
    {"../x.git", {"file", "", 0, "../x.git"}},
    {"ho st:x", {"file", "", 0, "ho st:x"}},
    {"host:x\ny", {"file", "", 0, "host:x\ny"}},
    {"C:\\x", {"file", "", 0, "C:\\x"}},
    {"://host/x", {"file", "", 0, "://host/x"}},
    {"https://github.com/user/repo.git", {"https", "github.com", 0, "/user/repo.git"}},
    {"https://github.com:443/user/repo", {"https", "github.com", 443, "/user/repo"}},
    {"https://github.com:/x", {"https", "github.com", 0, "/x"}},
    {"https://github.com", {"https", "github.com", 0, ""}},
    {"https://h:99999999999999999999/x", {"https", "h", 0, "/x"}},
    {"HTTPS://U:p%40@Ho.ST/a%20b?q=%20#f%20g", {"https", "Ho.ST", 0, "/a b?q=%20#f g"}},
    {"http://git:pass@github.com:9418/user/repo.git?foo#bar",
     {"http", "github.com", 9418, "/user/repo.git?foo#bar"}},
    {"https://u:p@ss@h/x?", {"https", "h", 0, "/x"}},
    {"https://h/x??", {"https", "h", 0, "/x??"}},
    {"https://h%C3%A9/x", {"https", "h\xC3\xA9", 0, "/x"}},
    {"https://h%25/x", {"https", "h%", 0, "/x"}},
    {"ssh://git@host:0022/~u/x", {"ssh", "host", 22, "/~u/x"}},
    {"ssh://[::1]:22/x", {"ssh", "[::1]", 22, "/x"}},
    {"ssh://a:b:80/x", {"ssh", "[a:b]", 80, "/x"}},
    {"file:///srv/a%20b.git", {"file", "", 0, "/srv/a b.git"}},
};

TEST(OriginUrl, parts_are_those_of_go_git) {
  for (const Vector& vector : kVectors) {
    const auto parts = split_origin_url(vector.url);
    ASSERT_TRUE(parts) << vector.url;
    EXPECT_EQ(show(*parts), show(vector.parts)) << vector.url;
  }
}

TEST(OriginUrl, what_go_git_refuses_is_no_url) {
  for (const std::string_view url :
       {"1http://h/x", "ht_tp://h/x", "a#b://h/x", "https://h/%", "https://h/%2", "https://h/%zz",
        "https://h/x#%zz", "https://h/\x01", "https://h\n/x", "https://h:8o/x", "https://h h/x",
        "https://h%20/x", "https://u^p@h/x", "https://u%zz@h/x", "https://[::1/x", "https://[h]/x",
        "https://[::1]80/x", "https://a[::1]/x", "https://h%2"}) {
    EXPECT_FALSE(split_origin_url(url)) << url;
  }
}

TEST(OriginUrl, an_address_with_a_zone_is_no_url) {
  EXPECT_FALSE(split_origin_url("ssh://[fe80::1%25eth0]/x"));
}

}  // namespace
}  // namespace overt
