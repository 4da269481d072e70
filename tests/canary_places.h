// Every place of an OTLP request in which a sender can put a text, for canary_test.cc.
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "model/otlp.h"

namespace overt::testing {

// A span that carries an event, and what OTLP has beside it, as its JSON mapping writes it.
struct CanaryMessage {
  Event event;
  SpanIdentity identity;
  std::string span_name;
  std::map<std::string, nlohmann::json> values;  // take the place of the event's own attributes
  nlohmann::json attributes = nlohmann::json::array();  // of the span, after the event's
  nlohmann::json span = nlohmann::json::object();       // keys beside the usual ones
  nlohmann::json scope = nlohmann::json::object();
  nlohmann::json resource = nlohmann::json::object();
  nlohmann::json request = nlohmann::json::object();
};

// What the door makes of a canary in a place.
enum class Fate {
  kDropped,         // the rest of the event is taken
  kRefused,         // with the whole event
  kKeyedOrRefused,  // what is a legal id is keyed, anything else refused
  kVersion,         // what has the form of a version is taken, anything else refused
};

struct CanaryPlace {
  std::string name;
  Fate fate;
  std::function<void(CanaryMessage& message, const std::string& canary)> put;
};

// Places in an event; a contract like contracts/git.toml with the discarded attribute `note` and
// the event `Failed` with the discarded text `message` decides what they are.
std::vector<CanaryPlace> places_of_events();

// Places around it, which only JSON, written by hand, reaches.
std::vector<CanaryPlace> places_of_otlp();

// An ExportTraceServiceRequest in JSON with that one span.
nlohmann::json request_of(const CanaryMessage& message);

}  // namespace overt::testing
