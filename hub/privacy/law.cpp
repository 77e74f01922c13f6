#include "hub/privacy/law.hpp"

#include <algorithm>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/expr/expr.hpp"

namespace hub::privacy {
namespace {

using store::Message;
using store::RecordType;
using truckroll::admin::RetentionRule;
namespace schema = common::schema;

std::chrono::hours kept_for(const RetentionRule& rule) {
  return std::chrono::hours(24) * rule.keep_days();
}

/// A paper of the books that can no longer be changed.
bool is_posted(const RecordType& type, const Message& record) {
  if (type.area != "billing" && type.area != "ledger") return false;
  if (type.append_only()) return true;
  auto flow = type.flow();
  if (!flow) return false;
  auto& frozen = flow->frozen();
  return std::find(frozen.begin(), frozen.end(), schema::header(record).state()) != frozen.end();
}

}  // namespace

common::Instant made_at(const Message& record) {
  return common::codec::from_timestamp(schema::header(record).created_at());
}

Law::Law(store::Connection& connection, const store::Schema& schema, const std::string& tenant,
         common::Instant now)
    : schema_(schema), now_(now) {
  auto& type = schema.catalogue.of<RetentionRule>();
  auto& table = schema.tables.of(type);
  auto& rows = connection.query(
      table.select() + " WHERE \"tenant\" = ? AND deleted_at IS NULL ORDER BY \"id\"", {tenant});
  while (rows.step()) rules_.push_back(static_cast<RetentionRule&>(*table.read(rows)));
}

bool Law::applies(const RetentionRule& rule, const RecordType& type, const Message& record) const {
  if (rule.of_type() != type.name) return false;
  if (rule.condition().empty()) return true;
  try {
    common::expr::Context context;
    context.now = now_;
    context.today_days = static_cast<std::int32_t>(
        std::chrono::floor<std::chrono::days>(now_).time_since_epoch().count());
    return common::expr::Expression::parse(rule.condition(), type, schema_.catalogue)
        .evaluate(record, context)
        .value_or(true);
  } catch (const common::Error&) {
    return true;  // a rule that is no longer understood keeps rather than lets go
  }
}

bool Law::on_hold(const RecordType& type, const Message& record) const {
  return std::any_of(rules_.begin(), rules_.end(),
                     [&](auto& rule) { return rule.legal_hold() && applies(rule, type, record); });
}

std::optional<std::string> Law::why_kept(const RecordType& type, const Message& record) const {
  if (on_hold(type, record)) return common::say("legal hold").english();
  bool has_rule = false;
  for (auto& rule : rules_) {
    if (rule.basis().empty() || rule.of_type() != type.name) continue;
    has_rule = true;
    if (applies(rule, type, record) && made_at(record) + kept_for(rule) > now_) return rule.basis();
  }
  if (!has_rule && is_posted(type, record) && made_at(record) + books_kept > now_)
    return common::say("commercial and tax law: papers of the books are kept ten years").english();
  return std::nullopt;
}

}  // namespace hub::privacy
