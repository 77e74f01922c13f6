#include "hub/domain/crm/enrich/enrich.hpp"

#include <algorithm>

#include "common/codec/json.hpp"
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "hub/domain/crm/enrich/sources.hpp"
#include "proto/records/crm/proposed_value.pb.h"

namespace hub::domain::crm {
namespace {

using common::codec::Json;
using store::Transaction;
using truckroll::crm::ProposedValue;

constexpr std::size_t records_at_once = 200;
const std::vector<std::string> looked_at{"crm.Account", "crm.Contact", "crm.Site", "crm.Lead"};

using Block = std::vector<std::pair<std::string, std::vector<Found>>>;

std::vector<std::string> next_ids(store::Connection& connection, const std::string& tenant,
                                  const store::RecordType& type, const Look& look,
                                  const std::string& after) {
  std::vector<std::string> ids;
  if (!look.record.empty()) {
    if (after.empty()) ids.push_back(look.record);
    return ids;
  }
  auto& rows = connection.query(
      "SELECT id FROM " + store::sql_name(type.table) +
          " WHERE tenant = ? AND deleted_at IS NULL AND changed_at >= ? AND id > ? ORDER BY id "
          "LIMIT ?",
      {tenant, look.since, after, static_cast<std::int64_t>(records_at_once)});
  while (rows.step()) ids.push_back(rows.text(0));
  return ids;
}

std::vector<Found> found_of(const Knowledge& knowledge, const store::Message& record,
                            const std::string& type) {
  if (type == "crm.Site")
    return knowledge.about_site(static_cast<const truckroll::crm::Site&>(record));
  if (type == "crm.Lead")
    return knowledge.about_lead(static_cast<const truckroll::crm::Lead&>(record));
  if (type == "crm.Contact")
    return knowledge.about_contact(static_cast<const truckroll::crm::Contact&>(record));
  return knowledge.about_account(static_cast<const truckroll::crm::Account&>(record));
}

/// One of a field waits at a time, and what somebody rejected stays rejected.
bool is_known(Transaction& transaction, const std::string& record, const Found& found) {
  for (auto& there : transaction.where<ProposedValue>("about", record))
    if (there.field() == found.field &&
        (there.header().state() == "proposed" || there.value() == found.value))
      return true;
  return false;
}

void propose(Transaction& transaction, const std::string& type, const std::string& record,
             const Found& found) {
  ProposedValue proposed;
  *proposed.mutable_about() = common::codec::about(type, record);
  proposed.set_field(found.field);
  proposed.set_value(found.value);
  proposed.set_origin(ProposedValue::ORIGIN_ENRICHMENT);
  proposed.set_source(found.source);
  *proposed.mutable_seen_at() = common::codec::to_timestamp(transaction.now());
  *proposed.mutable_confidence() = common::codec::decimal(found.confidence * 1'000'000LL);
  transaction.save(proposed);
}

void look_at(store::Store& store, const std::string& tenant, const Knowledge& knowledge,
             const store::RecordType& type, const Look& look,
             const std::function<void(Transaction&)>& renew) {
  std::string after;
  while (true) {
    std::vector<std::string> ids;
    Block block;
    store.read([&](store::Connection& connection) {
      ids = next_ids(connection, tenant, type, look, after);
      auto& table = store.tables().of(type);
      auto records = table.find_all(connection, tenant, ids);
      table.load_lines(connection, tenant, records);
      for (auto& record : records) {
        auto& header = common::schema::header(std::as_const(*record));
        auto found = found_of(knowledge, *record, type.name);
        if (!header.has_deleted_at() && !found.empty()) block.emplace_back(header.id(), found);
      }
    });
    if (ids.empty()) return;
    after = ids.back();
    store.write(store.system_command(tenant, "job enrich"), [&](Transaction& transaction) {
      if (renew) renew(transaction);
      for (auto& [id, all] : block)
        for (auto& found : all)
          if (!is_known(transaction, id, found)) propose(transaction, type.name, id, found);
    });
  }
}

}  // namespace

std::string encode(const Look& look) {
  return common::json_text(
      Json{{"type", look.type}, {"record", look.record}, {"since", look.since}});
}

Look decode(const std::string& payload) {
  auto json = common::read_json(payload);
  return {json.value("type", ""), json.value("record", ""), json.value("since", std::int64_t{0})};
}

bool is_looked_at(const std::string& type) {
  return std::find(looked_at.begin(), looked_at.end(), type) != looked_at.end();
}

void look_for_values(store::Store& store, const std::string& tenant, const std::string& payload,
                     const std::function<void(Transaction&)>& renew) {
  auto look = decode(payload);
  std::optional<Knowledge> knowledge;
  store.read([&](store::Connection& connection) { knowledge.emplace(connection, tenant); });
  for (auto& name : looked_at)
    if (look.type.empty() || look.type == name)
      look_at(store, tenant, *knowledge, store.catalogue().type(name), look, renew);
}

}  // namespace hub::domain::crm
