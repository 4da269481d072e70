#include "store/clickhouse/gzip.h"

#include <zlib.h>

#include <limits>

namespace overt::clickhouse {

Result<std::string> gzip(std::string_view bytes) {
  constexpr int kGzipWindow = MAX_WBITS + 16;
  constexpr int kMemoryLevel = 8;
  z_stream stream{};
  // The fastest level: the collector's processor is dearer than the network between two servers.
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzipWindow, kMemoryLevel,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    return Error{"out of memory"};
  }
  std::string packed(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  // zlib does not write through it.
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int code =
      bytes.size() > std::numeric_limits<uInt>::max() ? Z_BUF_ERROR : deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  if (code != Z_STREAM_END) return Error{"a batch of more than 4 GiB"};
  return packed;
}

}  // namespace overt::clickhouse
