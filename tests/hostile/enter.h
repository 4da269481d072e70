// What makes the process that becomes the tool worse: each gives "" or what is not permitted.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace overt::testing {

using Entrance = std::function<std::string()>;

inline constexpr unsigned kNobody = 65534;

// The entrances one after the other, up to the first that is not permitted.
std::string enter_all(const std::vector<Entrance>& entrances);

// Another user without rights; this process must be root's.
Entrance as_user(unsigned id);

// A limit of setrlimit(2).
Entrance limited(int resource, unsigned long value);

// A file system of its own over `path`, which nobody else sees.
Entrance mount_over(const std::string& path, const std::string& options);

// What `path` shows under `other` as well.
Entrance mount_also(const std::string& path, const std::string& other);

// Takes the last page of the file system at `path`.
Entrance fill(const std::string& path);

// The kernel answers a system call with an error, or kills for it.
Entrance refusing(const std::vector<long>& numbers, unsigned action);

// A PID namespace of its own, as its first process.
Entrance as_first_process();

}  // namespace overt::testing
