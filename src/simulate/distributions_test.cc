#include "simulate/distributions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace overt::simulate {
namespace {

constexpr int kDraws = 200'000;

// Four standard errors of a share of that many draws.
double tolerance(double share, int draws = kDraws) {
  return 4 * std::sqrt(share * (1 - share) / draws);
}

TEST(LogNormalTest, has_the_percentiles_that_it_was_given) {
  const LogNormal duration({.p50 = 75, .p90 = 260});
  EXPECT_NEAR(duration.quantile(0.5), 75, 1e-12);
  EXPECT_NEAR(duration.quantile(0.9), 260, 1e-11);
  Generator generator(1);
  int below_p50 = 0;
  int below_p90 = 0;
  double sum = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double drawn = duration.draw(generator);
    below_p50 += drawn < 75 ? 1 : 0;
    below_p90 += drawn < 260 ? 1 : 0;
    sum += drawn;
  }
  EXPECT_NEAR(below_p50 / double{kDraws}, 0.5, tolerance(0.5));
  EXPECT_NEAR(below_p90 / double{kDraws}, 0.9, tolerance(0.9));
  EXPECT_NEAR(sum / kDraws, duration.mean(), duration.mean() * 0.02);
}

TEST(LogNormalTest, is_one_value_where_both_percentiles_are_the_same) {
  const LogNormal constant({.p50 = 5, .p90 = 5});
  Generator generator(1);
  EXPECT_NEAR(constant.draw(generator), 5, 1e-12);
}

TEST(WaitingTimeTest, has_its_mean_and_its_half_time) {
  Generator generator(2);
  int below_half_time = 0;
  double sum = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double drawn = draw_waiting_time(generator, 10);
    below_half_time += drawn < 10 * std::log(2.0) ? 1 : 0;
    sum += drawn;
  }
  EXPECT_NEAR(below_half_time / double{kDraws}, 0.5, tolerance(0.5));
  EXPECT_NEAR(sum / kDraws, 10, 0.1);
}

TEST(WaitingTimeTest, below_an_end_is_the_part_that_is_below_it) {
  Generator generator(3);
  int below_1 = 0;
  double longest = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double drawn = draw_waiting_time_below(generator, 2, 3);
    below_1 += drawn < 1 ? 1 : 0;
    longest = std::max(longest, drawn);
  }
  const double expected = (1 - std::exp(-0.5)) / (1 - std::exp(-1.5));
  EXPECT_NEAR(below_1 / double{kDraws}, expected, tolerance(expected));
  EXPECT_LE(longest, 3);
  EXPECT_GT(longest, 2.99);
}

TEST(CountTest, has_its_mean_and_is_0_as_often_as_it_should) {
  Generator generator(4);
  std::uint64_t sum = 0;
  int zeros = 0;
  for (int i = 0; i < kDraws; ++i) {
    const std::uint64_t count = draw_count(generator, 2.5);
    sum += count;
    zeros += count == 0 ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(sum) / kDraws, 2.5, 4 * std::sqrt(2.5 / kDraws));
  EXPECT_NEAR(zeros / double{kDraws}, std::exp(-2.5), tolerance(std::exp(-2.5)));
  EXPECT_EQ(draw_count(generator, 0), 0U);
}

TEST(WeightedChoiceTest, picks_each_as_often_as_its_weight_says) {
  const std::vector<double> weights = {0.5, 0, 12, 3.25, 0.25, 4};
  const WeightedChoice choice(weights);
  EXPECT_EQ(choice.total(), 20);
  Generator generator(5);
  std::vector<int> picked(weights.size());
  for (int i = 0; i < kDraws; ++i) ++picked[choice.pick(generator)];
  for (std::size_t i = 0; i < weights.size(); ++i) {
    EXPECT_NEAR(picked[i] / double{kDraws}, weights[i] / 20, tolerance(weights[i] / 20)) << i;
  }
}

TEST(WeightedChoiceTest, has_one_thing_or_nothing_to_pick) {
  Generator generator(6);
  EXPECT_EQ(WeightedChoice(std::array{0.25}).pick(generator), 0U);
  EXPECT_EQ(WeightedChoice(std::array{0.0, 0.0}).total(), 0);
  EXPECT_EQ(WeightedChoice({}).total(), 0);
}

}  // namespace
}  // namespace overt::simulate
