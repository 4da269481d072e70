// For tests: texts at both sides of every border between what a contract lets in and what not.
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "overt/contract.hpp"
#include "schema/near_values.h"

namespace overt::testing {

class EventTexts {
 public:
  // The contract must outlive this object. The same seed gives the same texts.
  EventTexts(const Contract& contract, unsigned seed);

  // An event that the contract should let in.
  std::string good();

  // For each version, and for each type of event in it: every change that is thought of, made
  // alone. Also for types that the version does not have.
  std::vector<std::string> changed_once();

  // A good event after two changes, which may undo each other.
  std::string changed_twice();

 private:
  using Change = std::function<void(nlohmann::json&)>;

  struct Kind {
    int version;
    const EventSpec* spec;
  };

  Kind pick_kind();
  nlohmann::json good_event(const Kind& kind);
  nlohmann::json good_fields(std::span<const FieldSpec> specs, int version);
  nlohmann::json good_value(const NearValues& near);

  void make_common_changes();
  void make_data_changes(const EventSpec& spec);

  const Contract& contract_;
  std::mt19937 random_;
  NearValues near_ts_;
  NearValues near_execution_id_;
  NearValues near_user_id_;
  NearValues near_project_id_;
  NearValues near_command_;
  NearValues near_event_type_;
  std::vector<Change> common_changes_;
  std::map<const EventSpec*, std::vector<Change>> data_changes_;
  std::map<const FieldSpec*, NearValues> near_fields_;
};

}  // namespace overt::testing
