#include "cli/serve_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/temporary_directory.h"
#include "cli/serve_file.h"

namespace overt::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

using Variables = std::vector<std::pair<std::string, std::string>>;

class ServeConfigTest : public ::testing::Test {
 protected:
  void write(const std::string& toml) { EXPECT_TRUE(write_file_atomically(file_, toml)); }

  // With the file of the test, those variables, and flags by the keys of their settings.
  Result<ServeConfig> read(
      Variables variables = {},
      const std::vector<std::pair<std::string, std::vector<std::string>>>& given = {}) {
    ServeFlags flags{.config = file_, .values = {}};
    for (const auto& [key, texts] : given) flags.values.emplace_back(find_setting(key), texts);
    variables.emplace_back("HOME", "/home-of-test");
    return read_serve_config(flags, Environment(std::move(variables)), "/folder");
  }

  std::string error_of(const std::string& toml) {
    write(toml);
    const auto config = read();
    EXPECT_FALSE(config) << toml;
    return config ? "" : config.error().message;
  }

  static std::string origin(const ServeConfig& config, std::string_view key) {
    return config.origins.at(static_cast<std::size_t>(find_setting(key) - serve_settings().data()));
  }

  testing::TemporaryDirectory directory_;
  std::string file_ = directory_.file("collector.toml");
};

TEST_F(ServeConfigTest, flags_come_before_environment_before_file_before_defaults) {
  write("listen = \"127.0.0.1:1\"\nadmin = \"127.0.0.1:2\"\nlog_level = \"error\"\n");
  const auto config = read({{"OVERT_LISTEN", "127.0.0.1:3"}, {"OVERT_ADMIN", "127.0.0.1:4"}},
                           {{"listen", {"127.0.0.1:5"}}});
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->settings.listen.port, 5);
  EXPECT_EQ(config->settings.admin.port, 4);
  EXPECT_EQ(config->settings.log_level, "error");
  EXPECT_EQ(config->settings.data, "/home-of-test/.local/share/overt");
  EXPECT_EQ(origin(*config, "listen"), "--listen");
  EXPECT_EQ(origin(*config, "admin"), "OVERT_ADMIN");
  EXPECT_EQ(origin(*config, "log_level"), file_ + ":3");
  EXPECT_EQ(origin(*config, "data"), "default");
}

TEST_F(ServeConfigTest, a_variable_that_is_set_to_nothing_is_not_set) {
  write("listen = \"127.0.0.1:1\"\n");
  EXPECT_EQ(read({{"OVERT_LISTEN", ""}})->settings.listen.port, 1);
}

TEST_F(ServeConfigTest, paths_begin_at_their_file_or_where_the_collector_was_started) {
  write("contracts = [\"a.toml\", \"/b.toml\"]\ndata = \"../data\"\n");
  const auto of_file = read();
  ASSERT_TRUE(of_file);
  EXPECT_THAT(of_file->settings.contracts, ElementsAre(directory_.file("a.toml"), "/b.toml"));
  const auto of_environment = read({{"OVERT_CONTRACTS", "c.toml:/d.toml"}}, {{"data", {"e"}}});
  ASSERT_TRUE(of_environment);
  EXPECT_THAT(of_environment->settings.contracts, ElementsAre("/folder/c.toml", "/d.toml"));
  EXPECT_EQ(of_environment->settings.data, "/folder/e");
}

TEST_F(ServeConfigTest, the_variable_names_the_file_where_no_flag_does) {
  write("log_level = \"warning\"\n");
  const auto config =
      read_serve_config({}, Environment({{"OVERT_CONFIG", file_}, {"HOME", "/h"}}), "/");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->settings.log_level, "warning");
}

TEST_F(ServeConfigTest, an_error_names_file_line_key_and_what_to_do) {
  EXPECT_EQ(error_of("data = \"d\"\nlisten = \"4318\"\n"),
            file_ +
                ":2: listen: '4318' is not an address and a port, such as 127.0.0.1:4318 or "
                "[::1]:4318");
  EXPECT_EQ(error_of("lisen = \"127.0.0.1:1\"\n"),
            file_ + ":1: lisen: there is no such setting (did you mean listen?)");
  EXPECT_THAT(error_of("[server]\nport = 1\n"), HasSubstr("try: overt serve --print-config"));
  EXPECT_EQ(error_of("listen = 4318\n"), file_ + ":1: listen: must be a text in quotes");
  EXPECT_THAT(error_of("contracts = \"a\"\n"), HasSubstr(":1: contracts: must be a list of texts"));
  EXPECT_THAT(error_of("log_level = \"loud\"\n"), EndsWith("is not one of info, warning, error"));
  EXPECT_THAT(error_of("data = \"\"\n"), HasSubstr("leave the line out"));
  EXPECT_THAT(error_of("data = \n"), StartsWith(file_ + ":1: "));
}

TEST_F(ServeConfigTest, an_error_names_the_variable_or_the_flag) {
  write("");
  EXPECT_THAT(read({{"OVERT_LISTEN", "x"}}).error().message, StartsWith("OVERT_LISTEN: 'x' is"));
  EXPECT_THAT(read({}, {{"admin", {"x"}}}).error().message, StartsWith("--admin: 'x' is"));
}

TEST_F(ServeConfigTest, a_secret_is_taken_from_the_environment_only_and_never_shown) {
  EXPECT_THAT(error_of("admin_token = \"0123456789abcdef\"\n"), HasSubstr("admin_token_file"));
  write("");
  const auto config = read({{"OVERT_ADMIN_TOKEN", "0123456789abcdef"}});
  ASSERT_TRUE(config);
  EXPECT_EQ(read_admin_token(config->settings).value(), "0123456789abcdef");
  EXPECT_THAT(config_text(*config), Not(HasSubstr("0123456789abcdef")));
  EXPECT_THAT(config_text(*config), HasSubstr("# admin_token: set by OVERT_ADMIN_TOKEN"));
  for (const Setting& setting : serve_settings()) {
    EXPECT_EQ(setting.kind == SettingKind::kSecret, setting.flag.empty()) << setting.key;
  }
}

TEST_F(ServeConfigTest, a_token_file_is_its_owners_alone_and_holds_no_word) {
  const std::string path = directory_.file("token");
  const ServeSettings settings{.admin_token_file = path};
  EXPECT_THAT(read_admin_token(settings).error().message, HasSubstr("/dev/urandom"));
  ASSERT_TRUE(write_file_atomically(path, "0123456789abcdef\n"));
  EXPECT_EQ(read_admin_token(settings).value(), "0123456789abcdef");
  ASSERT_EQ(::chmod(path.c_str(), 0640), 0);
  EXPECT_THAT(read_admin_token(settings).error().message, HasSubstr("chmod 600"));
  ASSERT_TRUE(write_file_atomically(path, "short\n"));
  EXPECT_THAT(read_admin_token(settings).error().message, HasSubstr("can be guessed"));
  ASSERT_TRUE(write_file_atomically(path, "0123456789abcdef\nsecond line\n"));
  EXPECT_THAT(read_admin_token(settings).error().message, HasSubstr("one line"));
  EXPECT_THAT(read_admin_token({.admin_token = "0123456789abcdef", .admin_token_file = path})
                  .error()
                  .message,
              StartsWith("two admin tokens"));
}

TEST_F(ServeConfigTest, the_password_of_a_store_goes_over_no_network_that_can_read_it) {
  const std::string path = directory_.file("password");
  ASSERT_TRUE(write_file_atomically(path, "secret\n"));
  const auto options = [&](const std::string& store) {
    return clickhouse_options({.store = store, .store_password_file = path});
  };
  for (const char* store : {"https://me@host/overt", "http://me@127.0.0.1/overt",
                            "http://me@[::1]/overt", "http://me@localhost/overt"}) {
    const auto read = options(store);
    ASSERT_TRUE(read) << store << ": " << read.error().message;
    EXPECT_EQ((*read)->password, "secret");
  }
  for (const char* store : {"http://me@host/overt", "http://me@192.0.2.1/overt?cluster=main",
                            "http://me@localhost.example/overt"}) {
    EXPECT_THAT(options(store).error().message, HasSubstr("https://")) << store;
  }
  EXPECT_TRUE(clickhouse_options({.store = "http://me@host/overt"})) << "there is no password";
}

TEST_F(ServeConfigTest, what_is_printed_reads_back_as_the_same) {
  const auto config = read_serve_config(
      {.config = "", .values = {{find_setting("contracts"), {"a \"b\"\\\n.toml", "c.toml"}}}},
      Environment({{"HOME", "/h"}, {"OVERT_LISTEN", "[::1]:0"}, {"OVERT_ADMIN_TOKEN_FILE", "t"}}),
      "/folder");
  ASSERT_TRUE(config);
  write(config_text(*config));
  const auto again = read();
  ASSERT_TRUE(again) << again.error().message;
  for (const Setting& setting : serve_settings()) {
    EXPECT_TRUE(same_value(config->settings, again->settings, setting)) << setting.key;
  }
  EXPECT_THAT(config_text(*config), HasSubstr("listen = \"[::1]:0\"  # OVERT_LISTEN\n"));
}

TEST_F(ServeConfigTest, the_document_has_the_table_of_now) {
  const auto document = read_file(std::string(OVERT_SOURCE) + "/docs/operations.md", 1 << 20);
  ASSERT_TRUE(document);
  EXPECT_THAT(*document, HasSubstr("makes this table -->\n" + settings_as_markdown() + "<!-- end"))
      << "see: tools/generate";
}

TEST_F(ServeConfigTest, every_integer_keeps_its_bounds) {
  for (const Setting& setting : serve_settings()) {
    if (setting.kind != SettingKind::kInteger) continue;
    ServeSettings settings;
    EXPECT_TRUE(set_value(settings, setting, {std::to_string(setting.min)})) << setting.key;
    EXPECT_TRUE(set_value(settings, setting, {std::to_string(setting.max)})) << setting.key;
    EXPECT_FALSE(set_value(settings, setting, {std::to_string(setting.min - 1)})) << setting.key;
    EXPECT_FALSE(set_value(settings, setting, {std::to_string(setting.max + 1)})) << setting.key;
    EXPECT_FALSE(set_value(settings, setting, {"1x"})) << setting.key;
  }
}

}  // namespace
}  // namespace overt::cli
