#pragma once
#include "common/http/message.hpp"

namespace common::http {

/// Takes from X-Forwarded-For who the proxy's client is, and from X-Forwarded-Proto whether it came
/// by TLS. Of several addresses the last counts: that one the proxy has added itself.
void believe_proxy(Request& request);

}  // namespace common::http
