#pragma once
#include <functional>

#include "hub/api/api.hpp"

namespace hub::api {

/// GET /api/<path>/?format=csv|xlsx|json|vcard: the whole list, at once, where it is no longer than
/// transfer::export_at_once_max; a longer one throws too_large and names the way by a job.
common::http::Response export_list(Hub& hub, const Caller& caller,
                                   const common::http::Request& request, const std::string& path);

/// A reply of `size` bytes that need not fit into memory: put together beside the database, in a
/// file of its own, which goes with the reply. `read` hands the bytes to its argument, part by
/// part. Throws storage when it has others than so many.
common::http::Response put_together(
    const Hub& hub, std::string_view mime, std::int64_t size,
    const std::function<void(const std::function<void(std::string_view)>&)>& read);

}  // namespace hub::api
