#include "collector/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <span>

namespace overt {
namespace {

// zlib's window bits for gzip's header and trailer, with the largest window.
constexpr int kGzipWindowBits = 16 + MAX_WBITS;

// What comes out grows by doubling from here.
constexpr std::size_t kFirstBytes = std::size_t{16} * 1024;

std::size_t allowed(std::size_t compressed_bytes, std::size_t bytes_max) {
  return std::min(bytes_max, std::max(kInflatedBytesAnyway, compressed_bytes * kInflationMax));
}

class Inflater {
 public:
  explicit Inflater(std::string_view compressed)
      : stream_(), ready_(inflateInit2(&stream_, kGzipWindowBits) == Z_OK) {
    read_on(compressed);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() {
    if (ready_) inflateEnd(&stream_);
  }

  // What was given before must be at its end.
  void read_on(std::string_view compressed) {
    // zlib takes a pointer to what it reads as non-const, and reads only.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
    stream_.avail_in = static_cast<uInt>(compressed.size());
  }

  // Writes to `room` and counts in `filled`; returns zlib's code.
  int step(std::span<char> room, std::size_t& filled) {
    if (!ready_) return Z_MEM_ERROR;
    stream_.next_out = reinterpret_cast<Bytef*>(room.data());
    stream_.avail_out = static_cast<uInt>(room.size());
    const int code = inflate(&stream_, Z_NO_FLUSH);
    filled += room.size() - stream_.avail_out;
    return code;
  }

  bool at_end_of_input() const { return stream_.avail_in == 0; }
  bool next_member() { return inflateReset(&stream_) == Z_OK; }

 private:
  z_stream stream_;
  bool ready_;
};

// RFC 1952, 2.3.1: the last member's size, modulo 2^32. Believed only where inflate could make so
// much of so little: a text that is cut off ends with any four bytes.
bool says_it_exceeds(std::string_view compressed, std::size_t bytes_max) {
  constexpr std::size_t kSizeBytes = 4;
  constexpr std::size_t kZlibInflationMax = 1032;
  if (compressed.size() < kSizeBytes) return false;
  std::size_t stated = 0;
  for (std::size_t i = 0; i < kSizeBytes; ++i) {
    const char byte = compressed[compressed.size() - 1 - i];
    stated = (stated << 8U) + static_cast<unsigned char>(byte);
  }
  return stated > bytes_max && stated <= compressed.size() * kZlibInflationMax;
}

// Appends nothing and holds nothing: the size of all that comes out, or that it is too much.
std::variant<std::size_t, GunzipError> measure(std::string_view compressed, std::size_t bytes_max) {
  Inflater inflater(compressed);
  std::array<char, kFirstBytes> dropped;
  std::size_t size = 0;
  for (;;) {
    const std::size_t before = size;
    const int code = inflater.step(dropped, size);
    if (size > bytes_max) return GunzipError::kTooLarge;
    if (code == Z_STREAM_END) {
      if (inflater.at_end_of_input()) return size;
      if (!inflater.next_member()) return GunzipError::kCorrupt;
      continue;
    }
    if (code != Z_OK && code != Z_BUF_ERROR) return GunzipError::kCorrupt;
    if (inflater.at_end_of_input() && size == before) return GunzipError::kCorrupt;
  }
}

// `bytes_max` was found to be enough, or is small.
std::variant<std::string, GunzipError> inflated(std::string_view compressed,
                                                std::size_t first_bytes, std::size_t bytes_max) {
  Inflater inflater(compressed);
  std::string text(first_bytes, '\0');
  std::size_t filled = 0;
  for (;;) {
    const int code = inflater.step(std::span(text).subspan(filled), filled);
    if (filled > bytes_max) return GunzipError::kTooLarge;
    if (code == Z_STREAM_END) {
      if (inflater.at_end_of_input()) break;
      if (!inflater.next_member()) return GunzipError::kCorrupt;
      continue;
    }
    if (code != Z_OK && code != Z_BUF_ERROR) return GunzipError::kCorrupt;
    if (filled == text.size()) {
      text.resize(std::min(text.size() * 2, bytes_max + 1));
    } else if (inflater.at_end_of_input()) {
      return GunzipError::kCorrupt;
    }
  }
  text.resize(filled);
  return text;
}

}  // namespace

std::variant<std::string, GunzipError> gunzip(std::string_view compressed, std::size_t bytes_max) {
  const std::size_t most = allowed(compressed.size(), bytes_max);
  // Either it is true, or what follows would find it corrupt.
  if (most >= kInflatedBytesAnyway && says_it_exceeds(compressed, most)) {
    return GunzipError::kTooLarge;
  }
  // Almost every request is small; a second look at it would only cost time. One byte more than
  // allowed, so that exactly so much can be told from more.
  const std::size_t small = std::min(kInflatedBytesAnyway, most);
  auto inflated_small = inflated(compressed, std::min(kFirstBytes, small + 1), small);
  const auto* const error = std::get_if<GunzipError>(&inflated_small);
  const bool may_be_larger = error != nullptr && *error == GunzipError::kTooLarge && small < most;
  if (!may_be_larger) return inflated_small;
  const auto size = measure(compressed, most);
  if (const auto* const refusal = std::get_if<GunzipError>(&size)) return *refusal;
  const std::size_t exactly = std::get<std::size_t>(size);
  return inflated(compressed, exactly + 1, exactly);
}

struct InflatedSize::State {
  Inflater inflater{{}};
  std::size_t compressed_bytes = 0;
  std::size_t size = 0;
  std::size_t bytes_max = 0;
  bool is_over = false;  // corrupt: what follows is not looked at
};

InflatedSize::InflatedSize(std::size_t bytes_max) : state_(std::make_unique<State>()) {
  state_->bytes_max = bytes_max;
}
InflatedSize::~InflatedSize() = default;

bool InflatedSize::exceeds_with(std::string_view compressed) {
  State& state = *state_;
  std::array<char, kFirstBytes> dropped;
  state.inflater.read_on(compressed);
  state.compressed_bytes += compressed.size();
  const std::size_t most = allowed(state.compressed_bytes, state.bytes_max);
  for (bool is_stuck = false; !is_stuck && !state.is_over && state.size <= most;) {
    const std::size_t before = state.size;
    const int code = state.inflater.step(dropped, state.size);
    const bool at_end = state.inflater.at_end_of_input();
    if (code == Z_STREAM_END) {
      state.is_over = !state.inflater.next_member();
      is_stuck = at_end;
    } else {
      state.is_over = code != Z_OK && code != Z_BUF_ERROR;
      is_stuck = at_end && state.size - before < dropped.size();
    }
  }
  return state.size > most;
}

}  // namespace overt
