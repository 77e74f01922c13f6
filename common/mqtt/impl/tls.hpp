#pragma once
#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "common/mqtt/mqtt.hpp"

namespace common::mqtt {

struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using TlsContext = std::unique_ptr<SSL_CTX, FreeContext>;

/// TLS 1.2 or later, own certificate shown, broker's chain, host name (or address) and time
/// checked. Reads the files anew, so that a renewed certificate counts from the next attempt on.
/// Throws Error{bad_input} naming the file that cannot be used.
TlsContext make_tls_context(const Tls& tls, const std::string& host);

}  // namespace common::mqtt
