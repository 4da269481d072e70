// The words of JSON Schema that json_schema.cc writes, over JsonWriter. Internal to it.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "model/json_writer.h"
#include "overt/pattern.hpp"

namespace overt {

class JsonSchemaWriter {
 public:
  // One object; `body` writes what is in it.
  template <typename Body>
  void object(Body body) {
    json_.begin_object();
    body();
    json_.end_object();
  }

  template <typename Body>
  void object(std::string_view key, Body body) {
    json_.key(key);
    object(body);
  }

  template <typename Body>
  void list(std::string_view key, Body body) {
    json_.key(key);
    json_.begin_array();
    body();
    json_.end_array();
  }

  template <typename Texts>
  void texts(std::string_view key, const Texts& values) {
    list(key, [&] {
      for (const std::string_view value : values) json_.string(value);
    });
  }
  void texts(std::string_view key, std::initializer_list<std::string_view> values) {
    texts<std::initializer_list<std::string_view>>(key, values);
  }

  void text(std::string_view key, std::string_view value) {
    json_.key(key);
    json_.string(value);
  }

  void number(std::string_view key, std::int64_t value) {
    json_.key(key);
    json_.integer(value);
  }

  void truth(std::string_view key, bool value) {
    json_.key(key);
    json_.boolean(value);
  }

  // An item of a list: the schema that nothing fits.
  void nothing() { json_.boolean(false); }

  void type(std::string_view name) { text("type", name); }

  // What stands in $defs under `name`.
  void reference(std::string_view name) { text("$ref", std::string("#/$defs/").append(name)); }

  void range(std::int64_t min, std::int64_t max) {
    type("integer");
    number("minimum", min);
    number("maximum", max);
  }

  // Texts that `expression` finds itself in; it brings its own ^ and $.
  void pattern(std::string_view expression, std::size_t characters_max) {
    type("string");
    text("pattern", expression);
    number("maxLength", static_cast<std::int64_t>(characters_max));
  }

  void pattern(const Pattern& whole) { pattern(anchored(whole.text()), whole.characters_max()); }

  static std::string anchored(std::string_view expression) {
    return std::string("^(?:").append(expression).append(")$");
  }

  std::string take() && { return std::move(json_).take(); }

 private:
  JsonWriter json_{JsonStyle::kPage};
};

}  // namespace overt
