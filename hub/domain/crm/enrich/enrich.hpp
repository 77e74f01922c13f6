#pragma once
#include <functional>
#include <string>

#include "hub/store/store.hpp"

namespace hub::domain::crm {

/// What a job of the kind "enrich" is to look at.
struct Look {
  std::string type;        ///< "crm.Site"; empty: all types that are looked at
  std::string record;      ///< id; empty: all records
  std::int64_t since = 0;  ///< changed since then (microseconds); 0: ever
};
inline constexpr const char* enrich_job = "enrich";
std::string encode(const Look& look);
Look decode(const std::string& payload);
bool is_looked_at(const std::string& type);

/// Looks for values that records lack, in what the hub knows, and proposes them: rows of
/// `crm.ProposedValue` that a person accepts or rejects. Nothing is changed, and what was proposed
/// once, whatever became of it, is not proposed again. Blocks; `renew` is called inside each of its
/// transactions.
void look_for_values(store::Store& store, const std::string& tenant, const std::string& payload,
                     const std::function<void(store::Transaction&)>& renew);

}  // namespace hub::domain::crm
