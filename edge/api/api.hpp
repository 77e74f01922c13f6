#pragma once
#include <functional>
#include <string>

#include "common/http/http.hpp"
#include "edge/api/live.hpp"
#include "edge/api/presses.hpp"
#include "edge/day/day.hpp"

namespace edge::api {

/// What the endpoints work on. Owned by the agent; outlives the server.
struct Parts {
  day::Van& van;
  day::Journey& journey;
  day::Papers& papers;
  day::Commands& commands;
  Presses& presses;
  std::function<day::Link()> link;
  std::string version;
  std::string web_folder;  ///< the built touch app; empty: none
  std::string map_folder;  ///< tiles.mbtiles and the styles; empty: none
};

nlohmann::json make_status(const Parts& parts);

/// Every endpoint of the van's contract, the touch app and the map. `parts` must outlive it.
common::http::Router make_router(const Parts& parts);

/// What the router answers; 507 with what to do next for what the store has no room for (RFC 4918).
common::http::Response answer_request(const common::http::Router& router,
                                      const common::http::Request& request);

/// Options of a server that only this computer reaches and that reads no more than a photo.
common::http::ServerOptions server_options(std::uint16_t port, Live& live);

}  // namespace edge::api
