// /tiles/{z}/{x}/{y} and /map/…: the country's map, served by the hub itself; no sign-in, it is
// public data.
#include <charconv>
#include <filesystem>

#include "common/error/error.hpp"
#include "common/geo/tiles/tiles.hpp"
#include "hub/api/api.hpp"

namespace hub::api {
namespace {

using common::http::Params;
using common::http::Request;
using common::http::Response;

std::uint32_t number(std::string_view text) {
  if (text.ends_with(".pbf")) text.remove_suffix(4);
  std::uint32_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    throw common::Error(common::ErrorCode::not_found, "there is no such tile");
  return value;
}

Response send_tile(const common::geo::TileFile& tiles, const Params& params) {
  auto tile = tiles.tile({number(params["z"]), number(params["x"]), number(params["y"])});
  if (!tile) return Response(204, "");
  Response response(200, std::move(*tile), "application/x-protobuf");
  response.headers.set("Content-Encoding", "gzip");
  response.headers.set("Cache-Control", "public, max-age=86400");
  return response;
}

}  // namespace

void add_map_routes(common::http::Router& router, Hub& hub) {
  auto tiles_path = hub.map_folder + "/tiles.mbtiles";
  if (hub.map_folder.empty()) return;
  for (auto style : {"style-light.json", "style-dark.json"})
    router.add(common::http::Method::get, std::string("/map/") + style,
               [path = hub.map_folder + "/" + style](const Request& request, const Params&) {
                 return common::http::send_file(request, path, "application/json");
               });
  if (!std::filesystem::exists(tiles_path)) return;
  auto tiles = std::make_shared<common::geo::TileFile>(tiles_path);
  router.add(common::http::Method::get, "/tiles/{z}/{x}/{y}",
             [tiles](const Request&, const Params& params) { return send_tile(*tiles, params); });
}

}  // namespace hub::api
