#include "common/sync/packing.hpp"

#include <zlib.h>

#include <array>
#include <stdexcept>

namespace common::sync {
namespace {

constexpr char mark = '\0';
constexpr std::size_t worth_packing = 128;
constexpr std::size_t piece = 16 << 10;

/// zlib's own structure, ended whatever happens.
struct Inflating {
  z_stream stream{};
  Inflating() {
    if (inflateInit(&stream) != Z_OK) throw std::bad_alloc();
  }
  ~Inflating() { inflateEnd(&stream); }
  Inflating(const Inflating&) = delete;
  Inflating& operator=(const Inflating&) = delete;
};

}  // namespace

std::string pack(std::string bytes) {
  if (bytes.size() < worth_packing) return bytes;
  auto size = compressBound(static_cast<uLong>(bytes.size()));
  std::string packed(1 + size, mark);
  if (compress2(reinterpret_cast<Bytef*>(packed.data() + 1), &size,
                reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uLong>(bytes.size()),
                Z_DEFAULT_COMPRESSION) != Z_OK)
    return bytes;
  packed.resize(1 + size);
  return packed.size() < bytes.size() ? packed : bytes;
}

std::optional<std::string> unpack(std::string_view bytes) {
  if (bytes.empty() || bytes.front() != mark) return std::string(bytes);
  bytes.remove_prefix(1);
  Inflating inflating;
  auto& stream = inflating.stream;
  // zlib does not write there; its interface is older than const.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string unpacked;
  std::array<char, piece> room;
  while (unpacked.size() <= unpacked_bytes_max) {
    stream.next_out = reinterpret_cast<Bytef*>(room.data());
    stream.avail_out = static_cast<uInt>(room.size());
    auto outcome = inflate(&stream, Z_NO_FLUSH);
    unpacked.append(room.data(), room.size() - stream.avail_out);
    if (outcome == Z_STREAM_END && stream.avail_in == 0 && unpacked.size() <= unpacked_bytes_max)
      return unpacked;
    if (outcome != Z_OK) return std::nullopt;  // also what stands behind its end
  }
  return std::nullopt;
}

}  // namespace common::sync
