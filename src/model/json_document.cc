#include "model/json_document.h"

namespace overt::json {
namespace {

template <typename T>
std::optional<T> as(const Element& element) {
  T value;
  if (element.get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

}  // namespace

Result<Document> Document::parse(std::string_view text) {
  Document document;
  if (document.parser_->allocate(text.size(), kJsonDepthMax) != simdjson::SUCCESS) {
    return Error{"not JSON: too large"};
  }
  const auto parsed = document.parser_->parse(text.data(), text.size());
  if (parsed.error() != simdjson::SUCCESS) {
    return Error{std::string("not JSON: ") + simdjson::error_message(parsed.error())};
  }
  document.root_ = parsed.value_unsafe();
  return document;
}

std::optional<std::string> text(const Element& element) {
  const auto view = as<std::string_view>(element);
  if (!view) return std::nullopt;
  return std::string(*view);
}

std::optional<std::int64_t> integer(const Element& element) { return as<std::int64_t>(element); }
std::optional<bool> boolean(const Element& element) { return as<bool>(element); }
std::optional<Object> object(const Element& element) { return as<Object>(element); }
std::optional<Array> array(const Element& element) { return as<Array>(element); }

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text); }

}  // namespace overt::json
