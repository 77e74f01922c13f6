#include "tests/hub/api/office.hpp"

#include <stdexcept>

#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "hub/api/oversight.hpp"
#include "hub/api/search.hpp"
#include "hub/api/summary.hpp"
#include "hub/domain/content/form_check.hpp"
#include "hub/quality/duplicates.hpp"
#include "proto/records/admin/tenant.pb.h"
#include "tests/support/migrated.hpp"

namespace test {

using hub::store::Transaction;

Office::Office(const std::string& url) : catalogue(common::schema::Catalogue::compiled()) {
  store = std::make_unique<hub::store::Store>(
      hub::store::Store::Options{
          url.empty() ? support::copy_of_migrated(folder.path() / "hub.db", catalogue) : url},
      catalogue, common::rules::RuleBook::registered(), clock);
  auto hash = hub::api::hash_password(password);
  for (auto own : {&tenant, &other_tenant}) {
    *own = common::make_id(clock.now());
    bool first = own == &tenant;
    store->write(store->system_command(*own, "test"), [&](Transaction& transaction) {
      truckroll::admin::Tenant record;
      record.set_country("LI");
      record.set_zone("Europe/Vaduz");
      record.add_currencies("CHF");
      record.add_languages("en");
      record.mutable_header()->set_id(*own);
      record.set_name(first ? "Own company" : "Other company");
      transaction.save(record);
      hub::domain::make_company_basics(transaction);
      for (std::string role :
           {"admin", "dispatcher", "technician", "bookkeeper", "sales_manager", "sales_rep",
            "marketing", "support", "executive", "analyst", "partner", "customer"})
        hub::domain::make_user(transaction, role + (first ? "@example.test" : "@other.test"),
                               "Test", role, hash, role);
    });
  }
  hub::domain::content::set_form_checker({.program = PAPER_PROGRAM});
  access_ = std::make_unique<hub::store::Access>(catalogue);
  sessions_ = std::make_unique<hub::api::Sessions>(*store);
  reads_ = std::make_unique<hub::api::ReadLog>(*store);
  hub_ =
      std::make_unique<hub::api::Hub>(hub::api::Hub{*store, *sessions_, *reads_, "", {}, {}, {}});
  hub_->paper = hub::api::Paper{hub::domain::content::page_count, hub::domain::content::draw_page};
  pool_ = std::make_unique<common::asio::Pool>("test", 4, 1000);
  live_ = std::make_unique<hub::api::Live>(*hub_);
  router_ = std::make_unique<common::http::Router>();
  graphql_ = std::make_unique<hub::api::GraphqlFace>(*hub_, *router_);
  graphql_live_ = std::make_unique<hub::api::GraphqlLive>(*hub_, *graphql_);
  store->on_sealed([this] {
    live_->wake();
    graphql_live_->wake();
  });
  hub::api::add_session_routes(*router_, *hub_);
  hub::api::add_setup_routes(*router_, *hub_);
  hub::api::add_meta_routes(*router_, *hub_);
  hub::api::add_search_routes(*router_, *hub_, hub_->records.vocabularies());
  hub::api::add_record_routes(*router_, *hub_);
  hub::api::add_summary_routes(*router_, *hub_);
  hub::api::add_bulk_routes(*router_, *hub_);
  hub::api::add_version_routes(*router_, *hub_);
  hub::api::add_duplicate_routes(*router_, *hub_);
  hub::api::add_merge_routes(*router_, *hub_);
  hub::api::add_blob_routes(*router_, *hub_);
  hub::api::add_dispatch_routes(*router_, *hub_);
  hub::api::add_overview_routes(*router_, *hub_);
  hub::api::add_stock_routes(*router_, *hub_);
  hub::api::add_receipt_routes(*router_, *hub_);
  hub::api::add_ledger_routes(*router_, *hub_);
  hub::api::add_fleet_routes(*router_, *hub_);
  hub::api::add_conflict_routes(*router_, *hub_);
  hub::api::add_health_routes(*router_, *hub_);
  hub::api::add_access_log_routes(*router_, *hub_);
  hub::api::add_import_routes(*router_, *hub_);
  hub::api::add_export_routes(*router_, *hub_);
  hub::api::add_job_routes(*router_, *hub_);
  hub::api::add_webhook_routes(*router_, *hub_);
  hub::api::add_privacy_routes(*router_, *hub_);
  hub::api::add_audit_routes(*router_, *hub_);
  hub::api::add_audit_report_routes(*router_, *hub_);
  hub::api::add_graphql_routes(*router_, *hub_, *graphql_);
  hub::api::add_openapi_routes(*router_, *hub_);
  common::http::ServerOptions options;
  options.body_bytes_max = 32 << 20;
  options.body_bytes_max_of = hub::api::body_bytes_max_of;
  options.on_upgrade = [this](const common::http::Request& request) {
    if (hub::api::GraphqlLive::is_for(request)) return graphql_live_->upgrade(request);
    return live_->upgrade(request);
  };
  server_ = std::make_unique<common::http::Server>(
      options,
      [this](const common::http::Request& request) {
        return hub::api::handle_versioned(*router_, request);
      },
      *pool_);
}

Office::~Office() {
  server_->stop();
  pool_->stop();
  store->on_sealed([] {});
  live_.reset();
  graphql_live_.reset();
}

void Office::index() {
  hub::search::Indexer indexer(*store, hub_->records.vocabularies());
  hub::quality::DuplicateFinder duplicates(*store);
  for (auto& own : {tenant, other_tenant}) {
    indexer.catch_up(own);
    duplicates.catch_up(own);
  }
}

std::string Office::put(const std::string& type, const json& fields,
                        const std::vector<std::string>& moves) {
  auto& known = catalogue.type(type);
  return store->write_result(store->system_command(tenant, "test"),
                             [&](hub::store::Transaction& transaction) {
                               auto record = known.make();
                               try {
                                 common::codec::merge_json(known, *record, fields, true);
                                 transaction.save_as_system(*record);
                                 for (auto& action : moves) {
                                   transaction.move_as_system(*record, action);
                                   transaction.save_as_system(*record);
                                 }

                               } catch (const common::Error& error) {
                                 throw std::runtime_error("putting " + type + ": " + error.what());
                               }
                               return common::schema::header(std::as_const(*record)).id();
                             });
}

std::string Office::user_of(const std::string& role) {
  return store->read_result([&](hub::store::Connection& connection) {
    return std::get<std::string>(
        connection
            .scalar("SELECT id FROM \"user\" WHERE tenant = ? AND login = ?",
                    {tenant, role + "@example.test"})
            .value());
  });
}

Office::Client::Client(std::uint16_t port, const std::string& login, const std::string& password)
    : http_([&] {
        common::http::ClientOptions options;
        options.port = port;
        return options;
      }()) {
  auto reply = http_.post_json("/api/session/", {{"login", login}, {"password", password}});
  if (reply.status != 200) throw std::runtime_error("cannot sign in: " + reply.body);
  session = reply.json();
  cookie = std::string(reply.headers.find("Set-Cookie").value());
  cookie = cookie.substr(0, cookie.find(';'));
}

common::http::Reply Office::Client::send(common::http::Method method, const std::string& target,
                                         const json& body, const std::string& if_match,
                                         const std::string& idempotency_key) {
  common::http::Headers headers;
  headers.add("Cookie", cookie);
  headers.add("X-CSRF", session["csrf"].get<std::string>());
  if (!if_match.empty()) headers.add("If-Match", if_match);
  if (!idempotency_key.empty()) headers.add("Idempotency-Key", idempotency_key);
  if (!body.is_null()) headers.add("Content-Type", "application/json");
  return http_.send(method, target, headers, body.is_null() ? "" : body.dump());
}

json Office::Client::create(const std::string& path, const json& body) {
  auto reply = send(common::http::Method::post, "/api/" + path + "/", body);
  if (reply.status != 201)
    throw std::runtime_error("creating " + path + ": " + std::to_string(reply.status) + " " +
                             reply.body);
  return reply.json();
}

}  // namespace test
