#include "hub/server/company_alerts.hpp"

#include "common/error/error.hpp"
#include "common/log/log.hpp"
#include "hub/domain/workflow/alert.hpp"

namespace hub::server {
namespace {

using store::Transaction;
namespace workflow = domain::workflow;

constexpr auto vans_every = std::chrono::minutes(1);

}  // namespace

std::vector<std::string> CompanyAlerts::companies() {
  std::vector<std::string> found;
  store_.read([&](store::Connection& connection) {
    auto& rows = connection.query(
        "SELECT DISTINCT t.id FROM tenant t JOIN escalation_policy p ON p.tenant = t.id AND "
        "p.\"use\" = 'alert' AND p.deleted_at IS NULL WHERE t.deleted_at IS NULL");
    while (rows.step()) found.push_back(rows.text(0));
  });
  return found;
}

void CompanyAlerts::note(const api::Health::Entry& check) {
  bool is_well = check.finding.status == api::Wellness::ok;
  workflow::Alert alert{check.name, check.finding.text,
                        check.finding.status == api::Wellness::failed, host_};
  for (auto& tenant : companies())
    store_.write(store_.system_command(tenant, "alert"), [&](Transaction& transaction) {
      if (is_well)
        workflow::settle_alert(transaction, check.name, host_);
      else
        workflow::raise_alert(transaction, alert);
    });
}

void CompanyAlerts::watch_vans() {
  auto now = store_.clock().now();
  if (now - vans_watched_ < vans_every) return;
  for (auto& tenant : companies())
    store_.write(store_.system_command(tenant, "vans"),
                 [](Transaction& transaction) { workflow::watch_vans(transaction); });
  vans_watched_ = now;
}

void CompanyAlerts::look(const api::Health::Report& report) {
  try {
    for (auto& check : report.checks) {
      auto known = known_.find(check.name);
      if (known != known_.end() && known->second == check.finding.status) continue;
      note(check);
      known_[check.name] = check.finding.status;
    }
    watch_vans();
  } catch (const common::Error& error) {
    common::log::warning("hub/alerts", "companies could not be told; it is tried again",
                         {{"error", error.what()}});
  }
}

}  // namespace hub::server
