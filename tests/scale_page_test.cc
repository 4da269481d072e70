// docs/scale.md: a real server takes its settings of a cluster, and they are those of the cluster
// that tests have.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "support/clickhouse_server.h"

namespace overt::testing {
namespace {

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// What stands between the outermost elements of the page's XML.
std::string settings_of_page() {
  const std::string page = text_of(std::string(OVERT_SOURCE) + "/docs/scale.md");
  const std::string begin = "<yandex>\n  <remote_servers>";
  const auto at = page.find(begin);
  return page.substr(at + std::string("<yandex>\n").size(),
                     page.find("</yandex>\n", at) - at - std::string("<yandex>\n").size());
}

std::set<std::string> words(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern);
  std::set<std::string> found;
  for (std::sregex_iterator at(text.begin(), text.end(), regex), end; at != end; ++at) {
    found.insert((*at)[1]);
  }
  return found;
}

TEST(ScalePageTest, a_server_takes_its_settings) {
  if (!has_clickhouse_server()) GTEST_SKIP() << kNoClickhouseServer;
  // Names that every machine knows.
  const std::string settings =
      std::regex_replace(settings_of_page(), std::regex("<host>[a-z]+-"), "<host>127.0.0.");
  const ClickhouseServer server(settings);
  EXPECT_EQ(server.ask("SELECT shard_num, replica_num, host_name, port FROM system.clusters "
                       "WHERE cluster = 'main' ORDER BY shard_num, replica_num"),
            "1\t1\t127.0.0.1\t9000\n1\t2\t127.0.0.2\t9000\n"
            "2\t1\t127.0.0.3\t9000\n2\t2\t127.0.0.4\t9000\n");
  EXPECT_EQ(server.ask("SELECT macro, substitution FROM system.macros ORDER BY macro"),
            "replica\tclickhouse-1\nshard\t1\n");
}

TEST(ScalePageTest, its_settings_are_those_of_the_cluster_in_tests) {
  const std::string cluster =
      text_of(std::string(OVERT_SOURCE) + "/tests/support/clickhouse_cluster.cc");
  std::set<std::string> in_tests = words(cluster, R"(element\("([a-z_]+)\")");
  in_tests.merge(words(cluster, R"(<([a-z]+)(?: [a-z]+=\\"1\\")?>)"));
  for (const char* not_settings : {"algorithm", "sstream", "stdexcept", "utility"}) {
    in_tests.erase(not_settings);
  }
  // Shorter sessions, so that tests need not wait.
  EXPECT_EQ(in_tests.erase("session_timeout_ms"), 1U);
  std::set<std::string> in_page = words(settings_of_page(), "<([a-z_]+)[ >]");
  EXPECT_EQ(in_page.erase("main"), 1U);
  EXPECT_EQ(in_page, in_tests);
  EXPECT_EQ(words(settings_of_page(), "<path>([^<]+)<"),
            words(cluster, R"re("path", "([^"]+)")re"));
}

}  // namespace
}  // namespace overt::testing
