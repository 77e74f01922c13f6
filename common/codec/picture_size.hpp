#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace common::codec {

struct PictureSize {
  std::uint32_t width = 0, height = 0;  ///< pixels, both above zero
};

/// What the head of a JPEG, PNG or WebP says about its size; nothing for other bytes, and for a
/// head that is cut off or says nothing. The picture itself is not decoded.
/// Source: ITU-T T.81 annex B; PNG third edition, 11.2.1; RFC 9649, 2.5 to 2.7.
std::optional<PictureSize> picture_size(std::string_view bytes);

}  // namespace common::codec
