// /tiles/{z}/{x}/{y} and /map/…: the map that the van carries along.
#include <charconv>
#include <filesystem>
#include <memory>
#include <mutex>

#include "common/error/error.hpp"
#include "common/geo/tiles/tiles.hpp"
#include "edge/api/impl/routes.hpp"

namespace edge::api {

namespace http = common::http;
using http::Method;
using http::Params;
using http::Request;
using http::Response;

namespace {

std::uint32_t number(std::string_view text) {
  if (text.ends_with(".pbf")) text.remove_suffix(4);
  std::uint32_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    throw common::Error(common::ErrorCode::not_found, "there is no such tile");
  return value;
}

/// Opened at the first tile, so that neither start nor memory pays for a map nobody looks at.
class Tiles {
 public:
  explicit Tiles(std::string path) : path_(std::move(path)) {}
  std::optional<std::string> tile(common::geo::TileAddress address) {
    std::lock_guard lock(mutex_);
    if (!file_) file_ = std::make_unique<common::geo::TileFile>(path_);
    return file_->tile(address);
  }

 private:
  std::string path_;
  std::mutex mutex_;
  std::unique_ptr<common::geo::TileFile> file_;
};

Response send_tile(Tiles& tiles, const Params& params) {
  auto tile = tiles.tile({number(params["z"]), number(params["x"]), number(params["y"])});
  if (!tile) return Response(204);
  Response response(200, std::move(*tile), "application/x-protobuf");
  response.headers.set("Content-Encoding", "gzip");
  response.headers.set("Cache-Control", "public, max-age=86400");
  return response;
}

}  // namespace

void add_map_routes(http::Router& router, const Parts& parts) {
  if (parts.map_folder.empty()) return;
  for (auto style : {"style-light.json", "style-dark.json"})
    router.add(Method::get, std::string("/map/") + style,
               [path = parts.map_folder + "/" + style](const Request& request, const Params&) {
                 return http::send_file(request, path, "application/json");
               });
  auto path = parts.map_folder + "/tiles.mbtiles";
  if (!std::filesystem::exists(path)) return;
  auto tiles = std::make_shared<Tiles>(path);
  router.add(Method::get, "/tiles/{z}/{x}/{y}",
             [tiles](const Request&, const Params& params) { return send_tile(*tiles, params); });
}

}  // namespace edge::api
