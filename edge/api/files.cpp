// GET /api/files/{sha256}: where a file of the office's is, with its pages when it is a paper; POST
// …/fetch and …/give-up: that somebody waits for it, or no longer; GET …/pages/{page}: a page as
// picture.
#include "common/codec/media_type.hpp"
#include "common/error/error.hpp"
#include "edge/api/impl/routes.hpp"

namespace edge::api {

namespace http = common::http;
using common::Error;
using common::ErrorCode;
using http::Method;
using http::Params;
using http::Request;
using http::Response;
using nlohmann::json;
using FileStatus = transfer::Transfer::FileStatus;

namespace {

constexpr int dpi = 144, page_max = 1000;

std::string hash_in(const Params& params) {
  std::string sha256(params["sha256"]);
  bool is_hash = sha256.size() == 64 && sha256.find_first_not_of("0123456789abcdef") == sha256.npos;
  if (!is_hash) throw Error(ErrorCode::not_found, "there is no such file");
  return sha256;
}

FileStatus status_of(const Parts& parts, const std::string& sha256) {
  if (parts.transfer) return parts.transfer->file(sha256);
  if (parts.van.store().has_blob(sha256)) return {FileStatus::Kind::here};
  return {};
}

json describe(const Parts& parts, const std::string& sha256) {
  auto status = status_of(parts, sha256);
  switch (status.kind) {
    case FileStatus::Kind::missing:
      return {{"state", "missing"}};
    case FileStatus::Kind::refused:
      return {{"state", "refused"}};
    case FileStatus::Kind::asked:
      return {{"state", "asked"},
              {"have_bytes", status.have_bytes},
              {"total_bytes", status.total_bytes}};
    case FileStatus::Kind::here:
      break;
  }
  auto load = [&] { return parts.van.store().load_blob(sha256); };
  auto bytes = load();
  auto mime = common::codec::media_type(bytes);
  json here = {{"state", "here"}, {"mime", mime}, {"size", bytes.size()}};
  if (mime == "application/pdf") here["pages"] = parts.papers.page_count(sha256, load);
  return here;
}

Response fetch(const Parts& parts, const std::string& sha256) {
  if (!parts.transfer)
    throw Error(ErrorCode::unavailable, "this van fetches no files: it has no hub for them");
  parts.transfer->ask_for(sha256);
  return http::json(describe(parts, sha256));
}

Response give_up(const Parts& parts, const std::string& sha256) {
  if (parts.transfer) parts.transfer->give_up(sha256);
  return http::json(describe(parts, sha256));
}

Response show_page(const Parts& parts, const Request& request, const Params& params) {
  auto sha256 = hash_in(params);
  auto name = params["page"];
  if (name.ends_with(".png")) name.remove_suffix(4);
  auto page = number_in(name, "page");
  if (page < 1 || page > page_max)
    common::refuse("page", common::say("expected {} to {}", 1, page_max));
  auto png = parts.papers.page_png(
      sha256, [&] { return parts.van.store().load_blob(sha256); }, page, dpi);
  return http::send_bytes(request, png, "image/png",
                          "\"" + sha256.substr(0, 32) + "-" + std::to_string(page) + "\"");
}

}  // namespace

void mark_files(const Parts& parts, json& detail) {
  for (auto section : {"photos", "documents"})
    for (auto& file : detail[section])
      file["here"] = parts.van.store().has_blob(file["sha256"].get<std::string>());
}

void add_file_routes(http::Router& router, const Parts& parts) {
  router.add(Method::get, "/api/files/{sha256}", [&parts](const Request&, const Params& params) {
    return http::json(describe(parts, hash_in(params)));
  });
  router.add(Method::get, "/api/files/{sha256}/pages/{page}",
             [&parts](const Request& request, const Params& params) {
               return show_page(parts, request, params);
             });
  router.add(Method::post, "/api/files/{sha256}/fetch",
             [&parts](const Request& request, const Params& params) {
               require_own_page(request);
               return fetch(parts, hash_in(params));
             });
  router.add(Method::post, "/api/files/{sha256}/give-up",
             [&parts](const Request& request, const Params& params) {
               require_own_page(request);
               return give_up(parts, hash_in(params));
             });
}

}  // namespace edge::api
