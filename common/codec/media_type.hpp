#pragma once
#include <string_view>

namespace common::codec {

/// What the bytes are by their first ones (WHATWG MIME Sniffing), whatever somebody called them:
/// PDF, PNG, JPEG, WebP, Ogg, else "application/octet-stream".
std::string_view media_type(std::string_view bytes);

}  // namespace common::codec
