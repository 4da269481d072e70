#include "collector/data_directory.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

namespace overt {

Result<DataDirectory> DataDirectory::claim(const std::string& path) {
  if (const Status made = make_directories(path); !made) return made.error();
  const std::string lock_path = path + "/lock";
  UniqueFd lock(::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock) return errno_error("write", lock_path);
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return errno_error("lock", lock_path);
    return Error{"cannot use " + path + ": another overt has it (end that one, or name another)"};
  }
  return DataDirectory(path, std::move(lock));
}

}  // namespace overt
