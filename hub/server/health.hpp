#pragma once
#include <filesystem>
#include <functional>
#include <string>

#include "common/config/config.hpp"
#include "hub/api/health.hpp"
#include "hub/store/store.hpp"

namespace hub::server {

// What tells whether a hub is well. Each looks when it is called, costs a statement or two, and
// throws what the store throws.

/// A small write that is durable when it returns, as everybody's is. Failed when it is refused.
api::Health::Finding check_store(store::Store& store);
/// Degraded when such a write takes longer than two seconds: the writer is behind.
api::Health::Finding check_writer(store::Store& store);
/// Degraded when more changes than the indexer takes in a while are not searchable yet.
api::Health::Finding check_index(std::int64_t behind);
/// Degraded when less than `free_bytes_min` is left in the folder, failed when nearly nothing is.
api::Health::Finding check_disk(const std::filesystem::path& folder, std::size_t free_bytes_min);
/// Degraded when a job has been due for two minutes and no worker has taken it.
api::Health::Finding check_jobs(store::Store& store);
/// Degraded while messages of that kind wait for another attempt; says what the last one met.
api::Health::Finding check_sending(store::Store& store, const std::string& kind);

/// Degraded while a read copy is left out; the primary answers in its place.
api::Health::Finding check_copies(const store::Store& store);

/// All of them, as the settings call for them. `is_connected`: with the broker; empty without one.
void add_checks(api::Health& health, const common::Config& config, store::Store& store,
                std::function<bool()> is_connected);

}  // namespace hub::server
