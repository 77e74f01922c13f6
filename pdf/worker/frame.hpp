#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pdf {

/// One message between the caller and truckroll-paper, either way:
///   4 bytes  length of the header, big-endian
///   header   JSON object; "blobs" lists the sizes of what follows
///   blobs    raw bytes, one after the other
struct Frame {
  nlohmann::json header = nlohmann::json::object();
  std::vector<std::string> blobs;
};

inline constexpr std::size_t frame_header_max = std::size_t{4} << 20U;
inline constexpr std::size_t frame_bytes_max = std::size_t{96} << 20U;

std::string encode_frame(Frame frame);
/// Nothing while `bytes` is only the beginning of a frame. Throws Error{bad_input} for what never
/// becomes one.
std::optional<Frame> decode_frame(std::string_view bytes);

}  // namespace pdf
