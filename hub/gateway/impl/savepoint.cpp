#include "hub/gateway/impl/savepoint.hpp"

#include "common/error/error.hpp"

namespace hub::gateway::impl {

void in_savepoint(store::Transaction& outer, const store::Store& store,
                  const store::Command& command,
                  const std::function<void(store::Transaction&)>& body) {
  auto& sql = outer.sql();
  sql.run_script("SAVEPOINT operation");
  try {
    store::Transaction inner(sql, outer.tables(), store.book(), command, outer.access());
    body(inner);
    store::append_changes(sql, inner.changes());
    sql.run_script("RELEASE SAVEPOINT operation");
  } catch (const store::RetryTransaction&) {
    throw;  // the database has given up the whole transaction
  } catch (const common::Error& error) {
    if (error.code() == common::ErrorCode::storage) throw;
    sql.run_script("ROLLBACK TO SAVEPOINT operation; RELEASE SAVEPOINT operation");
    throw;
  } catch (...) {
    sql.run_script("ROLLBACK TO SAVEPOINT operation; RELEASE SAVEPOINT operation");
    throw;
  }
}

}  // namespace hub::gateway::impl
