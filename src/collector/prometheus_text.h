// Writes Prometheus' text format, version 0.0.4 ("Exposition formats").
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace overt {

inline constexpr std::string_view kPrometheusContentType =
    "text/plain; version=0.0.4; charset=utf-8";

// The shortest text that reads back as the same number; whole ones without a point.
std::string prometheus_number(double value);

class PrometheusText {
 public:
  struct Label {
    std::string_view name;
    std::string_view value;
  };

  // Begins a metric; its samples follow. `type` is counter, gauge or histogram.
  void begin(std::string_view name, std::string_view type, std::string_view help);

  // A sample of the metric that was begun, its name followed by `suffix`.
  void add(double value, std::initializer_list<Label> labels = {}, std::string_view suffix = "");

  std::string take() && { return std::move(text_); }

 private:
  std::string text_;
  std::string_view name_;
};

}  // namespace overt
