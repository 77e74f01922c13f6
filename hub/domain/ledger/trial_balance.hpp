#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "hub/store/database.hpp"

namespace hub::domain::ledger {

/// What every account of the entity was debited and credited up to and with `to_day` (days since
/// 1970; all when empty):
/// {"currency", "rows": [{"id", "code", "name", "class", "debit", "credit", "balance"}], "debit",
/// "credit", "difference"}. Amounts are decimal text; rows go by code; accounts without entries are
/// left out. The difference is zero, always. With an empty entity: of the only one, or of the first
/// by name. No entity: no rows.
nlohmann::json trial_balance(store::Connection& connection, const std::string& tenant,
                             std::string legal_entity, std::optional<std::int32_t> to_day);

}  // namespace hub::domain::ledger
