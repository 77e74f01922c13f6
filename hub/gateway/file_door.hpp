#pragma once
#include <string>

#include "common/http/http.hpp"
#include "hub/gateway/scope_plan.hpp"

namespace hub::gateway {

/// Files of vans over HTTPS: what is too large for the broker's messages, in both directions. A
/// device proves itself with each request (common/certificates/proof.hpp). Any thread.
class FileDoor {
 public:
  /// How far a device's clock may be off; the refusal tells it the hub's time.
  static constexpr std::chrono::minutes clock_tolerance{10};
  static constexpr std::size_t piece_bytes_max = 1 << 20;

  FileDoor(store::Store& store, std::string authority_pem)
      : store_(store), plans_(store), authority_pem_(std::move(authority_pem)) {}

  /// `PUT /api/vans/files/{sha256}?offset=&total=&mime=`: a piece of a file. Answers {"have_bytes",
  /// "durable"}: where to go on. Throws bad_input, forbidden, too_large.
  common::http::Response take(const common::http::Request& request,
                              const common::http::Params& params);
  /// `GET /api/vans/files/{sha256}`, in ranges: a file that a record within the device's scopes
  /// names. Throws not_found else, forbidden.
  common::http::Response give(const common::http::Request& request,
                              const common::http::Params& params);

 private:
  struct Asker {
    std::string tenant, device;
  };
  Asker asker_of(const common::http::Request& request);
  bool may_have(store::Connection& connection, const Asker& asker, const std::string& sha256);

  store::Store& store_;
  ScopePlans plans_;
  std::string authority_pem_;
};

}  // namespace hub::gateway
