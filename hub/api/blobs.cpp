// POST /api/blobs/ (raw body), GET /api/blobs/{sha256}, …/pages/, …/pages/{page}/
#include <algorithm>
#include <charconv>

#include "common/codec/file_type.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "hub/api/api.hpp"
#include "hub/records/files.hpp"
#include "hub/records/read_log.hpp"
#include "hub/store/scopes.hpp"
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
    throw Error(
        ErrorCode::too_large,
        common::say("you have uploaded {} files that no record names yet, and may leave no more; "
                    "save what they belong "
                    "to, or come back tomorrow, when those that were not used are gone",
                    before.count));
}

/// What a key may only read with, it leaves nothing behind with.
void require_may_write(const Caller& caller) {
  auto& types = caller.schema->catalogue.types();
  bool may = std::any_of(types.begin(), types.end(), [&](auto& type) {
    return store::in_scope(caller.actor, *type, store::options::CHANGE);
  });
  if (!may) throw Error(ErrorCode::forbidden, "this key may only read");
}

Response upload(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  require_may_write(caller);
  if (request.body.empty()) throw Error(ErrorCode::bad_input, "the file is empty");
  // A browser must not be talked into running what a client called a picture.
  auto mime = std::string(common::codec::file_type(request.body).mime);
  std::string hash;
  hub.store.write(command_of(hub, caller), [&](store::Transaction& transaction) {
    auto before = unnamed_of(transaction);
    hash = store::put_upload(transaction, request.body, mime);
    require_bounded(before, unnamed_of(transaction));
  });
  return common::http::json({{"sha256", hash}, {"size", request.body.size()}, {"mime", mime}}, 201);
}

/// What a browser may open in our name, shut off as it is: nothing in it can be run.
bool is_shown(const std::string& mime) {
  for (auto one : {"application/pdf", "image/png", "image/jpeg", "image/webp", "image/gif",
                   "audio/ogg", "video/mp4"})
    if (mime == one) return true;
  return false;
}

/// Pictures, sound and papers by their own name, writing as plain text; the rest is bytes.
std::string served_type(std::string_view bytes) {
  auto type = common::codec::file_type(bytes);
  if (type.kind == "text") return "text/plain; charset=utf-8";
  if (is_shown(std::string(type.mime))) return std::string(type.mime);
  return "application/octet-stream";
}

Response download(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  auto hash = std::string(params["sha256"]);
  std::optional<store::BlobInfo> blob;
  hub.store.read([&](store::Connection& connection) {
    if (records::may_read_file(caller, connection, hash))
      blob = store::load_blob(connection, caller.actor.tenant, hash);
  });
  if (!blob)
    throw Error(ErrorCode::not_found,
                "there is no such file, or it has not arrived from the van yet");
  // Photos, signatures and signed papers show persons and where they live.
  hub.reads.note(caller, "blob", {hash});
  // By its content: what a van called it came from a device that may be in strange hands.
  auto mime = served_type(blob->bytes);
  auto response =
      common::http::send_bytes(request, std::make_shared<const std::string>(std::move(blob->bytes)),
                               mime, "\"" + hash + "\"", "private, max-age=31536000, immutable");
  // What is neither picture, sound nor paper is never opened in our name.
  response.headers.set("Content-Disposition", is_shown(mime) ? "inline" : "attachment");
  response.headers.set("Cross-Origin-Resource-Policy", "same-origin");
  response.headers.set("Content-Security-Policy",
                       "sandbox; default-src 'none'; style-src 'unsafe-inline'");
  return response;
}

// ---- pages of a paper, drawn for those whose browser does not open it

std::string load_pdf(Hub& hub, const Caller& caller, const std::string& hash) {
  std::optional<store::BlobInfo> blob;
  hub.store.read([&](store::Connection& connection) {
    if (records::may_read_file(caller, connection, hash))
      blob = store::load_blob(connection, caller.actor.tenant, hash);
  });
  if (!blob || !hub.paper || common::codec::file_type(blob->bytes).kind != "pdf")
    throw Error(ErrorCode::not_found, "there is no such paper");
  hub.reads.note(caller, "blob", {hash});
  return std::move(blob->bytes);
}

Response pages(Hub& hub, const Caller& caller, const Request&, const Params& params) {
  auto bytes = load_pdf(hub, caller, std::string(params["sha256"]));
  return common::http::json({{"pages", hub.paper->page_count(bytes)}});
}

Response page(Hub& hub, const Caller& caller, const Request&, const Params& params) {
  auto text = params["page"];
  int number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 1)
    throw Error(ErrorCode::not_found, "there is no such page");
  auto bytes = load_pdf(hub, caller, std::string(params["sha256"]));
  if (number > hub.paper->page_count(bytes))
    throw Error(ErrorCode::not_found, "there is no such page");
  Response response(200, hub.paper->draw_page(bytes, number), "image/png");
  response.headers.set("Cache-Control", "private, max-age=31536000, immutable");
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
  add(router, hub, common::http::Method::get, "/api/blobs/{sha256}/pages/", pages,
      {.summary = "How many pages a PDF has", .reply = R"({"pages": 1})"});
  add(router, hub, common::http::Method::get, "/api/blobs/{sha256}/pages/{page}/", page,
      {.summary = "A page of a PDF as a picture; the first is 1", .media_type = "image/png"});
}

}  // namespace hub::api
