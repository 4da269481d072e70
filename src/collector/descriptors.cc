#include "collector/descriptors.h"

#include <sys/resource.h>

#include <algorithm>

#include "collector/limits.h"

namespace overt {
namespace {

// What every system gives, should it not tell.
constexpr std::size_t kDescriptorsAtLeast = 1024;

}  // namespace

std::size_t raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return kDescriptorsAtLeast;
  const rlimit raised{.rlim_cur = limit.rlim_max, .rlim_max = limit.rlim_max};
  return ::setrlimit(RLIMIT_NOFILE, &raised) == 0 ? raised.rlim_cur : limit.rlim_cur;
}

std::size_t connections_for(std::size_t descriptors, std::size_t wanted) {
  const std::size_t left = descriptors - std::min(descriptors, kDescriptorsReserved);
  return std::clamp<std::size_t>(left, 1, std::max<std::size_t>(wanted, 1));
}

}  // namespace overt
