#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "common/http/message.hpp"

namespace common::http {

/// Undoes %XX (RFC 3986, section 2.1), and "+" for a space where `plus_is_space`.
/// Empty for a broken escape, a control character or what is not UTF-8.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);

/// Fills path and query from the target, which may also be absolute ("http://host/path") or "*".
/// False if it is malformed, climbs with "..", or hides a slash or backslash in an escape:
/// such a path would mean different things to different readers.
bool read_target(Request& request);

bool is_utf8(std::string_view text);

}  // namespace common::http
