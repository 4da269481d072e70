#include "simulate/generator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace overt::simulate {
namespace {

// From the authors' reference implementation.
TEST(GeneratorTest, is_splitmix64) {
  Generator generator(1234567);
  const std::array<std::uint64_t, 5> numbers = {
      generator.next(), generator.next(), generator.next(), generator.next(), generator.next()};
  EXPECT_THAT(numbers,
              testing::ElementsAre(6457827717110365317U, 3203168211198807973U, 9817491932198370423U,
                                   4593380528125082431U, 16408922859458223821U));
}

TEST(GeneratorTest, numbers_are_between_0_and_1_and_never_either) {
  // The streams whose first number has all bits at 0 and at 1: mix() can be undone.
  Generator zero(0U - 0x9E3779B97F4A7C15U);
  EXPECT_EQ(zero.uniform(), 0x1p-53);
  double sum = 0;
  Generator generator(1);
  for (int i = 0; i < 100'000; ++i) sum += generator.uniform();
  EXPECT_NEAR(sum / 100'000, 0.5, 0.004);  // 4 standard errors
  EXPECT_LT((static_cast<double>(~std::uint64_t{0} >> 12) + 0.5) * 0x1p-52, 1.0);
}

TEST(GeneratorTest, each_purpose_number_and_seed_has_a_stream_of_its_own) {
  const std::uint64_t first = Generator::of(1, Purpose::kRun, 1).next();
  EXPECT_EQ(Generator::of(1, Purpose::kRun, 1).next(), first);
  EXPECT_NE(Generator::of(2, Purpose::kRun, 1).next(), first);
  EXPECT_NE(Generator::of(1, Purpose::kProject, 1).next(), first);
  EXPECT_NE(Generator::of(1, Purpose::kRun, 2).next(), first);
}

TEST(GeneratorTest, what_never_happens_never_does_and_what_always_does_always) {
  Generator generator(3);
  for (int i = 0; i < 10'000; ++i) {
    ASSERT_FALSE(generator.happens(0));
    ASSERT_TRUE(generator.happens(1));
  }
}

}  // namespace
}  // namespace overt::simulate
