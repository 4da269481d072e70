#include "client/project_id.h"

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "base/hash.h"

namespace overt {
namespace {

TEST(ProjectId, schema_1_is_that_of_the_telemetry_page) {
  EXPECT_EQ(project_id("git@github.com:werf/quickstart-application.git", 1),
            "b4c2d019070529344a6967d8c73d578101c6554fcdcae3d00bb93a9692523cb1");
}

TEST(ProjectId, schema_2_is_that_of_werf) {
  EXPECT_EQ(project_id("git@github.com:werf/werf.git", 2),
            "590dba0ea49212652f94e1cb1dbf3cc673d1dd964dea5d35239afcbbb3d38690");
  EXPECT_EQ(project_id("git@gitlab.example.com:2222:group/sub/repo.git", 2),
            "080e1437bfccf6237b320468624e2aab61b80a475dad6baf1d750754b76c32be");
}

TEST(ProjectId, every_way_to_clone_a_project_is_one_project_in_schema_2) {
  for (const std::string_view origin :
       {"git@github.com:user/repository.git", "https://github.com/user/repository.git",
        "https://github.com/user/repository",
        "http://git:pass@github.com:9418/user/repository.git?foo#bar"}) {
    EXPECT_EQ(project_id(origin, 2),
              "67faac1e7c66486620847c62a962fe00bb1055a78567c81d4abd8b6ce1f201dc")
        << origin;
  }
}

TEST(ProjectId, schema_1_hashes_what_is_written) {
  EXPECT_EQ(project_id("https://github.com/a/b.git", 1),
            to_hex(sha256("https:::github.com:::0:::/a/b.git")));
  EXPECT_EQ(project_id("/srv/b.git", 1), to_hex(sha256("file::::::0:::/srv/b.git")));
}

TEST(ProjectId, schema_2_cuts_one_slash_and_one_suffix_and_keeps_the_hosts_case) {
  EXPECT_EQ(project_id("https://GitHub.com//a/b.git.git", 2),
            to_hex(sha256("GitHub.com:::/a/b.git")));
  EXPECT_EQ(project_id("https://h/a/b.git/", 2), to_hex(sha256("h:::a/b.git/")));
}

TEST(ProjectId, no_origin_and_no_url_give_no_id) {
  EXPECT_EQ(project_id("", 1), "");
  EXPECT_EQ(project_id("", 2), "");
  EXPECT_EQ(project_id("https://h/%zz", 2), "");
}

}  // namespace
}  // namespace overt
