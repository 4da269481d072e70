// The events of a run, as the tool itself would have told them.
#pragma once

#include <cstdint>

#include "model/event.h"
#include "overt/contract.hpp"
#include "simulate/run.h"

namespace overt::simulate {

class EventMaker {
 public:
  // Borrows the model and what the contract leads to.
  EventMaker(const Model& model, const Contract& contract, std::uint64_t seed);

  // Writes the run's CommandStarted or CommandExited over `event`, whose memory is used again: a
  // new one for each event would take twice as long.
  void make(const Run& run, const Project& project, bool is_start, Event& event) const;

 private:
  void write_attributes(const Run& run, const Project& project, Fields& fields) const;
  void write_options(const Run& run, Fields& fields) const;

  const Model& model_;
  const std::uint64_t seed_;
  int schema_version_ = 1;
  bool has_project_id_ = false;
  bool has_ci_ = false;  // whether the contract has the attribute, as below
  bool has_ci_name_ = false;
  bool has_extra_ = false;
  bool has_group_channel_ = false;
  bool has_options_ = false;
};

}  // namespace overt::simulate
