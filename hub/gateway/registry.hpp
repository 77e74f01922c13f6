#pragma once
#include <optional>
#include <string>
#include <vector>

#include "hub/store/store.hpp"

namespace hub::gateway {

/// A device as the registry has it, with whom and what it serves now.
struct Van {
  std::string tenant, device;
  std::string state;  ///< of the device's flow
  int shard = 0;
  std::uint32_t epoch = 1;
  std::string vehicle, branch, warehouse;  ///< empty when there is none
  std::vector<std::string> technicians;    ///< signed on or assigned now, sorted
  /// active or silent: may speak.
  bool is_admitted() const { return state == "active" || state == "silent"; }
  /// Its data is to be erased at its next contact.
  bool is_lost() const { return state == "revoked"; }
  /// In the order in which they are to be fetched: the day first, the large ones last.
  std::vector<std::string> scopes() const;
};

/// Nothing when the tenant has no such device.
std::optional<Van> find_van(store::Connection& connection, const std::string& tenant,
                            const std::string& device, common::Instant now);
/// Whether the technician may have acted on this van at that time: assigned to it or its crew then,
/// it was his usual one, or a day of his names it. A day that was opened in the van counts also
/// when it has long been closed.
bool served(store::Connection& connection, const Van& van, const std::string& technician,
            common::Instant at);
/// Whether the van was taken from him shortly before that time, so that a van without network
/// cannot have heard of it.
bool served_lately(store::Connection& connection, const Van& van, const std::string& technician,
                   common::Instant at);

/// What a field of a record held before each of its changes after that time, oldest first; empty
/// where it held nothing or no text.
std::vector<std::string> values_before(store::Connection& connection, const std::string& tenant,
                                       const std::string& record, const std::string& field,
                                       common::Instant after);

}  // namespace hub::gateway
