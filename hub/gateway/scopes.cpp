#include "hub/gateway/scopes.hpp"

#include "common/ids/ids.hpp"
#include "common/zone/zone.hpp"
#include "hub/gateway/impl/hub_state.hpp"
#include "hub/gateway/impl/reevaluation.hpp"
#include "hub/gateway/scope_walk.hpp"

namespace hub::gateway {
namespace {

using store::sql_name;
using store::Transaction;

constexpr std::int64_t day_micros = 86'400'000'000;

bool changes_holders(const std::string& type) {
  return type == "fleet.Vehicle" || type == "people.Technician" || type == "people.Team" ||
         type == "field.FieldDay";
}

/// Each van's first hello changes its device: were all vans asked again for each, the work of many
/// that connect at once would grow by the square of their number.
bool changes_one_holder(const std::string& type) {
  return type == "fleet.Device";
}

bool is_customer_setting(store::Connection& sql, const store::ChangeRow& change) {
  if (change.type != "admin.Setting") return false;
  auto key = sql.scalar("SELECT \"key\" FROM setting WHERE tenant = ? AND id = ?",
                        {change.tenant, change.record});
  auto text = key ? std::get_if<std::string>(&*key) : nullptr;
  return text && *text == customer_scope_key;
}

/// What a company withholds from technicians must leave their vans, and come back when it is theirs
/// again: they fetch their scopes anew.
bool changes_fields_of_vans(const store::ChangeRow& change) {
  if (change.type == "admin.Permission") return true;
  return change.type == "admin.CustomField" &&
         change.commitments.find("\"grants\"") != std::string::npos;
}

void begin_scopes_anew(store::Connection& sql, const std::string& tenant, ScopeProgress& progress) {
  sql.execute("UPDATE scope_head SET generation = generation + 1 WHERE tenant = ?", {tenant});
  auto& rows = sql.query("SELECT scope FROM scope_head WHERE tenant = ?", {tenant});
  while (rows.step()) progress.scopes.insert(rows.text(0));
}

/// What makes a company's own type come into vans, or leave them.
bool changes_own_types(const store::ChangeRow& change) {
  return change.type == "admin.CustomType" || change.type == "admin.Permission" ||
         change.type == "admin.Role";
}

/// Records of the type whose time lies on one of the days, both included.
std::vector<std::string> on_days(Transaction& transaction, const RecordType& type,
                                 const ScopeRule& rule, std::int32_t first, std::int32_t last) {
  bool is_date = rule.time_field && rule.time_field->kind == common::schema::FieldKind::date;
  std::int64_t from = first, to = last;
  if (!is_date) {
    from = first * day_micros;
    to = (last + std::int64_t{1}) * day_micros - 1;
  }
  std::vector<std::string> ids;
  auto& rows = transaction.sql().query("SELECT \"id\" FROM " + sql_name(type.table) +
                                           " WHERE \"tenant\" = ? AND " + sql_name(rule.time) +
                                           " BETWEEN ? AND ? AND deleted_at IS NULL",
                                       {transaction.actor().tenant, from, to});
  while (rows.step()) ids.push_back(rows.text(0));
  return ids;
}

constexpr const char* sweep_name = "scopes.sweep";

std::string sweep_key(const std::string& tenant) {
  return std::string(sweep_name) + "|" + tenant;
}

/// Hours since 1970. Older programs kept it among the readers of the log, where it looked like a
/// reader that stands still.
std::int64_t swept_hour(store::Connection& sql, const std::string& tenant) {
  auto text = impl::find_state(sql, sweep_key(tenant));
  return text.empty() ? store::reader_position(sql, tenant, sweep_name) : std::stoll(text);
}

void set_swept_hour(store::Connection& sql, const std::string& tenant, std::int64_t hour) {
  impl::set_state(sql, sweep_key(tenant), std::to_string(hour));
  sql.execute("DELETE FROM reader WHERE tenant = ? AND name = ?",
              {tenant, std::string(sweep_name)});
}

void write_entries(Transaction& transaction, const std::vector<impl::FeedEntry>& entries,
                   ScopeProgress& progress) {
  impl::FeedWriter writer(transaction);
  for (auto& entry : entries) writer.put(entry);
  writer.finish();
  progress.scopes = writer.touched();
}

/// Changes of records alone, of types that the plan knows.
bool is_plain(const store::ChangeRow& change, const ScopePlan& plan) {
  return !store::Schemas::depends_on(change.type) && plan.catalogue().find(change.type) &&
         !changes_holders(change.type) && !changes_one_holder(change.type) &&
         !changes_fields_of_vans(change) && !changes_own_types(change) &&
         change.type != "admin.Setting";
}

/// What must not have moved between looking at records and writing where they belong.
struct Places {
  std::int64_t position = 0, swept = 0, walked = 0;
  bool operator==(const Places&) const = default;
};

Places places_of(store::Connection& sql, const std::string& tenant) {
  return {store::reader_position(sql, tenant, ScopeReader::reader_name), swept_hour(sql, tenant),
          ScopeWalk::steps(sql, tenant)};
}

}  // namespace

ScopeProgress ScopeReader::advance(const std::string& tenant) {
  // Most calls find nothing: they must not cost a writing transaction.
  bool idle = store_.read_result([&](store::Connection& connection) {
    return store::last_position(connection, tenant) ==
           store::reader_position(connection, tenant, reader_name);
  });
  if (idle) return {};
  auto plan = plans_.of(tenant);
  if (auto progress = advance_plainly(tenant, *plan)) return std::move(*progress);
  if (auto progress = advance(tenant, *plan, false)) return std::move(*progress);
  store_.forget_schema(tenant);
  return *advance(tenant, *plans_.of(tenant), true);
}

std::optional<ScopeProgress> ScopeReader::advance_plainly(const std::string& tenant,
                                                          const ScopePlan& plan) {
  auto schema = store_.schema(tenant);
  auto command = store_.system_command(tenant, "reader scopes");
  Places seen;
  std::vector<store::ChangeRow> changes;
  std::vector<impl::FeedEntry> entries;
  store_.read([&](store::Connection& connection) {
    seen = places_of(connection, tenant);
    auto next = store::read_changes(connection, tenant, seen.position, batch);
    for (auto& change : next)
      if (!is_plain(change, plan)) return;
    Transaction reading(connection, schema->tables, store_.book(), command);
    impl::Reevaluation again(reading, plan);
    for (auto& change : next) again.add(change);
    entries = again.run();
    changes = std::move(next);
  });
  if (changes.empty()) return std::nullopt;
  return store_.write_result(
      command, [&](Transaction& transaction) -> std::optional<ScopeProgress> {
        auto& sql = transaction.sql();
        if (places_of(sql, tenant) != seen) return std::nullopt;
        ScopeProgress progress;
        write_entries(transaction, entries, progress);
        store::set_reader_position(sql, tenant, reader_name, changes.back().position);
        progress.changes = changes.size();
        progress.more = changes.size() == batch;
        return progress;
      });
}

std::optional<ScopeProgress> ScopeReader::advance(const std::string& tenant, const ScopePlan& plan,
                                                  bool is_newest) {
  using Result = std::optional<ScopeProgress>;
  return store_.write_result(
      store_.system_command(tenant, "reader scopes"), [&](Transaction& transaction) -> Result {
        ScopeProgress progress;
        auto& sql = transaction.sql();
        auto position = store::reader_position(sql, tenant, reader_name);
        auto changes = store::read_changes(sql, tenant, position, batch);
        impl::Reevaluation again(transaction, plan);
        bool anew = false;
        for (auto& change : changes) {
          if (!is_newest &&
              (store::Schemas::depends_on(change.type) || !plan.catalogue().find(change.type)))
            return std::nullopt;
          again.add(change);
          progress.holders_changed = progress.holders_changed || changes_holders(change.type);
          if (changes_one_holder(change.type)) progress.devices.insert(change.record);
          if (change.type == "fleet.Device" &&
              (change.action == "revoke" || change.action == "suspend" ||
               change.action == "confirm-wipe"))
            progress.ended.push_back(change.record);
          anew = anew || changes_fields_of_vans(change);
          if (is_customer_setting(sql, change))
            ScopeWalk::ask(transaction, ScopeWalk::Of::customers, change.position);
          if (changes_own_types(change))
            ScopeWalk::ask(transaction, ScopeWalk::Of::own_records, change.position);
        }
        progress.more = changes.size() == batch;
        write_entries(transaction, again.run(), progress);
        if (!changes.empty())
          store::set_reader_position(sql, tenant, reader_name, changes.back().position);
        progress.changes = changes.size();
        if (anew) begin_scopes_anew(sql, tenant, progress);
        return progress;
      });
}

ScopeProgress ScopeReader::catch_up(const std::string& tenant) {
  ScopeProgress total;
  for (bool more = true; more;) {
    auto step = advance(tenant);
    more = step.more;
    total.changes += step.changes;
    total.scopes.merge(step.scopes);
    total.devices.merge(step.devices);
    total.holders_changed = total.holders_changed || step.holders_changed;
    total.ended.insert(total.ended.end(), step.ended.begin(), step.ended.end());
  }
  return total;
}

ScopeProgress ScopeReader::sweep(const std::string& tenant) {
  auto hour =
      std::chrono::duration_cast<std::chrono::hours>(store_.clock().now().time_since_epoch())
          .count();
  auto swept = store_.read_result(
      [&](store::Connection& connection) { return swept_hour(connection, tenant); });
  if (swept >= hour) return {};
  auto plan = plans_.of(tenant);
  return store_.write_result(
      store_.system_command(tenant, "reader scopes"), [&](Transaction& transaction) {
        ScopeProgress progress;
        auto today = common::zone::local_day(transaction.now(), "");
        auto last = swept == 0 ? today : static_cast<std::int32_t>(swept / 24);
        impl::Reevaluation again(transaction, *plan);
        for (auto& type : plan->catalogue().types())
          for (auto& rule : plan->rules(*type)) {
            if (rule.time.empty()) continue;
            // A day more on each side: the branch's day is not UTC's.
            for (auto& id : on_days(transaction, *type, rule, last + rule.days_ahead - 1,
                                    today + rule.days_ahead + 1))
              again.add(type->name, id);
            for (auto& id : on_days(transaction, *type, rule, last - rule.days_back - 2,
                                    today - rule.days_back + 1))
              again.add(type->name, id);
          }
        write_entries(transaction, again.run(), progress);
        set_swept_hour(transaction.sql(), tenant, hour);
        ScopeWalk::ask_for_rest(transaction);
        return progress;
      });
}

}  // namespace hub::gateway
