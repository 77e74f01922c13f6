#pragma once
#include <functional>
#include <string>

#include "hub/api/api.hpp"

namespace hub::api {

/// A write that a client may send again because it never heard the answer: with an Idempotency-Key
/// it is done once.
///
/// Same user, same key and same request (method, path, If-Match, body) within 24 hours: the first
/// answer comes again, marked Idempotency-Replayed, and nothing is written. Same key with another
/// request: 422. The key is stored in the transaction of the write; what was refused is not kept,
/// so it may be tried again with the same key. A second request waits while the first is being
/// written.
/// Source: draft-ietf-httpapi-idempotency-key-header-06.
///
/// `write` may run twice and does no I/O; `answer` reads what it did, with a key inside the same
/// transaction. Throws bad_input for a key that is no text of 1 to 255 visible characters.
common::http::Response write_once(
    Hub& hub, const Caller& caller, const common::http::Request& request,
    const std::function<void(store::Transaction&)>& write,
    const std::function<common::http::Response(store::Connection&)>& answer);

}  // namespace hub::api
