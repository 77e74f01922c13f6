#pragma once
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "hub/store/access.hpp"
#include "hub/store/company_checks.hpp"
#include "hub/store/transaction.hpp"

namespace hub::store {

/// A company's record types as they are, how they lie in SQL, and who may do what with them.
/// Immutable: whoever is at work keeps his while a newer one takes its place.
struct Schema {
  /// What of `company` does not fit is named in `faults`.
  explicit Schema(Catalogue types, const Tables* base = nullptr,
                  const CompanyRights* company = nullptr,
                  std::vector<std::string>* faults = nullptr,
                  const std::vector<CompanyChecks::Rule>& rules = {})
      : catalogue(std::move(types)),
        tables(catalogue, base),
        access(catalogue, company, faults),
        checks(catalogue, rules, faults) {}
  const Catalogue catalogue;
  const Tables tables;
  const Access access;
  const CompanyChecks checks;
};

/// The schema of each company: what is compiled, for those that added nothing, else that and their
/// own types, fields and rights. Any thread.
///
/// Another hub's change is seen within `checked_every`; one of this hub at once, by `forget`.
class Schemas {
 public:
  static constexpr auto checked_every = std::chrono::milliseconds(500);
  explicit Schemas(const Catalogue& compiled);

  const std::shared_ptr<const Schema>& compiled() const { return compiled_; }
  std::shared_ptr<const Schema> of(Connection& connection, const std::string& tenant);
  /// What is known without asking the database; null when it must be asked.
  std::shared_ptr<const Schema> known(const std::string& tenant);
  void forget(const std::string& tenant);
  /// Whether records of this type make up the schema.
  static bool depends_on(std::string_view type);

 private:
  struct Entry {
    std::shared_ptr<const Schema> schema;
    std::int64_t version = 0;
    std::chrono::steady_clock::time_point checked;
  };
  std::shared_ptr<const Schema> load(Connection& connection, const std::string& tenant) const;

  std::shared_ptr<const Schema> compiled_;
  std::mutex mutex_;
  std::map<std::string, Entry> entries_;
  std::int64_t forgotten_ = 0;
};

/// Notes in the transaction that the company's schema changes, for hubs to notice.
void bump_schema_version(Connection& connection, const std::string& tenant);

}  // namespace hub::store
