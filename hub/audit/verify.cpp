#include "hub/audit/verify.hpp"

#include "common/log/log.hpp"
#include "hub/domain/workflow/notify.hpp"

namespace hub::audit {

work::Outcome work_on_verification(store::Store& store, const work::Job& job,
                                   const store::Sign& sign,
                                   const std::function<void(store::Transaction&)>& renew,
                                   std::size_t entries_at_once) {
  auto now = store.clock().now();
  // A command of its own for each write: ids of what it makes follow from its own.
  auto command = [&] { return store.system_command(job.tenant, "verify log"); };
  store::ChainVerification verification(job.tenant);
  bool more = true;
  while (more) {
    more = store.read_result([&](store::Connection& connection) {
      return verification.step(connection, entries_at_once);
    });
    if (more && renew) store.write(command(), renew);
  }
  auto verified = store.read_result([&](store::Connection& connection) {
    return store::verified(connection, job.tenant, verification, now, sign);
  });
  bool is_news = false;
  store.write(command(), [&](store::Transaction& transaction) {
    auto before = store::find_verified(transaction.sql(), job.tenant);
    store::note_verified(transaction.sql(), job.tenant, verified);
    bool known = before && before->broken_at == verified.broken_at;
    is_news = verified.broken_at != 0 && !known;
    if (!is_news) return;
    domain::workflow::tell_role(
        transaction, "admin", domain::workflow::Notification::CATEGORY_SYSTEM,
        common::say("The change log was altered"),
        common::say("Entry {} does not fit the chain. Compare with a backup, and find out who can "
                    "write to the database.",
                    verified.broken_at),
        "admin.Tenant", job.tenant, true);
  });
  if (is_news)
    common::log::critical("hub/audit", "the change log was altered",
                          {{"tenant", job.tenant}, {"entry", std::to_string(verified.broken_at)}});
  return work::Outcome::done();
}

}  // namespace hub::audit
