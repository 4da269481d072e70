// Logarithm, power and quantile from additions, multiplications, divisions and square roots alone,
// which IEEE 754 rounds alike everywhere. Those of a C library differ in the last bit between its
// versions and processors, and then a seed would mean something else on another machine. This room
// is compiled without fused operations for the same reason (src/simulate/CMakeLists.txt).
#pragma once

namespace overt::simulate {

// The natural logarithm of a positive, normal number, within 4 units of the last place.
double natural_log(double x);

// e to the power of x, for |x| ≤ 700, within 4 units of the last place.
double exponential(double x);

// The number that a standard normal variable is below with probability p, 0 < p < 1 (Wichura,
// "Algorithm AS 241", PPND16, 1988; within 1e-15 of it).
double normal_quantile(double p);

}  // namespace overt::simulate
