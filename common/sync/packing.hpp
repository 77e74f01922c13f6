#pragma once
#include <optional>
#include <string>
#include <string_view>

/// Messages in fewer bytes, for a SIM's monthly budget: operations of one day and records of one
/// type are much alike. Only what the other side has said it can unpack is packed.
namespace common::sync {

/// No message of the protocol is larger once it is unpacked.
inline constexpr std::size_t unpacked_bytes_max = 4 << 20;

enum class Form { plain, packed };

/// A byte 0, with which no Protobuf message begins (there is no field of number 0), then zlib (RFC
/// 1950). The bytes themselves where that would not be smaller.
std::string pack(std::string bytes);
/// The message, packed or not; nothing where what was packed is damaged or too large.
std::optional<std::string> unpack(std::string_view bytes);

}  // namespace common::sync
