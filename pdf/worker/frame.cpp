#include "pdf/worker/frame.hpp"

#include "common/error/error.hpp"
#include "common/text/json_text.hpp"

namespace pdf {
namespace {

constexpr std::size_t length_size = 4;

std::size_t read_length(std::string_view bytes) {
  std::size_t length = 0;
  for (std::size_t at = 0; at < length_size; ++at)
    length = length << 8U | static_cast<unsigned char>(bytes[at]);
  return length;
}

std::vector<std::size_t> read_sizes(const nlohmann::json& header) {
  if (!header.is_object()) common::refuse("header", "The header is not a JSON object.");
  const auto sizes = header.find("blobs");
  if (sizes == header.end()) return {};
  std::vector<std::size_t> result;
  std::size_t total = 0;
  if (!sizes->is_array()) common::refuse("blobs", "The blob sizes are not a list.");
  for (const nlohmann::json& size : *sizes) {
    if (!size.is_number_unsigned() || size.get<std::size_t>() > frame_bytes_max)
      common::refuse("blobs", "A blob has an impossible size.");
    result.push_back(size.get<std::size_t>());
    total += result.back();
    if (total > frame_bytes_max) common::refuse("blobs", "The message is too large.");
  }
  return result;
}

}  // namespace

std::string encode_frame(Frame frame) {
  std::size_t total = 0;
  frame.header["blobs"] = nlohmann::json::array();
  for (const std::string& blob : frame.blobs) {
    frame.header["blobs"].push_back(blob.size());
    total += blob.size();
  }
  // Text that is not UTF-8 is the reader's to refuse, not a reason to stop here.
  const std::string header = common::told_json_text(frame.header);
  if (header.size() > frame_header_max || total > frame_bytes_max)
    throw common::Error(common::ErrorCode::too_large, "The document is too large to be worked on.");
  std::string bytes;
  bytes.reserve(length_size + header.size() + total);
  for (unsigned shift : {24U, 16U, 8U, 0U})
    bytes += static_cast<char>(header.size() >> shift & 255U);
  bytes += header;
  for (const std::string& blob : frame.blobs) bytes += blob;
  return bytes;
}

std::optional<Frame> decode_frame(std::string_view bytes) {
  if (bytes.size() < length_size) return std::nullopt;
  const std::size_t length = read_length(bytes);
  if (length > frame_header_max) common::refuse("header", "The header is too long.");
  if (bytes.size() < length_size + length) return std::nullopt;
  Frame frame;
  frame.header = common::try_read_json(bytes.substr(length_size, length));
  std::string_view rest = bytes.substr(length_size + length);
  const std::vector<std::size_t> sizes = read_sizes(frame.header);
  std::size_t total = 0;
  for (const std::size_t size : sizes) total += size;
  if (rest.size() < total) return std::nullopt;
  if (rest.size() > total) common::refuse("blobs", "There is more after the end of the message.");
  for (const std::size_t size : sizes) {
    frame.blobs.emplace_back(rest.substr(0, size));
    rest.remove_prefix(size);
  }
  return frame;
}

}  // namespace pdf
