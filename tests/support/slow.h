// For tests that need seconds because what they test does: only `./test --long` runs them.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <string_view>

#define OVERT_ONLY_IN_A_LONG_RUN(why)                           \
  do {                                                          \
    const char* const wanted = std::getenv("OVERT_LONG");       \
    if (wanted == nullptr || std::string_view(wanted) != "1") { \
      GTEST_SKIP() << "only in `./test --long`: " << (why);     \
    }                                                           \
  } while (false)
