#include "common/codec/picture_size.hpp"

#include "common/codec/media_type.hpp"

namespace common::codec {
namespace {

/// Whole numbers at places in bytes; what lies behind their end reads as 0.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  std::uint32_t byte(std::size_t at) const {
    return at < bytes_.size() ? static_cast<unsigned char>(bytes_[at]) : 0;
  }
  std::uint32_t big16(std::size_t at) const { return byte(at) << 8 | byte(at + 1); }
  std::uint32_t big32(std::size_t at) const { return big16(at) << 16 | big16(at + 2); }
  std::uint32_t little16(std::size_t at) const { return byte(at + 1) << 8 | byte(at); }
  std::uint32_t little24(std::size_t at) const { return byte(at + 2) << 16 | little16(at); }
  std::uint32_t little32(std::size_t at) const { return little16(at + 2) << 16 | little16(at); }
  bool has(std::size_t at, std::string_view text) const {
    return bytes_.size() >= at && bytes_.substr(at).starts_with(text);
  }
  std::size_t size() const { return bytes_.size(); }

 private:
  std::string_view bytes_;
};

/// A frame's head comes before its scan; the segments before it are passed over by their length.
PictureSize jpeg_size(const Reader& in) {
  constexpr std::uint32_t mark = 0xff, start_of_scan = 0xda, end_of_image = 0xd9;
  for (std::size_t at = 2; at + 9 <= in.size();) {
    if (in.byte(at) != mark) return {};
    auto kind = in.byte(at + 1);
    if (kind == mark) {  // filling
      ++at;
      continue;
    }
    bool is_frame = kind >= 0xc0 && kind <= 0xcf && kind != 0xc4 && kind != 0xc8 && kind != 0xcc;
    if (is_frame) return {in.big16(at + 7), in.big16(at + 5)};
    if (kind == start_of_scan || kind == end_of_image || in.big16(at + 2) < 2) return {};
    at += 2 + in.big16(at + 2);
  }
  return {};
}

PictureSize png_size(const Reader& in) {
  if (in.big32(8) != 13 || !in.has(12, "IHDR")) return {};
  return {in.big32(16), in.big32(20)};
}

PictureSize webp_size(const Reader& in) {
  constexpr std::uint32_t side = 0x3fff;  // 14 bits
  if (in.has(12, "VP8X") && in.size() >= 30) return {in.little24(24) + 1, in.little24(27) + 1};
  if (in.has(12, "VP8L") && in.byte(20) == 0x2f && in.size() >= 25) {
    auto bits = in.little32(21);
    return {(bits & side) + 1, (bits >> 14 & side) + 1};
  }
  if (in.has(12, "VP8 ") && in.has(23, "\x9d\x01\x2a"))
    return {in.little16(26) & side, in.little16(28) & side};
  return {};
}

}  // namespace

std::optional<PictureSize> picture_size(std::string_view bytes) {
  Reader in(bytes);
  auto type = media_type(bytes);
  auto size = type == "image/jpeg"   ? jpeg_size(in)
              : type == "image/png"  ? png_size(in)
              : type == "image/webp" ? webp_size(in)
                                     : PictureSize{};
  if (size.width == 0 || size.height == 0) return std::nullopt;
  return size;
}

}  // namespace common::codec
