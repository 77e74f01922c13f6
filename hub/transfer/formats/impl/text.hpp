#pragma once
#include <string>

#include "hub/transfer/formats/rows.hpp"

namespace hub::transfer::formats::impl {

/// UTF-8 without NUL; fast for ASCII.
bool is_clean_utf8(std::string_view text);

/// By its mark (BOM), by NUL bytes at every second place, by whether it is UTF-8: reads the whole
/// file, since the first umlaut may stand in its last line. A file with both is UTF-8 with faults
/// when most of it is.
Encoding detect_encoding(const File& file);

/// The parts as UTF-8 without mark. What cannot be converted becomes the byte 0xFF, which no UTF-8
/// holds, so that whoever reads the row refuses it with its line.
Parts decoded(Parts parts, Encoding encoding);

/// A window over parts, for readers that go byte by byte.
class Window {
 public:
  explicit Window(Parts parts) : parts_(std::move(parts)) {}
  /// The next byte, or -1 at the end.
  int peek() {
    return at_ < part_.size() || refill() ? static_cast<unsigned char>(part_[at_]) : -1;
  }
  int get() {
    int c = peek();
    if (c >= 0) ++at_;
    return c;
  }
  /// What is left of the present part; empty at the end.
  std::string_view rest() {
    peek();
    return std::string_view(part_).substr(at_);
  }
  void skip(std::size_t count) { at_ += count; }

 private:
  bool refill() {
    part_ = parts_();
    at_ = 0;
    return !part_.empty();
  }
  Parts parts_;
  std::string part_;
  std::size_t at_ = 0;
};

}  // namespace hub::transfer::formats::impl
