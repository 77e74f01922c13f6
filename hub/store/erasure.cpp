#include "hub/store/erasure.hpp"

#include "common/codec/json.hpp"
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/log/log.hpp"
#include "common/text/json_text.hpp"
#include "hub/store/custom_values.hpp"

namespace hub::store {
namespace {

using common::codec::Json;
namespace schema = common::schema;

/// The entry's values without those that go; nothing when none does.
std::optional<std::string> without(const std::string& fields, const Forgets& forgets) {
  auto values = common::try_read_json(fields);
  if (!values.is_object()) return std::nullopt;
  auto left = Json::object();
  for (auto& [name, value] : values.items())
    if (!forgets(name)) left[name] = value;
  if (left.size() == values.size()) return std::nullopt;
  return common::json_text(left);
}

}  // namespace

std::size_t forget_values(Connection& connection, const std::string& tenant,
                          const std::string& record, const Forgets& forgets) {
  std::vector<std::pair<std::int64_t, std::string>> changed;
  auto& rows = connection.query("SELECT seq, fields FROM change WHERE tenant = ? AND record = ?",
                                {tenant, record});
  while (rows.step())
    if (auto left = without(rows.text(1), forgets)) changed.emplace_back(rows.integer(0), *left);
  for (auto& [seq, left] : changed)
    connection.execute("UPDATE change SET fields = ? WHERE tenant = ? AND seq = ?",
                       {left, tenant, seq});
  return changed.size();
}

void rewrite(Transaction& transaction, const RecordType& type, const Message& before,
             Message& after, const std::string& action) {
  auto& header = schema::header(after);
  header.set_version(header.version() + 1);
  *header.mutable_changed_at() = common::codec::to_timestamp(transaction.now());
  header.set_changed_by(transaction.actor().user);
  auto& sql = transaction.sql();
  transaction.tables().of(type).update(sql, before, after);
  write_custom_values(sql, type, &before, header.has_deleted_at() ? nullptr : &after);
  auto row = describe_change(type, &before, &after, transaction.actor(), transaction.now(), action);
  row.fields = "{}";
  row.session = transaction.session();
  append_changes(sql, {row});
}

Overwriting::Overwriting(Connection& connection) : connection_(connection) {
  if (connection_.dialect() == Dialect::sqlite) connection_.run_script("PRAGMA secure_delete = ON");
}

Overwriting::~Overwriting() {
  if (connection_.dialect() != Dialect::sqlite) return;
  try {
    connection_.run_script("PRAGMA secure_delete = OFF");
  } catch (const common::Error& error) {
    // It stays on, which is slower and does no harm.
    common::log::warning("hub/store", "secure_delete stays on", {{"error", error.what()}});
  }
}

}  // namespace hub::store
