#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "common/http/http.hpp"
#include "hub/api/caller.hpp"
#include "hub/records/read_log.hpp"
#include "hub/records/rights.hpp"
#include "hub/records/service.hpp"
#include "hub/records/titles.hpp"
#include "hub/store/store.hpp"

namespace hub::api {

using records::find_in;
using records::ReadLog;
using records::Titles;
class Health;

/// Draws what a browser shut off from us would not open. Throws bad_input for a damaged paper,
/// unavailable when it takes too long.
struct Paper {
  std::function<int(const std::string& pdf)> page_count;
  std::function<std::string(const std::string& pdf, int page)> draw_page;  ///< PNG; the first is 1
};

/// What every endpoint needs; made by main, outlives the server.
struct Hub {
  Store& store;
  Sessions& sessions;
  ReadLog& reads;
  std::string map_folder;          ///< styles and tiles; empty: no map
  const Health* health = nullptr;  ///< none: always well
  std::map<std::string, std::function<std::int64_t()>> gauges;
  std::function<std::string()> more_metrics;  ///< text in the same format, appended
  std::string scratch_folder{};  ///< for files that are put together; empty: the system's
  std::optional<Paper> paper{};  ///< none: papers have no pages
  const records::RecordService records{store, reads};
};

using Endpoint = std::function<common::http::Response(
    Hub&, const Caller&, const common::http::Request&, const common::http::Params&)>;
/// Adds an endpoint for signed-in users: who asks is found first, and without a session it is
/// refused.
void add(common::http::Router& router, Hub& hub, common::http::Method method,
         std::string_view pattern, Endpoint endpoint, common::http::Description description = {});

// Each file of this folder adds its own routes.
void add_session_routes(common::http::Router& router, Hub& hub);
void add_setup_routes(common::http::Router& router, Hub& hub);
void add_meta_routes(common::http::Router& router, Hub& hub);
void add_record_routes(common::http::Router& router, Hub& hub);
void add_bulk_routes(common::http::Router& router, Hub& hub);
void add_version_routes(common::http::Router& router, Hub& hub);
void add_duplicate_routes(common::http::Router& router, Hub& hub);
void add_merge_routes(common::http::Router& router, Hub& hub);
void add_blob_routes(common::http::Router& router, Hub& hub);
void add_dispatch_routes(common::http::Router& router, Hub& hub);
void add_receipt_routes(common::http::Router& router, Hub& hub);
void add_overview_routes(common::http::Router& router, Hub& hub);
void add_ledger_routes(common::http::Router& router, Hub& hub);
void add_stock_routes(common::http::Router& router, Hub& hub);
void add_fleet_routes(common::http::Router& router, Hub& hub);
void add_conflict_routes(common::http::Router& router, Hub& hub);
void add_survey_routes(common::http::Router& router, Hub& hub);
void add_map_routes(common::http::Router& router, Hub& hub);
void add_health_routes(common::http::Router& router, Hub& hub);
void add_access_log_routes(common::http::Router& router, Hub& hub);
void add_import_routes(common::http::Router& router, Hub& hub);
void add_export_routes(common::http::Router& router, Hub& hub);
void add_job_routes(common::http::Router& router, Hub& hub);
void add_webhook_routes(common::http::Router& router, Hub& hub);
/// GET /api/openapi.json: what the caller may use of the router's routes, as OpenAPI 3.1.
void add_openapi_routes(common::http::Router& router, Hub& hub);

/// The router's answer; what begins with /api/v1/ is asked of /api/: the newest version is 1.
common::http::Response handle_versioned(const common::http::Router& router,
                                        const common::http::Request& request);

/// A write of this caller: the log will name user, address and session.
store::Command command_of(const Hub& hub, const Caller& caller);
/// Notes that the caller is shown this record, where its type holds protected data.
void note_read(Hub& hub, const Caller& caller, const store::RecordType& type,
               const store::Message& record);

/// The same for records of which a page shows something, by their ids.
void note_shown(Hub& hub, const Caller& caller, std::string_view type,
                const std::vector<std::string>& records);

/// A record as the caller may see it, noted as read, with the titles of what it refers to as its
/// last member.
std::string record_json(Hub& hub, const Caller& caller, store::Connection& connection,
                        const store::RecordType& type, const store::Message& record,
                        bool with_titles = true);

/// POST /api/<path>/{id}/<action>/, for a route that stands before it.
common::http::Response run_action(Hub& hub, const Caller& caller,
                                  const common::http::Request& request,
                                  const common::http::Params& params, const std::string& action);

/// One-time link for the first administrator; creates or replaces it. Returns the token.
std::string make_setup_link(Store& store);
/// True when no company has been set up yet.
bool is_empty(Store& store);

}  // namespace hub::api
