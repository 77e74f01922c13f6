#pragma once
#include "hub/api/api.hpp"

namespace hub::api {

using Open = std::function<common::http::Response(Hub&, const common::http::Request&)>;
/// For strangers: sign-in and what belongs to it. Too many tries are 429 with Retry-After.
void add_open(common::http::Router& router, Hub& hub, common::http::Method method,
              std::string_view pattern, Open endpoint, common::http::Description description);
/// As add(), but not for programs: what somebody decides about his own sign-in.
void add_for_people(common::http::Router& router, Hub& hub, common::http::Method method,
                    std::string_view pattern, Endpoint endpoint,
                    common::http::Description description);

// Parts of add_session_routes.
void add_forgotten_routes(common::http::Router& router, Hub& hub);
void add_second_factor_routes(common::http::Router& router, Hub& hub);
void add_sessions_routes(common::http::Router& router, Hub& hub);
void add_api_key_routes(common::http::Router& router, Hub& hub);
void add_vehicle_track_routes(common::http::Router& router, Hub& hub);
void add_telemetry_feed_routes(common::http::Router& router, Hub& hub);
void add_oauth_routes(common::http::Router& router, Hub& hub);
void add_provider_routes(common::http::Router& router, Hub& hub);

Peer peer_of(const common::http::Request& request);
/// An empty token removes it.
void set_session_cookie(common::http::Response& response, const common::http::Request& request,
                        const std::string& token);
nlohmann::json enrolment_json(const identity::Factors::Enrolment& enrolment);

/// In which he is answered: a person in his own, a program in what it asks for by Accept-Language.
std::string language_of(const Caller& caller, const common::http::Request& request);

/// Throws forbidden.
void require_administrator(const Caller& caller);

}  // namespace hub::api
