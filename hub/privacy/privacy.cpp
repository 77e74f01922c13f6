#include "hub/privacy/privacy.hpp"

#include "common/error/error.hpp"
#include "common/text/json_text.hpp"

namespace hub::privacy {
namespace {

using common::Error;
using common::ErrorCode;
using nlohmann::json;
using store::Transaction;

std::optional<PrivacyRequest> find_request(store::Store& store, const std::string& tenant,
                                           const std::string& id) {
  auto schema = store.schema(tenant);
  return store.read_result([&](Connection& connection) -> std::optional<PrivacyRequest> {
    auto& type = schema->catalogue.of<PrivacyRequest>();
    auto found = schema->tables.of(type).find(connection, tenant, id);
    if (!found) return std::nullopt;
    return std::move(static_cast<PrivacyRequest&>(*found));
  });
}

void move(store::Store& store, const std::string& tenant, const std::string& id,
          const std::string& action) {
  store.write(store.system_command(tenant, "privacy request " + id), [&](Transaction& transaction) {
    auto request = transaction.load<PrivacyRequest>(id);
    transaction.move_as_system(request, action);
    transaction.save_as_system(request);
  });
}

}  // namespace

work::Outcome work_on_request(store::Store& store, const ErasureList& list, const work::Job& job,
                              const std::string& scratch,
                              const std::function<void(Transaction&)>& renew) {
  auto payload = common::read_json(job.payload);
  auto id = payload.at("request").get<std::string>();
  auto request = find_request(store, job.tenant, id);
  if (!request || request->header().state() != "running") return work::Outcome::done();
  try {
    if (request->kind() == PrivacyRequest::KIND_EXPORT) {
      make_package(store, job.tenant, *request, payload.at("user"), scratch, renew);
      move(store, job.tenant, id, "finish");
    } else {
      erase(store, list, job.tenant, *request, renew);
    }
  } catch (const Error& error) {
    if (error.code() == ErrorCode::storage || error.code() == ErrorCode::unavailable ||
        error.code() == ErrorCode::internal || error.code() == ErrorCode::conflict)
      return work::Outcome::again(error.what());
    move(store, job.tenant, id, "fail");
    return work::Outcome::failed(error.what());
  }
  return work::Outcome::done();
}

}  // namespace hub::privacy
