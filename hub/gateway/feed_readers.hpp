#pragma once
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "hub/store/store.hpp"

namespace hub::gateway {

/// An outsider who follows a company's telemetry with a password of his own (admin.ApiClient of the
/// kind broker_reader).
struct FeedReader {
  std::string tenant, user, secret_hash;
  std::optional<common::Instant> until;
  std::optional<std::set<std::string>> devices;  ///< whom he sees; none: all
  bool positions = false, may_rebirth = false;
  /// He sees less than everything, hence an edge node of his own: the numbers of a node that others
  /// read too would have gaps for him.
  bool is_narrow() const { return devices || !positions; }
  bool operator==(const FeedReader&) const = default;
};

/// Those that count now, of all companies, in the order of their names.
std::vector<FeedReader> find_feed_readers(store::Store& store);
/// What the broker reads (hub/broker/feeds.hpp). Written aside and put in place at once. Throws
/// storage.
void write_feed_readers(const std::filesystem::path& file, const std::vector<FeedReader>& readers);

}  // namespace hub::gateway
