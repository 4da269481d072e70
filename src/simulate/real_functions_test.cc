#include "simulate/real_functions.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "simulate/generator.h"

namespace overt::simulate {
namespace {

constexpr double kFourUlps = 4 * std::numeric_limits<double>::epsilon();

TEST(RealFunctionsTest, the_logarithm_is_the_librarys_but_for_the_last_bits) {
  Generator generator(1);
  for (int i = 0; i < 100'000; ++i) {
    const double x = std::exp2(generator.uniform() * 2000 - 1000);
    ASSERT_NEAR(natural_log(x), std::log(x), std::abs(std::log(x)) * kFourUlps) << x;
    const double near_1 = 0.5 + generator.uniform();
    ASSERT_NEAR(natural_log(near_1), std::log(near_1), std::abs(std::log(near_1)) * kFourUlps)
        << near_1;
  }
  EXPECT_EQ(natural_log(1), 0);
}

TEST(RealFunctionsTest, the_power_of_e_is_the_librarys_but_for_the_last_bits) {
  Generator generator(2);
  for (int i = 0; i < 100'000; ++i) {
    const double x = generator.uniform() * 1400 - 700;
    ASSERT_NEAR(exponential(x), std::exp(x), std::exp(x) * kFourUlps) << x;
  }
  EXPECT_EQ(exponential(0), 1);
}

// By the error function, which is not what it is computed by.
TEST(RealFunctionsTest, the_quantile_is_where_that_share_is_below) {
  Generator generator(3);
  for (int i = 0; i < 100'000; ++i) {
    const double p = generator.uniform();
    ASSERT_NEAR(std::erfc(-normal_quantile(p) / std::sqrt(2.0)) / 2, p, 1e-14);
  }
  for (const double p : {1e-300, 1e-100, 1e-20, 1e-12, 1e-5}) {
    EXPECT_NEAR(std::erfc(-normal_quantile(p) / std::sqrt(2.0)) / 2 / p, 1, 1e-10) << p;
  }
  EXPECT_EQ(normal_quantile(0.5), 0);
  EXPECT_EQ(normal_quantile(0.25), -normal_quantile(0.75));
}

// The very bits: a compiler or a processor that rounds in another way would change what a seed
// means.
TEST(RealFunctionsTest, the_last_bits_are_the_same_everywhere) {
  std::uint64_t bits = 0;
  Generator generator(4);
  for (int i = 0; i < 10'000; ++i) {
    const double p = generator.uniform();
    for (const double number : {natural_log(p), exponential(p * 20 - 10), normal_quantile(p)}) {
      bits = bits * 31 + std::bit_cast<std::uint64_t>(number);
    }
  }
  EXPECT_EQ(bits, 16946728827576848305U);
}

}  // namespace
}  // namespace overt::simulate
