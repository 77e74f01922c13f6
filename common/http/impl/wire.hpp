#pragma once
#include <string>
#include <string_view>

#include "common/http/message.hpp"

namespace common::http {

/// A response ready to go: `head`, then `body` from memory, then a part of an open file.
/// A small body stands in `head` already, so that one write suffices.
struct Outgoing {
  std::string head;
  Response kept;  ///< owns what `body` looks at
  std::string_view body;
  int file = -1;
  std::uint64_t file_offset = 0;
  std::uint64_t file_size = 0;
  bool close = false;

  Outgoing() = default;
  Outgoing(Outgoing&& other) noexcept;
  Outgoing& operator=(Outgoing&&) = delete;
  ~Outgoing();
};

struct WireOptions {
  bool head_only = false;
  bool close = false;
  std::string_view content_security_policy;
};

/// Opens the file if there is one: call on a pool.
/// Throws Error{not_found} if it went away, Error{internal} for a header that would break the
/// frame.
Outgoing make_outgoing(Response response, const WireOptions& options);

/// A reply made on a network thread, without the parts a browser needs.
std::string bare_reply(Response response);
/// One of problem(status).
std::string bare_reply(int status);

}  // namespace common::http
