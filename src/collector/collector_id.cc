#include "collector/collector_id.h"

#include <filesystem>

#include "base/bytes.h"
#include "base/file.h"

namespace overt {
namespace {

constexpr std::size_t kIdBytes = 8;

}  // namespace

Result<std::string> open_or_make_collector_id(const std::string& path, bool is_new_inbox,
                                              Random& random) {
  std::error_code ignored;
  if (!is_new_inbox && std::filesystem::exists(path, ignored)) {
    auto id = read_file(path, 2 * kIdBytes);
    if (id && !bytes_from_hex<kIdBytes>(*id)) {
      return Error{"cannot use " + path + ": it is no collector's id (remove it)"};
    }
    return id;
  }
  Bytes<kIdBytes> bytes;
  random.fill(bytes);
  std::string id = to_hex(bytes);
  if (const Status written = write_file_atomically(path, id); !written) return written.error();
  return id;
}

}  // namespace overt
