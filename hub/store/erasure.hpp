#pragma once
#include <functional>
#include <string>

#include "hub/store/transaction.hpp"

namespace hub::store {

/// Which values of a log entry go, by their names there: of a field, "external_ids", "custom.7".
using Forgets = std::function<bool(const std::string& name)>;

/// Takes values of a record, and their salts, out of the change log: its names and commitments
/// stay, so the chain still verifies, and nothing can be guessed from them. How many entries it
/// changed.
std::size_t forget_values(Connection& connection, const std::string& tenant,
                          const std::string& record, const Forgets& forgets);

/// Writes what an erasure leaves of a record: past rules, frozen states and deletion, since none of
/// these may keep a person's data. It is a version like any other (vans, search and listeners get
/// it), with an entry in the log that names the fields and holds no value. Throws conflict when the
/// record is no longer as `before`.
void rewrite(Transaction& transaction, const RecordType& type, const Message& before,
             Message& after, const std::string& action);

/// Freed pages of an SQLite file keep what was in them: they are overwritten while this lives.
class Overwriting {
 public:
  explicit Overwriting(Connection& connection);
  ~Overwriting();
  Overwriting(const Overwriting&) = delete;
  Overwriting& operator=(const Overwriting&) = delete;

 private:
  Connection& connection_;
};

}  // namespace hub::store
