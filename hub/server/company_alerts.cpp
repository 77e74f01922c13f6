#include "hub/server/company_alerts.hpp"

#include "common/error/error.hpp"
#include "common/log/log.hpp"
#include "hub/domain/workflow/alert.hpp"

namespace hub::server {
namespace {

using store::Transaction;
namespace workflow = domain::workflow;

constexpr auto vans_every = std::chrono::minutes(1);
/// Of the hub's own troubles nobody else would be told; of vans they are told without one, too.
constexpr const char* with_a_policy =
    "SELECT DISTINCT t.id FROM tenant t JOIN escalation_policy p ON p.tenant = t.id AND "
    "p.\"use\" = 'alert' AND p.deleted_at IS NULL WHERE t.deleted_at IS NULL";
constexpr const char* all_companies = "SELECT id FROM tenant WHERE deleted_at IS NULL";

}  // namespace

std::vector<std::string> CompanyAlerts::companies(const char* sql) {
  std::vector<std::string> found;
  store_.read([&](store::Connection& connection) {
    auto& rows = connection.query(sql);
    while (rows.step()) found.push_back(rows.text(0));
  });
  return found;
}

bool CompanyAlerts::is_only_company() {
  return store_.read_result([](store::Connection& connection) {
    return connection.integer("SELECT count(*) FROM tenant WHERE deleted_at IS NULL") == 1;
  });
}

/// One whose write fails keeps nobody else from being told; it is tried again with all of them.
void CompanyAlerts::for_each_company(const char* sql,
                                     const std::function<void(const std::string&)>& tell) {
  std::exception_ptr failure;
  for (auto& tenant : companies(sql)) try {
      tell(tenant);
    } catch (const std::exception&) {
      failure = std::current_exception();
    }
  if (failure) std::rethrow_exception(failure);
}

void CompanyAlerts::note(const api::Health::Entry& check) {
  bool is_well = check.finding.status == api::Wellness::ok;
  auto text =
      is_only_company()
          ? check.finding.text
          : std::string("Whoever runs the hub finds the reason in its log and at /api/health.");
  workflow::Alert alert{check.name, text, check.finding.status == api::Wellness::failed, host_};
  for_each_company(with_a_policy, [&](auto& tenant) {
    store_.write(store_.system_command(tenant, "alert"), [&](Transaction& transaction) {
      if (is_well)
        workflow::settle_alert(transaction, check.name, host_);
      else
        workflow::raise_alert(transaction, alert);
    });
  });
}

void CompanyAlerts::watch_vans() {
  auto now = store_.clock().now();
  if (now - vans_watched_ < vans_every) return;
  for_each_company(all_companies, [&](auto& tenant) {
    store_.write(store_.system_command(tenant, "vans"), [](Transaction& transaction) {
      workflow::watch_vans(transaction);
      workflow::watch_troubles(transaction);
    });
  });
  vans_watched_ = now;
}

void CompanyAlerts::look(const api::Health::Report& report) {
  // One thing that cannot be told keeps nothing else back.
  auto attempt = [](const auto& tell) {
    try {
      tell();
    } catch (const std::exception& error) {
      common::log::warning("hub/alerts", "companies could not be told; it is tried again",
                           {{"error", error.what()}});
    }
  };
  for (auto& check : report.checks) {
    auto known = known_.find(check.name);
    if (known != known_.end() && known->second == check.finding.status) continue;
    attempt([&] {
      note(check);
      known_[check.name] = check.finding.status;
    });
  }
  attempt([&] { watch_vans(); });
}

}  // namespace hub::server
