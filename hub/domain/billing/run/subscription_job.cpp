#include "hub/domain/billing/run/subscription_job.hpp"

#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "hub/domain/billing/subscription.hpp"
#include "hub/domain/workflow/notify.hpp"
#include "proto/records/crm/account.pb.h"

namespace hub::domain::billing {
namespace {

using store::Transaction;
using truckroll::workflow::Notification;

void tell(Transaction& transaction, const std::string& id, const common::Sentence& reason) {
  auto subscription = transaction.find<truckroll::billing::Subscription>(id);
  if (!subscription) return;
  auto account = transaction.find<truckroll::crm::Account>(subscription->account());
  workflow::tell_role(transaction, "bookkeeper", Notification::CATEGORY_PAYMENT,
                      account ? common::say("Subscription not billed: {}", account->name())
                              : common::say("Subscription not billed"),
                      reason, "billing.Subscription", id, true);
}

}  // namespace

work::Outcome run_subscription(store::Store& store, const work::Job& job) {
  auto id = common::codec::parse_json(job.payload).value("subscription", std::string());
  auto command = store.system_command(job.tenant, "job subscription");
  try {
    store.write(command, [&](Transaction& transaction) {
      if (transaction.find<truckroll::billing::Subscription>(id))
        bill_subscription(transaction, id);
    });
  } catch (const common::Error& error) {
    if (error.code() != common::ErrorCode::conflict) throw;
    store.write(command,
                [&](Transaction& transaction) { tell(transaction, id, error.sentence()); });
    return work::Outcome::failed(error.text());
  }
  return work::Outcome::done();
}

}  // namespace hub::domain::billing
