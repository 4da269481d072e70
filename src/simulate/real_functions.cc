#include "simulate/real_functions.h"

#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace overt::simulate {
namespace {

constexpr int kExponentBias = 1023;
constexpr int kMantissaBits = 52;

// Its first part has 21 zero bits at its end, so that a small integer times it is exact.
constexpr double kLog2High = 0x1.62e42feep-1;
constexpr double kLog2Low = 0x1.a39ef35793c76p-33;
constexpr double kLog2Inverse = 0x1.71547652b82fep0;

// c[0] + c[1] x + c[2] x² + …
template <std::size_t N>
double polynomial(const std::array<double, N>& coefficients, double x) {
  double sum = coefficients[N - 1];
  for (std::size_t i = N - 1; i > 0; --i) sum = sum * x + coefficients[i - 1];
  return sum;
}

template <std::size_t N>
constexpr std::array<double, N> odd_inverses() {
  std::array<double, N> inverses{};
  for (std::size_t i = 0; i < N; ++i) inverses[i] = 1.0 / static_cast<double>(2 * i + 1);
  return inverses;
}

template <std::size_t N>
constexpr std::array<double, N> inverse_factorials() {
  std::array<double, N> inverses{};
  double factorial = 1;
  for (std::size_t i = 0; i < N; ++i) {
    if (i > 0) factorial *= static_cast<double>(i);
    inverses[i] = 1.0 / factorial;
  }
  return inverses;
}

// AS 241: quotients of polynomials, for the middle, the tails, and what is far out.
constexpr std::array<double, 8> kMiddleAbove = {3.3871328727963666080e0,  1.3314166789178437745e+2,
                                                1.9715909503065514427e+3, 1.3731693765509461125e+4,
                                                4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                                3.3430575583588128105e+4, 2.5090809287301226727e+3};
constexpr std::array<double, 8> kMiddleBelow = {1,
                                                4.2313330701600911252e+1,
                                                6.8718700749205790830e+2,
                                                5.3941960214247511077e+3,
                                                2.1213794301586595867e+4,
                                                3.9307895800092710610e+4,
                                                2.8729085735721942674e+4,
                                                5.2264952788528545610e+3};
constexpr std::array<double, 8> kTailAbove = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                              5.76949722146069140550e0,  3.64784832476320460504e0,
                                              1.27045825245236838258e0,  2.41780725177450611770e-1,
                                              2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr std::array<double, 8> kTailBelow = {1,
                                              2.05319162663775882187e0,
                                              1.67638483018380384940e0,
                                              6.89767334985100004550e-1,
                                              1.48103976427480074590e-1,
                                              1.51986665636164571966e-2,
                                              5.47593808499534494600e-4,
                                              1.05075007164441684324e-9};
constexpr std::array<double, 8> kFarAbove = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                             1.78482653991729133580e0,  2.96560571828504891230e-1,
                                             2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                             2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr std::array<double, 8> kFarBelow = {1,
                                             5.99832206555887937690e-1,
                                             1.36929880922735805310e-1,
                                             1.48753612908506148525e-2,
                                             7.86869131145613259100e-4,
                                             1.84631831751005468180e-5,
                                             1.42151175831644588870e-7,
                                             2.04426310338993978564e-15};

}  // namespace

double natural_log(double x) {
  assert(std::isnormal(x) && x > 0);
  const auto bits = std::bit_cast<std::uint64_t>(x);
  auto exponent = static_cast<int>(bits >> kMantissaBits) - kExponentBias;
  constexpr std::uint64_t kMantissa = (std::uint64_t{1} << kMantissaBits) - 1;
  constexpr std::uint64_t kOne = std::uint64_t{kExponentBias} << kMantissaBits;
  auto mantissa = std::bit_cast<double>((bits & kMantissa) | kOne);
  if (mantissa > 0x1.6a09e667f3bcdp0) {  // to between √½ and √2
    mantissa /= 2;
    ++exponent;
  }
  // log m = 2 artanh((m - 1) / (m + 1)); |s| ≤ 0.172, so that term 11 is below 2^-56 of the sum.
  static constexpr auto kSeries = odd_inverses<12>();
  const double s = (mantissa - 1) / (mantissa + 1);
  const double sum = 2 * s * polynomial(kSeries, s * s);
  return exponent * kLog2High + (sum + exponent * kLog2Low);
}

double exponential(double x) {
  assert(std::abs(x) <= 700);
  const double power = std::floor(x * kLog2Inverse + 0.5);
  const double rest = (x - power * kLog2High) - power * kLog2Low;  // at most ½ log 2
  static constexpr auto kSeries = inverse_factorials<15>();
  const auto exponent = static_cast<std::uint64_t>(power + kExponentBias);
  return polynomial(kSeries, rest) * std::bit_cast<double>(exponent << kMantissaBits);
}

double normal_quantile(double p) {
  assert(p > 0 && p < 1);
  const double from_half = p - 0.5;
  if (std::abs(from_half) <= 0.425) {
    const double r = 0.180625 - from_half * from_half;
    return from_half * polynomial(kMiddleAbove, r) / polynomial(kMiddleBelow, r);
  }
  const double r = std::sqrt(-natural_log(from_half < 0 ? p : 1 - p));
  const double size = r <= 5 ? polynomial(kTailAbove, r - 1.6) / polynomial(kTailBelow, r - 1.6)
                             : polynomial(kFarAbove, r - 5) / polynomial(kFarBelow, r - 5);
  return from_half < 0 ? -size : size;
}

}  // namespace overt::simulate
