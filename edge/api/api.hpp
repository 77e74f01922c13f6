#pragma once
#include <functional>
#include <string>

#include "common/http/http.hpp"
#include "edge/api/live.hpp"
#include "edge/api/phones.hpp"
#include "edge/api/presses.hpp"
#include "edge/api/sessions.hpp"
#include "edge/day/day.hpp"
#include "edge/day/sales.hpp"
#include "edge/identity/enroller.hpp"
#include "edge/transfer/transfer.hpp"

namespace edge::api {

/// Where the crew's phones find this van.
struct PhoneAccess {
  std::string url;       ///< "https://192.168.4.1:8443"; empty while nothing listens there
  std::string help_url;  ///< of the page with the authority, by plain HTTP; empty: none
  std::vector<std::string> hosts;  ///< names and addresses, without port, that lead here
  std::string authority_pem;       ///< whom a phone has to trust
  std::string fingerprint;         ///< of it, SHA-256, hex
};

/// What the endpoints work on. Owned by the agent; outlives the server.
struct Parts {
  day::Van& van;
  day::Journey& journey;
  day::Papers& papers;
  day::Commands& commands;
  Presses& presses;
  day::SignOn& sign_on;
  Sessions& sessions;
  day::Directories& directories;
  std::function<day::Link()> link;
  std::string version;
  std::string web_folder;                  ///< the built touch app; empty: none
  std::string map_folder;                  ///< tiles.mbtiles and the styles; empty: none
  transfer::Transfer* transfer = nullptr;  ///< null: large files go over the broker
  identity::Enroller* enroller = nullptr;  ///< null: the settings name certificate and key
  Phones* phones = nullptr;                ///< null: the crew's phones are not served
  std::function<PhoneAccess()> phone_access = {};
};

/// As this visitor may see it: of a locked screen the time, what is saved, and when the next visit
/// begins; null for a phone that is not paired any more.
nlohmann::json make_status(const Parts& parts, const Visitor& visitor);
/// What the open screens ask.
Live::Asks live_asks(const Parts& parts);

/// Every endpoint of the van's contract, the touch app and the map. `parts` must outlive it.
common::http::Router make_router(const Parts& parts);
/// What of it the crew's phones may use: neither enrolment nor the phones themselves.
common::http::Router make_phone_router(const Parts& parts);

/// The same for a computer that no hub knows yet: its enrolment, and the touch app that asks for
/// the code. `enrolled` is called on a request's thread once it has its certificate.
common::http::Router make_setup_router(identity::Enroller& enroller, const std::string& web_folder,
                                       std::function<void()> enrolled);

/// What the router answers to who may ask; 401 while the screen is locked, 507 with what to do next
/// for what the store has no room for (RFC 4918).
common::http::Response answer_request(const Parts& parts, const common::http::Router& router,
                                      const common::http::Request& request);
/// The same for the phones' own server: who is not paired gets the app, which asks for the code.
common::http::Response answer_phone_request(const Parts& parts, const common::http::Router& router,
                                            const common::http::Request& request);
/// The page that tells how a phone comes to trust this van, and the authority for it; nothing else.
common::http::Response answer_help_request(const PhoneAccess& access,
                                           const common::http::Request& request);
/// Of a computer that nobody works in yet.
common::http::Response answer_setup_request(const common::http::Router& router,
                                            const common::http::Request& request);

/// Options of a server that only this computer reaches and that reads no more than a photo; the
/// first without WebSocket.
common::http::ServerOptions setup_server_options(std::uint16_t port);
common::http::ServerOptions server_options(std::uint16_t port, Live& live);
/// Of the phones' server; address, port and certificate are still to be named. Who is not paired
/// sends next to nothing.
common::http::ServerOptions phone_server_options(const Parts& parts, Live& live);

}  // namespace edge::api
