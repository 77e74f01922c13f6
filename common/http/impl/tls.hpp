#pragma once
#include <boost/asio/ssl/context.hpp>
#include <string>

#include "common/http/server.hpp"

namespace common::http {

/// The server's side of TLS. Throws Error{bad_input} naming the option whose file is bad.
boost::asio::ssl::context make_tls_context(const ServerOptions& options);

struct ClientIdentity {
  std::string name, fingerprint;
};
/// Of the verified client certificate; empty without one.
ClientIdentity client_identity(SSL* tls);

}  // namespace common::http
