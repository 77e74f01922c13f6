#pragma once
#include <string>

namespace support {

/// A JPEG of 64 by 48 pixels as far as its head goes, and so many bytes that are no picture.
inline std::string picture(std::size_t filling) {
  std::string head("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00", 20);
  std::string frame("\xff\xc0\x00\x0b\x08\x00\x30\x00\x40\x01\x01\x11\x00", 13);
  return head + frame + std::string("\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00", 10) +
         std::string(filling, 'x') + "\xff\xd9";
}

}  // namespace support
