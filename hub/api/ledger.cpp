// GET /api/trial-balance/?legal_entity=&to=2026-11-20
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "hub/api/api.hpp"
#include "hub/api/parameters.hpp"
#include "hub/domain/ledger/trial_balance.hpp"

namespace hub::api {
namespace {

using common::http::Params;
using common::http::Request;
using common::http::Response;

Response trial_balance(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  records::RecordService::require_may(caller, caller.schema->catalogue.type("ledger.JournalEntry"),
                                      store::options::READ);
  allow_parameters(request, {"legal_entity", "to"});
  auto entity = std::string(request.parameter("legal_entity").value_or(""));
  if (!entity.empty() && !common::is_id(entity))
    common::refuse("legal_entity", "expected a legal entity's id");
  std::optional<std::int32_t> to;
  if (auto text = request.parameter("to"); text && !text->empty()) {
    try {
      to = common::codec::parse_date(*text);
    } catch (const common::Error& error) {
      common::refuse("to", error.reason());
    }
  }
  nlohmann::json body;
  hub.store.read([&](store::Connection& connection) {
    body = domain::ledger::trial_balance(connection, caller.actor.tenant, entity, to);
  });
  return common::http::json(body);
}

}  // namespace

void add_ledger_routes(common::http::Router& router, Hub& hub) {
  add(router, hub, common::http::Method::get, "/api/trial-balance/", trial_balance,
      {.summary = "Balances of all accounts of the ledger",
       .query = {{"legal_entity", "Its id; all without."}, {"to", "Up to this day."}},
       .reply = R"({"rows": [{}]})"});
}

}  // namespace hub::api
