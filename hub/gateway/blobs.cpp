#include "hub/gateway/blobs.hpp"

#include "common/codec/file_type.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/rules/rules.hpp"
#include "common/text/text.hpp"
#include "proto/records/content/attachment.pb.h"

namespace hub::gateway {
namespace {

using common::Error;
using common::ErrorCode;
using common::sync::BlobProgress;
using store::Connection;
using truckroll::content::Attachment;

bool is_whole(Connection& connection, const std::string& tenant, const std::string& sha256) {
  return connection.scalar("SELECT 1 FROM blob WHERE tenant = ? AND sha256 = ?", {tenant, sha256})
      .has_value();
}

struct Parts {
  std::int64_t bytes = 0, total = -1;
};

Parts parts_of(Connection& connection, const std::string& tenant, const std::string& sha256) {
  Parts parts;
  auto& rows =
      connection.query("SELECT length(bytes), total FROM blob_part WHERE tenant = ? AND sha256 = ?",
                       {tenant, sha256});
  while (rows.step()) {
    parts.bytes += rows.integer(0);
    parts.total = rows.integer(1);
  }
  return parts;
}

void drop_parts(Connection& connection, const std::string& tenant, const std::string& sha256) {
  connection.execute("DELETE FROM blob_part WHERE tenant = ? AND sha256 = ?", {tenant, sha256});
}

BlobProgress finish(store::Transaction& transaction, const std::string& sha256,
                    const std::string& mime) {
  auto& tenant = transaction.actor().tenant;
  std::string bytes;
  auto& rows = transaction.sql().query(
      "SELECT bytes FROM blob_part WHERE tenant = ? AND sha256 = ? ORDER BY at_offset",
      {tenant, sha256});
  while (rows.step()) bytes += rows.text(0);
  drop_parts(transaction.sql(), tenant, sha256);
  if (common::sha256_hex(bytes) != sha256) return {0, false, true};
  // By its content: what a device in strange hands calls it is no proof.
  auto type = common::codec::file_type(bytes);
  transaction.put_blob(bytes, type.kind == "other" ? mime : type.mime);
  for (auto& attachment : transaction.where<Attachment>("versions.blob", sha256))
    store_if_complete(transaction, attachment.header().id());
  return {bytes.size(), true, false};
}

}  // namespace

BlobProgress find_blob(Connection& connection, const std::string& tenant,
                       const std::string& sha256) {
  auto size =
      connection.scalar("SELECT size FROM blob WHERE tenant = ? AND sha256 = ?", {tenant, sha256});
  if (size) return {static_cast<std::uint64_t>(std::get<std::int64_t>(*size)), true, false};
  return {static_cast<std::uint64_t>(parts_of(connection, tenant, sha256).bytes), false, false};
}

BlobProgress store_chunk(store::Transaction& transaction, const truckroll::wire::BlobChunk& chunk) {
  auto& sql = transaction.sql();
  auto& tenant = transaction.actor().tenant;
  auto& sha256 = chunk.sha256();
  if (is_whole(sql, tenant, sha256)) return find_blob(sql, tenant, sha256);
  auto parts = parts_of(sql, tenant, sha256);
  auto total = static_cast<std::int64_t>(chunk.total()),
       offset = static_cast<std::int64_t>(chunk.offset());
  if (parts.total >= 0 && parts.total != total) {
    // One of them told another length: the hash decides, so begin anew.
    drop_parts(sql, tenant, sha256);
    parts = {};
  }
  if (offset != parts.bytes) return {static_cast<std::uint64_t>(parts.bytes), false, false};
  auto unfinished = sql.integer(
      "SELECT coalesce(sum(length(bytes)), 0) FROM blob_part WHERE tenant = ?", {tenant});
  if (unfinished > unfinished_bytes_max)
    throw Error(ErrorCode::too_large, "too many files have been sent in part");
  auto mime =
      common::text::is_plain(chunk.mime()) && chunk.mime().size() <= 100 && !chunk.mime().empty()
          ? chunk.mime()
          : std::string("application/octet-stream");
  if (!chunk.data().empty())
    sql.execute(
        "INSERT INTO blob_part (tenant, sha256, at_offset, total, mime, bytes) VALUES (?, ?, ?, ?, "
        "?, ?)",
        {tenant, sha256, offset, total, mime, store::Blob{chunk.data()}});
  auto have = parts.bytes + static_cast<std::int64_t>(chunk.data().size());
  if (have >= total) return finish(transaction, sha256, mime);
  return {static_cast<std::uint64_t>(have), false, false};
}

void store_if_complete(store::Transaction& transaction, const std::string& id) {
  auto attachment = transaction.find<Attachment>(id);
  if (!attachment || attachment->header().state() != "uploading" ||
      attachment->versions_size() == 0)
    return;
  for (auto& version : attachment->versions())
    if (!is_whole(transaction.sql(), transaction.actor().tenant, version.blob())) return;
  transaction.move_as_system(*attachment, "store");
  transaction.save_as_system(*attachment);
}

}  // namespace hub::gateway
