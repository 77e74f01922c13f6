#pragma once
#include "edge/api/api.hpp"

namespace edge::api {

void add_visit_routes(common::http::Router& router, const Parts& parts);
void add_paper_routes(common::http::Router& router, const Parts& parts);
void add_stock_routes(common::http::Router& router, const Parts& parts);
void add_safety_routes(common::http::Router& router, const Parts& parts);
void add_own_routes(common::http::Router& router, const Parts& parts);
void add_day_routes(common::http::Router& router, const Parts& parts);
void add_crew_routes(common::http::Router& router, const Parts& parts);
void add_map_routes(common::http::Router& router, const Parts& parts);
void add_transfer_routes(common::http::Router& router, transfer::Transfer& transfer);
void add_enrolment_routes(common::http::Router& router, identity::Enroller& enroller,
                          std::function<void()> enrolled);

/// Throws forbidden for a request that a page from elsewhere makes.
void require_own_page(const common::http::Request& request);
/// The body as object; an empty body is an empty object.
nlohmann::json input_of(const common::http::Request& request);
/// Names the press, so that its repeat is recognised; empty when the caller gives none.
Press press_of(const common::http::Request& request);
/// Runs what books parts: "below zero without reason" becomes a problem that asks for one.
common::http::Response book(const std::function<common::http::Response()>& run);
/// A paper with the number of its pages. Throws not_found.
nlohmann::json load_paper(const Parts& parts, const std::string& paper);
void add_pages(const Parts& parts, nlohmann::json& paper);
/// The body of GET /api/visits/{id}.
nlohmann::json load_card(const Parts& parts, const std::string& visit);

}  // namespace edge::api
