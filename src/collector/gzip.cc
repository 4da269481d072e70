#include "collector/gzip.h"

#include <zlib.h>

#include <algorithm>

namespace overt {
namespace {

// zlib's window bits for gzip's header and trailer, with the largest window.
constexpr int kGzipWindowBits = 16 + MAX_WBITS;

// What comes out grows by doubling from here.
constexpr std::size_t kFirstBytes = std::size_t{16} * 1024;

class Inflater {
 public:
  explicit Inflater(std::string_view compressed)
      : stream_(reading(compressed)), ready_(inflateInit2(&stream_, kGzipWindowBits) == Z_OK) {}
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() {
    if (ready_) inflateEnd(&stream_);
  }

  // Writes to `room` from `filled` on; returns zlib's code.
  int step(std::string& room, std::size_t& filled) {
    if (!ready_) return Z_MEM_ERROR;
    stream_.next_out = reinterpret_cast<Bytef*>(room.data() + filled);
    stream_.avail_out = static_cast<uInt>(room.size() - filled);
    const int code = inflate(&stream_, Z_NO_FLUSH);
    filled = room.size() - stream_.avail_out;
    return code;
  }

  bool at_end_of_input() const { return stream_.avail_in == 0; }
  bool next_member() { return inflateReset(&stream_) == Z_OK; }

 private:
  static z_stream reading(std::string_view compressed) {
    z_stream stream{};
    // zlib takes a pointer to what it reads as non-const, and reads only.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
    stream.avail_in = static_cast<uInt>(compressed.size());
    return stream;
  }

  z_stream stream_;
  bool ready_;
};

}  // namespace

std::variant<std::string, GunzipError> gunzip(std::string_view compressed, std::size_t bytes_max) {
  Inflater inflater(compressed);
  // One byte more than allowed, so that exactly `bytes_max` can be told from more.
  std::string inflated(std::min(kFirstBytes, bytes_max + 1), '\0');
  std::size_t filled = 0;
  for (;;) {
    const int code = inflater.step(inflated, filled);
    if (filled > bytes_max) return GunzipError::kTooLarge;
    if (code == Z_STREAM_END) {
      if (inflater.at_end_of_input()) break;
      if (!inflater.next_member()) return GunzipError::kCorrupt;
      continue;
    }
    if (code != Z_OK && code != Z_BUF_ERROR) return GunzipError::kCorrupt;
    if (filled == inflated.size()) {
      inflated.resize(std::min(inflated.size() * 2, bytes_max + 1));
    } else if (inflater.at_end_of_input()) {
      return GunzipError::kCorrupt;
    }
  }
  inflated.resize(filled);
  return inflated;
}

}  // namespace overt
