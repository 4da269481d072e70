#include "model/json_walk.h"

// The only file with Boost.JSON: its sources stand in its headers.
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/src.hpp>
#include <cmath>
#include <limits>

#include "model/limits.h"

namespace overt::json {
namespace {

using boost::json::error_code;

// What Boost.JSON calls; its names, its signatures.
class Handler {
 public:
  // Nothing here counts what Boost.JSON would limit.
  static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_array_size = max_object_size;
  static constexpr std::size_t max_key_size = max_object_size;
  static constexpr std::size_t max_string_size = max_object_size;

  explicit Handler(Listener& listener) : listener_(listener) {}

  const Listener::Problem& problem() const { return problem_; }

  static bool on_document_begin(error_code&) { return true; }
  static bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code& ec) { return heard(listener_.begin_object(), ec); }
  bool on_object_end(std::size_t, error_code& ec) { return heard(listener_.end_object(), ec); }
  bool on_array_begin(error_code& ec) { return heard(listener_.begin_array(), ec); }
  bool on_array_end(std::size_t, error_code& ec) { return heard(listener_.end_array(), ec); }
  bool on_key_part(std::string_view part, std::size_t, error_code& ec) {
    return heard(listener_.key(part, false), ec);
  }
  bool on_key(std::string_view part, std::size_t, error_code& ec) {
    return heard(listener_.key(part, true), ec);
  }
  bool on_string_part(std::string_view part, std::size_t, error_code& ec) {
    return heard(listener_.text(part, false), ec);
  }
  bool on_string(std::string_view part, std::size_t, error_code& ec) {
    return heard(listener_.text(part, true), ec);
  }
  static bool on_number_part(std::string_view, error_code&) { return true; }
  bool on_int64(std::int64_t value, std::string_view, error_code& ec) {
    return heard(listener_.integer(value), ec);
  }
  bool on_uint64(std::uint64_t, std::string_view, error_code& ec) {
    return heard(listener_.other(), ec);
  }
  bool on_double(double value, std::string_view, error_code& ec) {
    if (!std::isfinite(value)) return heard(Error{"not JSON: a number is too large"}, ec);
    return heard(listener_.other(), ec);
  }
  bool on_bool(bool, error_code& ec) { return heard(listener_.other(), ec); }
  bool on_null(error_code& ec) { return heard(listener_.null(), ec); }
  static bool on_comment_part(std::string_view, error_code&) { return true; }
  static bool on_comment(std::string_view, error_code&) { return true; }

 private:
  bool heard(Listener::Problem problem, error_code& ec) {
    if (!problem) return true;
    problem_ = std::move(problem);
    ec = boost::json::error::exception;  // any: what counts is the problem
    return false;
  }

  Listener& listener_;
  Listener::Problem problem_;
};

}  // namespace

Status walk(std::string_view text, Listener& listener) {
  boost::json::parse_options options;
  options.max_depth = kJsonDepthMax;
  boost::json::basic_parser<Handler> parser(options, listener);
  error_code failure;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), failure);
  if (const auto& problem = parser.handler().problem()) return *problem;
  if (failure) return Error{"not JSON: " + failure.message()};
  if (read < text.size()) return Error{"not JSON: something follows"};
  return Ok{};
}

}  // namespace overt::json
