#pragma once
#include "edge/api/api.hpp"

namespace edge::api {

void add_visit_routes(common::http::Router& router, const Parts& parts);
void add_paper_routes(common::http::Router& router, const Parts& parts);
void add_file_routes(common::http::Router& router, const Parts& parts);
void add_stock_routes(common::http::Router& router, const Parts& parts);
void add_safety_routes(common::http::Router& router, const Parts& parts);
void add_own_routes(common::http::Router& router, const Parts& parts);
void add_sales_routes(common::http::Router& router, const Parts& parts);
void add_day_routes(common::http::Router& router, const Parts& parts);
/// `visitor_of` says who asks, by the door that the router belongs to.
using VisitorOf = std::function<Visitor(const common::http::Request&)>;
void add_crew_routes(common::http::Router& router, const Parts& parts, VisitorOf visitor_of);
/// Pairing and removing phones: for the van's own screen.
void add_phone_routes(common::http::Router& router, const Parts& parts);
void add_map_routes(common::http::Router& router, const Parts& parts);
void add_transfer_routes(common::http::Router& router, transfer::Transfer& transfer);
void add_enrolment_routes(common::http::Router& router, identity::Enroller& enroller,
                          std::function<void()> enrolled);

/// What a phone that is not paired is told.
common::http::Response stop_unpaired(const Parts& parts);
/// The phone that a request's cookie proves.
std::optional<Phone> phone_of(const Parts& parts, const common::http::Request& request);
/// Has the phone keep its secret, for as long as browsers keep anything.
void keep_on_phone(common::http::Response& response, const std::string& secret);
/// The secret that the cookie carries; empty without one.
std::string phone_secret_of(const common::http::Request& request);
/// `run`, with what the store has no room for and a key used twice as problems.
common::http::Response answer_problems(const std::function<common::http::Response()>& run);
/// The parts of the contract that every screen uses, and the app.
void add_shared_routes(common::http::Router& router, const Parts& parts, VisitorOf visitor_of);
void finish_router(common::http::Router& router, const Parts& parts);
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
/// Throws bad_input that names the field.
int number_in(std::string_view text, const char* field);
/// Of a visit's photos and documents: whether their bytes are in the van.
void mark_files(const Parts& parts, nlohmann::json& detail);
/// The body of GET /api/visits/{id}.
nlohmann::json load_card(const Parts& parts, const std::string& visit);

}  // namespace edge::api
