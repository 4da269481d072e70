#include "store/clickhouse/read_result.h"

#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

namespace overt::clickhouse {
namespace {

using Json = nlohmann::json;

// Reads while it comes: an answer of a million cells is not held as a tree as well.
class Reader : public nlohmann::json_sax<Json> {
 public:
  QueryResult result;
  std::string trouble;

  bool null() override { return cell(std::monostate()); }
  bool boolean(bool value) override { return cell(value); }
  bool number_integer(std::int64_t value) override { return integer(value); }
  bool number_unsigned(std::uint64_t value) override {
    if (std::cmp_greater(value, std::numeric_limits<std::int64_t>::max())) {
      trouble = "a number does not fit into 64 bits; it needs a cast";
      return false;
    }
    return integer(static_cast<std::int64_t>(value));
  }
  bool number_float(double value, const std::string& /*text*/) override { return cell(value); }
  bool string(std::string& value) override {
    if (part_ == Part::kMeta) {
      if (key_ == "type") is_float_.push_back(value.find("Float") != std::string::npos);
      if (key_ == "name") result.columns.push_back(std::move(value));
      return true;
    }
    return cell(std::move(value));
  }
  bool binary(Json::binary_t& /*value*/) override { return false; }
  bool start_object(std::size_t /*size*/) override { return true; }
  bool end_object() override { return true; }
  bool key(std::string& name) override {
    key_ = std::move(name);
    if (key_ == "meta") part_ = Part::kMeta;
    if (key_ == "data") part_ = Part::kData;
    return true;
  }
  bool start_array(std::size_t /*size*/) override {
    ++depth_;
    if (part_ != Part::kData) return true;
    if (depth_ == 2) result.rows.emplace_back().reserve(result.columns.size());
    if (depth_ > 2) trouble = "a list needs a cast";
    return trouble.empty();
  }
  bool end_array() override {
    if (--depth_ == 0) part_ = Part::kOther;
    return true;
  }
  bool parse_error(std::size_t /*at*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& error) override {
    if (trouble.empty()) trouble = error.what();
    return false;
  }

 private:
  enum class Part { kOther, kMeta, kData };

  // Floats that are whole are written like integers.
  bool integer(std::int64_t value) {
    const std::size_t column = result.rows.empty() ? 0 : result.rows.back().size();
    const bool is_float = column < is_float_.size() && is_float_[column];
    return is_float ? cell(static_cast<double>(value)) : cell(value);
  }

  template <typename Value>
  bool cell(Value value) {
    if (part_ == Part::kData && !result.rows.empty()) {
      result.rows.back().emplace_back(std::move(value));
    }
    return true;
  }

  Part part_ = Part::kOther;
  int depth_ = 0;
  std::string key_;
  std::vector<bool> is_float_;
};

}  // namespace

Settings settings_of_reading() {
  return {{"default_format", "JSONCompact"},
          {"output_format_json_quote_64bit_integers", "0"},
          {"join_use_nulls", "1"},
          // Statements name the days that are not counted yet.
          {"max_query_size", "1048576"},
          // A table of a cluster that stands within another one's statement is asked for once.
          {"distributed_product_mode", "global"},
          // Only reads; settings as these may be given along.
          {"readonly", "2"},
          {"max_execution_time", std::to_string(kQuerySecondsMax)}};
}

Result<QueryResult> read_result(std::string_view json) {
  Reader reader;
  // An answer that is cut short does not end as JSON does.
  if (!Json::sax_parse(json, &reader)) {
    return Error{fmt::format("ClickHouse answers what cannot be read: {}", reader.trouble)};
  }
  return std::move(reader.result);
}

Result<QueryResult> select(Server& server, std::string_view statement, const Settings& more) {
  Settings settings = settings_of_reading();
  settings.insert(settings.end(), more.begin(), more.end());
  const auto answer = server.run(statement, settings);
  if (!answer) return answer.error();
  return read_result(*answer);
}

}  // namespace overt::clickhouse
