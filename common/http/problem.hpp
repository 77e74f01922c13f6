#pragma once
#include <string>
#include <string_view>

#include "common/http/message.hpp"

namespace common::http {

/// RFC 9457 application/problem+json for what HTTP itself refuses: the status's own words as title.
Response problem(int status, std::string_view code, const Sentence& detail);
/// The same by status alone, with what to do about it: 400, 405, 408, 431, 503.
Response problem(int status);
/// 413, with the bound.
Response body_too_large(std::size_t bytes_max);

}  // namespace common::http
