#include "hub/domain/ledger/trial_balance.hpp"

#include "common/codec/values.hpp"

namespace hub::domain::ledger {
namespace {

using store::Values;

// Reversed entries count as well: what takes them back is an entry of its own.
constexpr const char* sums_sql = R"(
SELECT a.id, a.code, a.name, a.class, CAST(COALESCE(SUM(l.debit), 0) AS BIGINT),
  CAST(COALESCE(SUM(l.credit), 0) AS BIGINT)
FROM journal_entry_lines l
JOIN journal_entry e ON e.tenant = l.tenant AND e.id = l.record
JOIN ledger_account a ON a.tenant = l.tenant AND a.id = l.ledger_account
WHERE l.tenant = ? AND e.legal_entity = ? AND e.state IN ('posted', 'reversed')
  AND e.deleted_at IS NULL
  AND e.date <= ?
GROUP BY a.id, a.code, a.name, a.class ORDER BY a.code)";

}  // namespace

nlohmann::json trial_balance(store::Connection& connection, const std::string& tenant,
                             std::string legal_entity, std::optional<std::int32_t> to_day) {
  std::string currency;  // without a legal entity there is none
  auto& entities = connection.query(
      "SELECT id, base_currency FROM legal_entity WHERE tenant = ? AND deleted_at IS NULL ORDER BY "
      "name",
      {tenant});
  while (entities.step()) {
    if (legal_entity.empty()) legal_entity = entities.text(0);
    if (entities.text(0) == legal_entity) currency = entities.text(1);
  }
  auto places = common::codec::currency_places(currency);
  auto amount = [&](std::int64_t minor) {
    return common::codec::format_scaled(minor, places, true);
  };
  nlohmann::json rows = nlohmann::json::array();
  std::int64_t debit = 0, credit = 0;
  auto& sums = connection.query(
      sums_sql, Values{tenant, legal_entity, static_cast<std::int64_t>(to_day.value_or(1 << 30))});
  while (sums.step()) {
    auto d = sums.integer(4), c = sums.integer(5);
    debit += d;
    credit += c;
    rows.push_back({{"id", sums.text(0)},
                    {"code", sums.text(1)},
                    {"name", sums.text(2)},
                    {"class", sums.text(3)},
                    {"debit", amount(d)},
                    {"credit", amount(c)},
                    {"balance", amount(d - c)}});
  }
  return {{"currency", currency},
          {"rows", rows},
          {"debit", amount(debit)},
          {"credit", amount(credit)},
          {"difference", amount(debit - credit)}};
}

}  // namespace hub::domain::ledger
