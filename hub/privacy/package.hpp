#pragma once
#include <functional>
#include <string>

#include "hub/privacy/traces.hpp"

namespace hub::privacy {

/// Everything about a person as one ZIP: index.html to read, data/<path>.jsonl for programs (a
/// record on each line), files/ with what his records name, log.jsonl with what was changed when.
/// Put together in the folder `scratch`, kept in the store for a week, given once to the user who
/// ran the request.
void make_package(store::Store& store, const std::string& tenant, const PrivacyRequest& request,
                  const std::string& user, const std::string& scratch,
                  const std::function<void(store::Transaction&)>& renew);

struct Package {
  std::string user, state;  ///< "running", "done", "taken", "expired" (an erasure took it)
  std::int64_t size = 0;
  common::Instant at;
};
constexpr auto package_kept = std::chrono::hours(24 * 7);
std::optional<Package> find_package(Connection& connection, const std::string& tenant,
                                    const std::string& request);
/// The package that this user may take. Throws not_found when it was taken or is expired.
Package find_own_package(Connection& connection, const std::string& tenant,
                         const std::string& request, const std::string& user, common::Instant now);
/// Its bytes, part by part.
void read_package(store::Store& store, const std::string& tenant, const std::string& request,
                  const std::function<void(std::string_view)>& sink);
/// It is taken: from now on its bytes are nowhere. Throws as find_own_package, so that of two who
/// have read it one gets it.
void take_package(store::Transaction& transaction, const std::string& request);
/// Those that are older than a week.
void forget_packages(store::Transaction& transaction);

}  // namespace hub::privacy
