// POST /api/blobs/ (raw body), GET /api/blobs/{sha256}
#include "common/codec/media_type.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "hub/api/api.hpp"
#include "hub/records/read_log.hpp"
#include "hub/store/uploads.hpp"

namespace hub::api {
namespace {

constexpr std::int64_t unnamed_files_max = 100, unnamed_bytes_max = 256 << 20;  // of one caller

using common::Error;
using common::ErrorCode;
using common::http::Params;
using common::http::Request;
using common::http::Response;

store::UnnamedFiles unnamed_of(store::Transaction& transaction) {
  auto& actor = transaction.actor();
  return store::unnamed_files_of(transaction.sql(), actor.tenant, actor.user);
}

/// Throws too_large when the caller leaves too many files about.
void require_bounded(const store::UnnamedFiles& before, const store::UnnamedFiles& after) {
  bool is_more = after.count > before.count;
  if (is_more && (after.count > unnamed_files_max || after.bytes > unnamed_bytes_max))
    throw Error(ErrorCode::too_large,
                "you have uploaded " + std::to_string(before.count) +
                    " files that no record names yet, and may leave no more; save what they belong "
                    "to, or come back tomorrow, when those that were not used are gone");
}

Response upload(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  if (request.body.empty()) throw Error(ErrorCode::bad_input, "the file is empty");
  // A browser must not be talked into running what a client called a picture.
  auto mime = std::string(common::codec::media_type(request.body));
  std::string hash;
  hub.store.write(command_of(hub, caller), [&](store::Transaction& transaction) {
    auto before = unnamed_of(transaction);
    hash = store::put_upload(transaction, request.body, mime);
    require_bounded(before, unnamed_of(transaction));
  });
  return common::http::json({{"sha256", hash}, {"size", request.body.size()}, {"mime", mime}}, 201);
}

/// A blob has the rights of the records that name it; its uploader may see it before one does.
bool may_read(const Caller& caller, store::Connection& connection, const std::string& hash) {
  auto& tenant = caller.actor.tenant;
  auto named_by = [&](const char* type_name, const std::string& sql) {
    auto type = caller.schema->catalogue.find(type_name);
    if (!type || !caller.schema->access.may(caller.actor, *type, store::options::READ))
      return false;
    std::vector<std::string> ids;
    auto& rows = connection.query(sql, {tenant, hash});
    while (rows.step()) ids.push_back(rows.text(0));
    for (auto& id : ids)
      if (auto record = caller.schema->tables.of(*type).find(connection, tenant, id);
          record &&
          caller.schema->access.may_record(caller.actor, *type, store::options::READ, *record,
                                           caller.context, find_in(caller, connection)))
        return true;
    return false;
  };
  return named_by("content.PaperworkDocument",
                  "SELECT id FROM paperwork_document WHERE tenant = ? AND pdf_blob = ? LIMIT 20") ||
         named_by(
             "content.Attachment",
             "SELECT record FROM attachment_versions WHERE tenant = ? AND blob = ? LIMIT 20") ||
         named_by(
             "content.PaperworkTemplate",
             "SELECT id FROM paperwork_template WHERE tenant = ? AND form_blob = ? LIMIT 20") ||
         connection.integer(
             "SELECT count(*) FROM blob WHERE tenant = ? AND sha256 = ? AND created_by = ?",
             {tenant, hash, caller.actor.user}) > 0;
}

Response download(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  auto hash = std::string(params["sha256"]);
  std::optional<store::BlobInfo> blob;
  hub.store.read([&](store::Connection& connection) {
    if (may_read(caller, connection, hash))
      blob = store::load_blob(connection, caller.actor.tenant, hash);
  });
  if (!blob)
    throw Error(ErrorCode::not_found,
                "there is no such file, or it has not arrived from the van yet");
  // Photos, signatures and signed papers show persons and where they live.
  hub.reads.note(caller, "blob", {hash});
  // By its content: what a van called it came from a device that may be in strange hands.
  auto mime = common::codec::media_type(blob->bytes);
  auto response =
      common::http::send_bytes(request, std::make_shared<const std::string>(std::move(blob->bytes)),
                               mime, "\"" + hash + "\"", "private, max-age=31536000, immutable");
  // What is neither picture, sound nor paper is never opened in our name.
  response.headers.set("Content-Disposition",
                       mime == "application/octet-stream" ? "attachment" : "inline");
  response.headers.set("Cross-Origin-Resource-Policy", "same-origin");
  response.headers.set("Content-Security-Policy",
                       "sandbox; default-src 'none'; style-src 'unsafe-inline'");
  return response;
}

}  // namespace

void add_blob_routes(common::http::Router& router, Hub& hub) {
  add(router, hub, common::http::Method::post, "/api/blobs/", upload,
      {.summary = "Takes a file; its hash then goes into a record's field",
       .reply = R"({"sha256": "", "size": 1, "mime": "image/png"})",
       .takes = "application/octet-stream",
       .status = 201});
  add(router, hub, common::http::Method::get, "/api/blobs/{sha256}", download,
      {.summary = "A file of a record that one may read", .media_type = "*/*"});
}

}  // namespace hub::api
