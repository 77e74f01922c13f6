#include "hub/store/schemas.hpp"

#include "common/log/log.hpp"
#include "common/schema/additions.hpp"
#include "hub/store/company_rights.hpp"
#include "hub/store/impl/load_all.hpp"

namespace hub::store {
namespace {

constexpr std::size_t entries_max = 5000;

std::int64_t version_of(Connection& connection, const std::string& tenant) {
  return connection.integer("SELECT version FROM schema_version WHERE tenant = ?", {tenant});
}

}  // namespace

Schemas::Schemas(const Catalogue& compiled) : compiled_(std::make_shared<Schema>(compiled)) {}

std::shared_ptr<const Schema> Schemas::load(Connection& connection,
                                            const std::string& tenant) const {
  auto& tables = compiled_->tables;
  common::schema::Additions additions{
      impl::load_all<truckroll::admin::CustomType>(connection, tables, tenant),
      impl::load_all<truckroll::admin::CustomField>(connection, tables, tenant)};
  auto rights = load_company_rights(connection, tables, tenant);
  auto rules = load_company_checks(connection, tables, tenant);
  bool extends = !additions.types.empty() || !additions.fields.empty();
  if (!extends && rights.empty() && rules.empty()) return compiled_;
  std::vector<std::string> faults;
  auto catalogue =
      extends ? compiled_->catalogue.extended(additions, &faults) : compiled_->catalogue;
  auto schema = std::make_shared<Schema>(std::move(catalogue), &tables, &rights, &faults, rules);
  for (auto& fault : faults)
    common::log::error("hub/store", "an own type, field, right or check cannot be used",
                       {{"tenant", tenant}, {"fault", fault}});
  return schema;
}

std::shared_ptr<const Schema> Schemas::known(const std::string& tenant) {
  if (tenant.empty()) return compiled_;
  std::lock_guard lock(mutex_);
  auto found = entries_.find(tenant);
  if (found == entries_.end()) return nullptr;
  bool fresh = std::chrono::steady_clock::now() < found->second.checked + checked_every;
  return fresh ? found->second.schema : nullptr;
}

std::shared_ptr<const Schema> Schemas::of(Connection& connection, const std::string& tenant) {
  if (auto schema = known(tenant)) return schema;
  std::int64_t forgotten;
  Entry entry;
  {
    std::lock_guard lock(mutex_);
    forgotten = forgotten_;
    if (auto found = entries_.find(tenant); found != entries_.end()) entry = found->second;
  }
  auto version = version_of(connection, tenant);
  if (!entry.schema || entry.version != version)
    entry.schema = version == 0 ? compiled_ : load(connection, tenant);
  entry.version = version;
  entry.checked = std::chrono::steady_clock::now();
  std::lock_guard lock(mutex_);
  if (entries_.size() >= entries_max) entries_.clear();
  // What was read while somebody said that it changes may be of before.
  if (forgotten == forgotten_) entries_[tenant] = entry;
  return entry.schema;
}

void Schemas::forget(const std::string& tenant) {
  std::lock_guard lock(mutex_);
  ++forgotten_;
  entries_.erase(tenant);
}

bool Schemas::depends_on(std::string_view type) {
  return type == "admin.CustomType" || type == "admin.CustomField" || type == "admin.Role" ||
         type == "admin.Permission" || type == "admin.PartnerShare" ||
         type == "admin.RecordShare" || type == "admin.ValidationRule";
}

void bump_schema_version(Connection& connection, const std::string& tenant) {
  connection.execute(
      "INSERT INTO schema_version (tenant, version) VALUES (?, 1) ON CONFLICT (tenant) DO UPDATE "
      "SET version = schema_version.version + 1",
      {tenant});
}

}  // namespace hub::store
