#pragma once
#include <string>

#include "common/sync/hub_store.hpp"
#include "hub/store/store.hpp"

namespace hub::gateway {

/// What is there of a blob: whole, or its first bytes.
common::sync::BlobProgress find_blob(store::Connection& connection, const std::string& tenant,
                                     const std::string& sha256);

/// Keeps the chunk when it continues what is there. With the last one the hash is checked: the blob
/// is whole and attachments that waited for it move to stored, or all of it is dropped. Throws
/// too_large when unfinished blobs of the tenant exceed unfinished_bytes_max.
common::sync::BlobProgress store_chunk(store::Transaction& transaction,
                                       const truckroll::wire::BlobChunk& chunk);
inline constexpr std::int64_t unfinished_bytes_max = 1024ll * 1024 * 1024;

/// Moves the attachment to stored when the bytes of all its versions are there.
void store_if_complete(store::Transaction& transaction, const std::string& attachment);

}  // namespace hub::gateway
