// `overt query` as a person runs it, on files and beside a collector; and what nobody may do by it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "base/bytes.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/temporary_directory.h"
#include "cli/test_http_server.h"
#include "collector/test_http_client.h"
#include "store/duckdb/ask.h"
#include "support/collector_process.h"
#include "support/process.h"

namespace overt {
namespace {

namespace fs = std::filesystem;
using testing::CollectorProcess;
using ::testing::HasSubstr;
using testing::HttpClient;
using testing::HttpServer;
using ::testing::Not;
using testing::Outcome;
using testing::run_program;

constexpr const char* kWerf = OVERT_CONTRACTS "/werf.toml";

// Stands in every file and variable that a statement might try to read.
constexpr const char* kCanary = "canary8f3e5b";

// Two seconds are for ever to a test that has many such statements.
constexpr const char* kTimeout = "2";

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

class QueryCommandTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const std::string& folder : {dir_, home_}) fs::create_directories(folder);
    for (const char* name : {"secret.csv", "secret.json", "secret.parquet", "secret.txt"}) {
      std::ofstream(dir_ + "/" + name) << kCanary << "\n1\n";
    }
    // Four of them are duplicates.
    ASSERT_EQ(overt({"simulate", "--contract", kWerf, "--store", data_, "--events", "3000"}), 0);
    ASSERT_EQ(overt({"simulate", "--contract", kWerf, "--write-contract", contract_}), 0);
  }

  Outcome run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), OVERT_PROGRAM);
    return run_program(
        {.argv = std::move(arguments),
         .environment =
             std::vector<std::string>{"HOME=" + home_, "OVERT_SECRET=" + std::string(kCanary)},
         .directory = dir_});
  }

  int overt(std::vector<std::string> arguments) const {
    return run(std::move(arguments)).exit_code;
  }

  Outcome query(const std::string& sql, std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments{"query", sql, "--data", data_};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(std::move(arguments));
  }

  std::unique_ptr<CollectorProcess> serve() const {
    return std::make_unique<CollectorProcess>(
        OVERT_PROGRAM, std::vector<std::string>{"--contract", contract_, "--data", data_});
  }

  // Each file below the test's folder, and what is in it.
  std::map<std::string, std::string> files() const {
    std::map<std::string, std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(directory_.path())) {
      const std::string path = entry.path();
      found[path] = entry.is_regular_file() ? to_hex(sha256(text_of(path))) : "";
    }
    return found;
  }

  testing::TemporaryDirectory directory_;
  std::string dir_ = directory_.file("dir");
  std::string home_ = directory_.file("home");
  std::string data_ = directory_.file("data");
  std::string contract_ = directory_.file("synthetic.toml");
};

TEST_F(QueryCommandTest, answers_from_files_as_a_table_as_json_and_as_csv) {
  const std::string sql = "SELECT app, count(*) AS n, true AS t FROM event GROUP BY app";
  EXPECT_EQ(query(sql).out,
            "app                n  t\n"
            "--------------  ----  ----\n"
            "synthetic-werf  2996  true\n");
  EXPECT_EQ(query(sql, {"--format", "json"}).out,
            "{\"columns\":[\"app\",\"n\",\"t\"],\"rows\":[[\"synthetic-werf\",2996,true]],"
            "\"truncated\":false}\n");
  EXPECT_EQ(query(sql, {"--format", "csv"}).out, "app,n,t\r\nsynthetic-werf,2996,true\r\n");
}

TEST_F(QueryCommandTest, answers_the_same_beside_a_collector) {
  const std::string sql = "SELECT command, ended, count(*) FROM run GROUP BY ALL ORDER BY ALL";
  const std::string alone = query(sql).out;
  const auto collector = serve();
  const Outcome beside = run(
      {"query", sql, "--server", "http://127.0.0.1:" + std::to_string(collector->admin_port())});
  EXPECT_EQ(beside.err, "");
  EXPECT_EQ(beside.out, alone);
  EXPECT_THAT(query(sql).err, HasSubstr("is in use by process"));
}

TEST_F(QueryCommandTest, says_what_is_wrong_in_one_line) {
  EXPECT_EQ(query("SELECT repeat('a', 3)").err,
            "overt: the statement is not run: the function repeat is not among those that may be "
            "used\n");
  EXPECT_THAT(query("").err, HasSubstr("overt: give a statement"));
  for (const char* seconds : {"0", "301", "-1"}) {
    EXPECT_EQ(query("SELECT 1", {"--timeout", seconds}).err,
              "overt: --timeout: must be from 1 to 300 seconds\n");
  }
  const auto collector = serve();
  const std::string server = "http://127.0.0.1:" + std::to_string(collector->admin_port());
  const Outcome refused = run({"query", "DELETE FROM run", "--server", server});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_EQ(refused.err, "overt: the statement is not run: only SELECT can be run\n");
}

TEST_F(QueryCommandTest, says_that_there_were_more_rows) {
  const Outcome outcome = query(
      "SELECT 1 AS n FROM event, refused RIGHT JOIN run ON true, run AS r", {"--format", "csv"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "overt: these are the first 10000 rows, there are more\n");
  EXPECT_EQ(std::ranges::count(outcome.out, '\n'), 10'001);
}

TEST_F(QueryCommandTest, lists_its_tables_without_data) {
  const Outcome outcome = run({"query", "--tables"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("run_option: one row an option of a run"));
}

// Every example of the page is run as it stands there.
TEST_F(QueryCommandTest, the_examples_of_the_page_have_answers) {
  const std::string page = text_of(OVERT_SOURCE "/docs/query.md");
  constexpr std::string_view kBegin = "```sql\n";
  int examples = 0;
  for (auto at = page.find(kBegin); at != std::string::npos; at = page.find(kBegin, at + 1)) {
    const auto begin = at + kBegin.size();
    const std::string sql = page.substr(begin, page.find("```", begin) - begin);
    const Outcome outcome = query(sql);
    EXPECT_EQ(outcome.exit_code, 0) << sql << outcome.err;
    EXPECT_THAT(outcome.out, Not(HasSubstr("error")));
    ++examples;
  }
  EXPECT_GE(examples, 6);
}

// The statements of query/escapes.txt with what stands for a place in them filled in.
// A case for each heading, so that they may run beside each other.
class EscapesTest : public QueryCommandTest, public ::testing::WithParamInterface<const char*> {
 protected:
  std::vector<std::string> statements() const {
    std::vector<std::string> all;
    std::ifstream file(OVERT_SOURCE "/tests/query/escapes.txt");
    std::string heading;
    for (std::string line; std::getline(file, line);) {
      if (line.starts_with("## ")) heading = line.substr(3);
      const bool is_wanted = !line.empty() && line[0] != '#' && heading == GetParam();
      if (is_wanted) all.push_back(filled_in(line));
    }
    return all;
  }

  // Nothing of what is to be kept from who asks stands in an answer.
  void expect_nothing_told(const std::string& text) const {
    EXPECT_THAT(text, Not(HasSubstr(kCanary)));
    EXPECT_THAT(text, Not(HasSubstr("root:")));
    EXPECT_THAT(text, Not(HasSubstr(data_ + "/")));
  }

  HttpServer server_{[](const auto&) { return testing::http_response("200 OK", kCanary); }};

 private:
  std::string filled_in(std::string_view line) const {
    std::string sql;
    while (!line.empty()) {
      const auto brace = std::min(line.find_first_of("{}"), line.size());
      sql += line.substr(0, brace);
      line.remove_prefix(brace);
      if (line.empty()) break;
      if (line.starts_with("{{") || line.starts_with("}}")) {
        sql += line[0];
        line.remove_prefix(2);
        continue;
      }
      const auto end = line.find('}');
      sql += place(line.substr(1, end - 1));
      line.remove_prefix(end + 1);
    }
    return sql;
  }

  std::string place(std::string_view name) const {
    if (name == "dir") return dir_;
    if (name == "data") return data_;
    if (name == "url") return server_.url();
    std::string text;
    const auto star = name.find('*');
    for (int i = std::atoi(std::string(name).c_str()); i > 0; --i) text += name.substr(star + 1);
    return text;
  }
};

TEST_P(EscapesTest, no_statement_escapes_from_the_program) {
  ASSERT_EQ(query("SELECT 1").exit_code, 0);
  const auto before = files();
  ASSERT_FALSE(statements().empty());
  for (const std::string& sql : statements()) {
    const Outcome outcome = query(sql, {"--timeout", kTimeout});
    EXPECT_EQ(outcome.exit_code, 2) << sql << outcome.out;
    EXPECT_EQ(outcome.out, "") << sql;
    EXPECT_THAT(outcome.err, HasSubstr("overt: the statement is not run: ")) << sql;
    expect_nothing_told(outcome.err);
    ASSERT_EQ(files(), before) << sql;
  }
  EXPECT_TRUE(server_.requests().empty());
  EXPECT_EQ(query("SELECT count(*) AS n FROM event").out, "   n\n----\n2996\n");
}

std::int64_t peak_bytes(pid_t pid) {
  const std::string status = text_of("/proc/" + std::to_string(pid) + "/status");
  const auto at = status.find("VmHWM:");
  return at == std::string::npos ? 0 : std::atoll(status.c_str() + at + 6) * 1024;
}

TEST_P(EscapesTest, no_statement_escapes_from_a_collector) {
  const auto collector = serve();
  HttpClient client(collector->admin_port());
  const auto ask = [&client](const std::string& sql) {
    client.send("POST /v1/query?timeout=" + std::string(kTimeout) +
                " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/sql\r\n"
                "Content-Length: " +
                std::to_string(sql.size()) + "\r\n\r\n" + sql);
    return client.receive();
  };
  ASSERT_EQ(ask("SELECT 1").status, 200);
  const auto before = files();
  const std::int64_t peak_before = peak_bytes(collector->pid());
  for (const std::string& sql : statements()) {
    const testing::Answer answer = ask(sql);
    EXPECT_EQ(answer.status, 400) << sql << answer.body;
    expect_nothing_told(answer.body);
    ASSERT_EQ(files(), before) << sql;
  }
  EXPECT_TRUE(server_.requests().empty());
  EXPECT_LT(peak_bytes(collector->pid()) - peak_before, duckdb::kAskGrowthMax);
  EXPECT_EQ(ask("SELECT count(*) AS n FROM event").body,
            R"({"columns":["n"],"rows":[[2996]],"truncated":false})");
  EXPECT_EQ(collector->end_by(SIGTERM), 0);
  EXPECT_THAT(collector->log(), Not(HasSubstr("error")));
}

constexpr const char* kHeadings[] = {"files",    "statements in statements", "writes", "extensions",
                                     "settings", "what is of the machine",   "memory", "time"};

INSTANTIATE_TEST_SUITE_P(All, EscapesTest, ::testing::ValuesIn(kHeadings), [](const auto& tested) {
  std::string name = tested.param;
  std::ranges::replace(name, ' ', '_');
  return name;
});

TEST(EscapesFileTest, has_no_heading_that_is_not_tried) {
  std::ifstream file(OVERT_SOURCE "/tests/query/escapes.txt");
  int statements = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## ")) {
      EXPECT_THAT(kHeadings, ::testing::Contains(line.substr(3)));
    }
    statements += static_cast<int>(!line.empty() && line[0] != '#');
  }
  EXPECT_GE(statements, 200);
}

}  // namespace
}  // namespace overt
