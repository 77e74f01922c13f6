#pragma once
#include <string>
#include <string_view>

#include "common/http/client.hpp"
#include "common/http/impl/link.hpp"

namespace common::http {

/// The request as bytes.
std::string request_text(const ClientOptions& options, Method method, std::string_view target,
                         const Headers& headers, std::string_view body);

struct Exchanged {
  Reply reply;
  bool keep_alive = false;
  bool nothing_came = false;  ///< the connection ended before the first byte of a reply
  std::string rest;           ///< bytes after the reply
};
/// Sends one request over an open link and reads its reply; 1xx replies but 101 are skipped.
Exchanged exchange(Link& link, const ClientOptions& options, std::string_view request, bool head,
                   Link::Deadline deadline);

}  // namespace common::http
