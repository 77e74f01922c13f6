#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace common::geo::impl {

/// Variable-length integers as in Protobuf: seven bits a byte, lowest first; signed ones zigzag.
void put_unsigned(std::string& out, std::uint64_t value);
void put_signed(std::string& out, std::int64_t value);

/// Takes numbers off the front of bytes. Throws Error{bad_input} at a cut or overlong number.
class VarintReader {
 public:
  explicit VarintReader(std::string_view bytes) : rest_(bytes) {}
  std::uint64_t take_unsigned();
  std::int64_t take_signed();
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

}  // namespace common::geo::impl
