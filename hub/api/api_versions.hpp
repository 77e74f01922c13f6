#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "hub/api/api.hpp"

namespace hub::api {

/// A version of the API that this hub answers, at /api/v<number>/. The newest is also at /api/.
struct ApiVersion {
  int number = 1;
  /// Since when nobody should begin with it (RFC 9745), and when it goes (RFC 8594): half a year
  /// later at least. Nothing: it stays.
  std::optional<common::Instant> deprecated_at{}, sunset_at{};
  std::string documentation{};  ///< what has changed, for who has to move; a path or an address
  /// Make of what the old client sends what the newest takes, and of its answer what he expects.
  std::function<void(common::http::Request&)> before{};
  std::function<void(common::http::Response&)> after{};
  bool is_announced() const { return deprecated_at.has_value(); }
};

/// Oldest first; the last is the newest.
using ApiVersions = std::vector<ApiVersion>;
const ApiVersions& released_versions();

/// As handle_versioned(), with these versions. What an announced one answers bears Deprecation,
/// Sunset and Link; its description says of each operation that it is deprecated.
common::http::Response handle_versioned(const common::http::Router& router,
                                        const common::http::Request& request,
                                        const ApiVersions& versions);

/// With a validator, where it is JSON that was asked for; 304 where the asker has that already.
common::http::Response validated(const common::http::Request& request,
                                 common::http::Response response);

/// While a request is answered: which version it names; 0 when it names none.
int asked_version();
/// Under which name the meter counts what a program asks of that version, beside all it asks.
std::string metered_version(const std::string& client, int version);

/// GET /api/api-versions/: which there are, until when, and which keys and applications still ask
/// for which; for administrators. Part of add_session_routes.
void add_api_version_routes(common::http::Router& router, Hub& hub,
                            const ApiVersions& versions = released_versions());

}  // namespace hub::api
