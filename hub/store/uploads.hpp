#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "hub/store/store.hpp"

namespace hub::store {

/// Files that a caller has uploaded and that no record names yet.
struct UnnamedFiles {
  std::int64_t count = 0, bytes = 0;
};
UnnamedFiles unnamed_files_of(Connection& connection, const std::string& tenant,
                              const std::string& user);

/// As put_blob, of a caller: what no record names in time is collected. Its SHA-256.
std::string put_upload(Transaction& transaction, std::string_view bytes, std::string_view mime);

/// Whether he has sent its bytes in the last days, or has sent what no record names yet; another
/// may have sent the same. He knows them, so that he may name it.
bool has_sent_file(Connection& connection, const std::string& tenant, const std::string& sha256,
                   const std::string& user);
/// No record has named it so far.
bool is_unnamed_file(Connection& connection, const std::string& tenant, const std::string& sha256);

/// The files that `after` names and `before`, which may be null, did not are kept from now on: the
/// log goes on naming them when the record no longer does.
void keep_named_files(Connection& connection, const std::string& tenant, const RecordType& type,
                      const Message* before, const Message& after);

/// It came another way as well, and is not collected.
void keep_file(Connection& connection, const std::string& tenant, const std::string& sha256);

/// Deletes uploaded files that no record has named for so long; how many. Looks for the names in
/// the records once more, outside of the writer.
std::size_t collect_unnamed_files(Store& store, common::Instant before);

}  // namespace hub::store
