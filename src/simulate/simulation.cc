#include "simulate/simulation.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <numeric>
#include <span>

namespace overt::simulate {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::int64_t kDayMs = 24 * kHourMs;

std::int64_t unix_ms(std::chrono::sys_days day) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(day.time_since_epoch()).count();
}

// How much more than in an average hour of the week happens on that day at that hour.
double weight(const Rhythm& rhythm, std::chrono::sys_days day, std::size_t hour) {
  const auto mean = [](const auto& numbers) {
    return std::accumulate(numbers.begin(), numbers.end(), 0.0) /
           static_cast<double>(numbers.size());
  };
  const std::size_t weekday = std::chrono::weekday(day).iso_encoding() - 1;
  return rhythm.hours[hour] / mean(rhythm.hours) *
         (rhythm.weekdays[weekday] / mean(rhythm.weekdays));
}

std::int64_t draw_between(Generator& generator, std::int64_t min, std::int64_t max) {
  return min + static_cast<std::int64_t>(generator.uniform() * static_cast<double>(max - min));
}

}  // namespace

Simulation::Simulation(const Model& model, const Contract& contract, std::uint64_t seed)
    : model_(model),
      seed_(seed),
      begin_ms_(unix_ms(model.first_day)),
      end_ms_(begin_ms_ + model.days * kDayMs),
      make_event_(model, contract, seed),
      make_run_(model, seed),
      population_(model, seed),
      times_(Generator::of(seed, Purpose::kTimes, 0)),
      has_next_run_(find_next_run()) {}

const Arrival* Simulation::next() {
  // Nothing of a run arrives before the run begins, so what is earlier than the next one is in
  // order.
  while (has_next_run_ &&
         (pending_.empty() ||
          pending_.top().received_ms >= begin_ms_ + static_cast<std::int64_t>(time_ms_))) {
    add_run();
    has_next_run_ = find_next_run();
  }
  if (pending_.empty() || pending_.top().received_ms >= end_ms_) return nullptr;
  const Pending pending = pending_.top();
  pending_.pop();
  arrival_.received_ms = pending.received_ms;
  arrival_.run = runs_[pending.place];
  arrival_.is_start = pending.is_start;
  arrival_.is_duplicate = pending.is_duplicate;
  make_event_.make(arrival_.run, population_.projects()[arrival_.run.project], pending.is_start,
                   arrival_.event);
  if (pending.is_last) free_.push_back(pending.place);
  return &arrival_;
}

// A Poisson process whose rate is the same within an hour. It has no memory: where it reaches the
// hour's end without a run, it begins there anew.
bool Simulation::find_next_run() {
  while (true) {
    const double rate = local_rate_ + ci_rate_;
    const auto hour_end = static_cast<double>((hour_ + 1) * kHourMs);
    if (rate > 0) {
      time_ms_ += draw_waiting_time(times_, 1 / rate);
      if (time_ms_ < hour_end) return true;
    }
    time_ms_ = hour_end;
    if (!begin_hour()) return false;
  }
}

bool Simulation::begin_hour() {
  ++hour_;
  const std::int64_t day = hour_ / 24;
  if (day >= model_.days) return false;
  const auto hour = static_cast<std::size_t>(hour_ % 24);
  if (hour == 0) population_.begin_day(static_cast<int>(day));
  const auto date = model_.first_day + std::chrono::days(day);
  const auto per_ms = [&](double runs_per_day, const Rhythm& rhythm) {
    return runs_per_day * weight(rhythm, date, hour) / static_cast<double>(kDayMs);
  };
  local_rate_ = per_ms(population_.local_runs_per_day(), model_.local);
  ci_rate_ = per_ms(population_.ci_runs_per_day(), model_.ci);
  return true;
}

void Simulation::add_run() {
  const bool ci = times_.uniform() * (local_rate_ + ci_rate_) >= local_rate_;
  const std::uint32_t project = ci ? population_.pick_ci(times_) : population_.pick_local(times_);
  const std::int64_t started_ms = begin_ms_ + static_cast<std::int64_t>(time_ms_);
  expect(make_run_.make(run_count_++, started_ms, project, population_.projects()[project], ci));
}

std::uint32_t Simulation::keep(const Run& run) {
  if (free_.empty()) {
    runs_.push_back(run);
    return static_cast<std::uint32_t>(runs_.size() - 1);
  }
  const std::uint32_t place = free_.back();
  free_.pop_back();
  runs_[place] = run;
  return place;
}

void Simulation::expect(const Run& run) {
  auto generator = Generator::of(seed_, Purpose::kArrivalTimes, run.number);
  const auto prompt = [&] { return draw_between(generator, kPromptMsMin, kPromptMsMax); };
  const std::int64_t duration_ms = run.finishes ? run.duration_ms : 0;
  // One that is late is sent as a whole, and not before it is over.
  const std::int64_t late_ms = run.late_ms > 0 ? std::max(run.late_ms, duration_ms) : 0;
  const std::int64_t start_ms = run.started_ms + late_ms + prompt();
  const std::int64_t exit_ms =
      std::max(start_ms, run.started_ms + std::max(late_ms, duration_ms) + prompt());

  std::array<Pending, 4> expected{};
  std::size_t count = 0;
  const std::uint32_t place = keep(run);
  runs_[place].start_received_ms = start_ms;
  const auto add = [&](std::int64_t received_ms, bool is_start) {
    expected[count++] = {.received_ms = received_ms,
                         .order = order_++,
                         .place = place,
                         .is_start = is_start,
                         .is_duplicate = false,
                         .is_last = false};
    if (!generator.happens(model_.duplicates)) return;
    expected[count] = expected[count - 1];
    expected[count].received_ms += draw_between(generator, kAgainMsMin, kAgainMsMax);
    expected[count].order = order_++;
    expected[count++].is_duplicate = true;
  };
  add(start_ms, true);
  if (run.finishes) add(exit_ms, false);
  const auto of_run = std::span(expected).first(count);
  // The queue's order is reversed: the least of it is the latest.
  std::ranges::min_element(of_run, [](const Pending& a, const Pending& b) {
    return a < b;
  })->is_last = true;
  for (const Pending& pending : of_run) pending_.push(pending);
}

}  // namespace overt::simulate
