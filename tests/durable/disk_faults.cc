#include "durable/disk_faults.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace {

using overt::testing::DiskFaults;

DiskFaults* map_faults() {
  const char* const path = std::getenv(overt::testing::kFaultsVariable);
  if (path == nullptr) return nullptr;
  const int fd = ::open(path, O_RDWR | O_CLOEXEC);
  if (fd < 0) return nullptr;
  void* const map = ::mmap(nullptr, sizeof(DiskFaults), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  ::close(fd);
  return map == MAP_FAILED ? nullptr : static_cast<DiskFaults*>(map);
}

bool is_of_the_files(const DiskFaults& faults, int fd) {
  char link[64];
  char path[4096];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t size = ::readlink(link, path, sizeof path);
  std::string file;
  for (const auto& byte : faults.file) {
    if (byte == '\0') break;
    file += byte;
  }
  return size > 0 && std::string_view(path, static_cast<std::size_t>(size)).find(file) !=
                         std::string_view::npos;
}

DiskFaults* the_faults() {
  static DiskFaults* const faults = map_faults();
  return faults;
}

// Whether this makes the file shorter, and that is to work.
bool cuts(int fd, off64_t size) {
  struct stat64 status{};
  return the_faults() != nullptr && the_faults()->fail_to_cut == 0 && ::fstat64(fd, &status) == 0 &&
         size <= status.st_size;
}

// The error that this call meets, or 0.
int fault(int fd, bool is_sync) {
  DiskFaults* const faults = the_faults();
  if (faults == nullptr) return 0;
  const int error = faults->error;
  if (error == 0 || (is_sync && error == ENOSPC) || !is_of_the_files(*faults, fd)) return 0;
  if (faults->spared.fetch_sub(1) > 0) return 0;
  ++faults->met;
  return error;
}

// The function of the library behind this one.
template <typename Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

// A full disk takes what it still can.
std::size_t taken_of(std::size_t size, int error) { return error == ENOSPC ? size / 2 : 0; }

}  // namespace

extern "C" {

ssize_t write(int fd, const void* bytes, std::size_t size) {
  static const auto real = next<ssize_t (*)(int, const void*, std::size_t)>("write");
  const int error = fault(fd, false);
  if (error == 0) return real(fd, bytes, size);
  if (taken_of(size, error) > 0) (void)real(fd, bytes, taken_of(size, error));
  errno = error;
  return -1;
}

ssize_t pwrite64(int fd, const void* bytes, std::size_t size, off64_t offset) {
  static const auto real = next<ssize_t (*)(int, const void*, std::size_t, off64_t)>("pwrite64");
  const int error = fault(fd, false);
  if (error == 0) return real(fd, bytes, size, offset);
  if (taken_of(size, error) > 0) (void)real(fd, bytes, taken_of(size, error), offset);
  errno = error;
  return -1;
}

ssize_t pwrite(int fd, const void* bytes, std::size_t size, off_t offset) {
  return pwrite64(fd, bytes, size, offset);
}

int fsync(int fd) {
  static const auto real = next<int (*)(int)>("fsync");
  errno = fault(fd, true);
  return errno == 0 ? real(fd) : -1;
}

int fdatasync(int fd) {
  static const auto real = next<int (*)(int)>("fdatasync");
  errno = fault(fd, true);
  return errno == 0 ? real(fd) : -1;
}

int ftruncate64(int fd, off64_t size) noexcept {
  static const auto real = next<int (*)(int, off64_t)>("ftruncate64");
  errno = cuts(fd, size) ? 0 : fault(fd, false);
  return errno == 0 ? real(fd, size) : -1;
}

int ftruncate(int fd, off_t size) noexcept { return ftruncate64(fd, size); }

int fallocate64(int fd, int mode, off64_t offset, off64_t size) {
  static const auto real = next<int (*)(int, int, off64_t, off64_t)>("fallocate64");
  errno = fault(fd, false);
  return errno == 0 ? real(fd, mode, offset, size) : -1;
}

int fallocate(int fd, int mode, off_t offset, off_t size) {
  return fallocate64(fd, mode, offset, size);
}

}  // extern "C"
