// gunzip(), which inflates piece by piece into what grows, gives what zlib gives in one step into a
// buffer that has room for all.
#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "collector/gzip.h"

namespace {

using Inflated = std::variant<std::string, overt::GunzipError>;

// Over the size at which gunzip() first grows.
constexpr std::size_t kBytesMax = 100'000;

Inflated in_one_step(std::string_view compressed) {
  std::string room(kBytesMax + 1, '\0');
  std::size_t filled = 0;
  do {
    z_stream stream{};
    if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK) std::abort();
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
    stream.avail_in = static_cast<uInt>(compressed.size());
    stream.next_out = reinterpret_cast<Bytef*>(room.data() + filled);
    stream.avail_out = static_cast<uInt>(room.size() - filled);
    const int code = inflate(&stream, Z_FINISH);
    filled = room.size() - stream.avail_out;
    compressed.remove_prefix(compressed.size() - stream.avail_in);
    inflateEnd(&stream);
    if (filled > kBytesMax) return overt::GunzipError::kTooLarge;
    if (code != Z_STREAM_END) return overt::GunzipError::kCorrupt;
  } while (!compressed.empty());
  room.resize(filled);
  return room;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view compressed(reinterpret_cast<const char*>(data), size);
  if (overt::gunzip(compressed, kBytesMax) != in_one_step(compressed)) std::abort();
  return 0;
}
