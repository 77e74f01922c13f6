#include "hub/domain/billing/subscription.hpp"

#include <date/date.h>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/rules/rules.hpp"
#include "common/text/json_text.hpp"
#include "hub/domain/billing/draft.hpp"
#include "hub/domain/words/words.hpp"

namespace hub::domain::billing {
namespace {

using common::Error;
using common::ErrorCode;
using common::refuse;
using common::rules::Change;
using truckroll::billing::Subscription;
using truckroll::billing::SubscriptionPlan;

constexpr int periods_max = 120;  // in one go

int months_of(const SubscriptionPlan& plan) {
  switch (plan.interval()) {
    case SubscriptionPlan::INTERVAL_YEAR:
      return 12;
    case SubscriptionPlan::INTERVAL_HALF_YEAR:
      return 6;
    case SubscriptionPlan::INTERVAL_QUARTER:
      return 3;
    default:
      return 1;
  }
}

/// The same day so many months later, or the last of a month that is too short.
std::int32_t add_months(std::int32_t day, int months) {
  date::year_month_day start{date::sys_days(date::days(day))};
  auto month = start.year() / start.month() + date::months(months);
  auto wanted = month / start.day();
  auto found = wanted.ok() ? date::sys_days(wanted) : date::sys_days(month / date::last);
  return static_cast<std::int32_t>(found.time_since_epoch().count());
}

std::int32_t first_day(const Subscription& subscription) {
  auto from = subscription.from().days();
  return subscription.has_trial_end() ? std::max(from, subscription.trial_end().days() + 1) : from;
}

const SubscriptionPlan::Charge* find_charge(const SubscriptionPlan& plan, const std::string& key) {
  for (auto& charge : plan.charges())
    if (charge.key() == key) return &charge;
  return nullptr;
}

bool is_running(const Subscription& subscription) {
  auto& state = subscription.header().state();
  return state == "active" || state == "past_due" || state == "cancelled";
}

std::int32_t today_of(Records& records, const Subscription& subscription) {
  return local_day(hub_now(records), zone_of(records, subscription.legal_entity()));
}

void check(Records& records, Change<Subscription>& change) {
  auto& subscription = change.after;
  auto plan = records.find<SubscriptionPlan>(subscription.subscription_plan());
  if (!plan) return;  // named by the check of references
  for (int i = 0; i < subscription.items_size(); ++i)
    if (!find_charge(*plan, subscription.items(i).charge())) {
      auto field = "items[" + std::to_string(i) + "].charge";
      refuse(field, common::say("the plan {} has no charge with this key", plan->name()));
    }
  if (change.creates() && !subscription.has_trial_end() && plan->trial_days() > 0)
    subscription.mutable_trial_end()->set_days(subscription.from().days() + plan->trial_days() - 1);
  if (change.enters("cancelled") && !subscription.has_cancel_at())
    subscription.mutable_cancel_at()->set_days(today_of(records, subscription));
}

void add_items(Records& records, Draft& draft, const Subscription& subscription,
               const SubscriptionPlan& plan, const Period& period) {
  for (auto& item : subscription.items()) {
    bool applies = (!item.has_from() || item.from().days() <= period.from) &&
                   (!item.has_to() || item.to().days() >= period.from);
    auto charge = find_charge(plan, item.charge());
    auto product = charge ? records.find<Product>(charge->product()) : std::nullopt;
    if (!applies || !product || item.quantity().millionths() == 0) continue;
    LineItem line;
    line.set_kind(LineItem::KIND_FEE);
    line.set_product(product->header().id());
    line.set_unit(product->unit());
    *line.mutable_quantity() = item.quantity();
    if (charge->has_price()) *line.mutable_unit_price() = charge->price();
    line.set_subscription(subscription.header().id());
    line.mutable_period_from()->set_days(period.from);
    line.mutable_period_to()->set_days(period.to);
    line.set_text(product->name() + ", " + common::codec::format_date(period.from) + " – " +
                  common::codec::format_date(period.to));
    add_line(records, draft, line);
  }
}

void bill_period(Records& records, Subscription& subscription, const SubscriptionPlan& plan,
                 const Period& period) {
  auto draft = start_draft(records, subscription.account(), subscription.legal_entity());
  draft.invoice.mutable_service_from()->set_days(period.from);
  draft.invoice.mutable_service_to()->set_days(period.to);
  add_items(records, draft, subscription, plan, period);
  if (!draft.lines.empty()) save_draft(records, draft);
  subscription.mutable_billed_until()->set_days(period.to);
  records.save_as_system(subscription);
}

/// A trial that is over begins to cost; what was cancelled and billed to its end has ended.
void advance(Records& records, Subscription& subscription, std::int32_t today) {
  auto& state = subscription.header().state();
  bool begins = state == "trial" && today >= first_day(subscription);
  auto plan = records.load<SubscriptionPlan>(subscription.subscription_plan());
  bool ends = state == "cancelled" &&
              next_period(subscription, plan).from > subscription.cancel_at().days();
  if (!begins && !ends) return;
  records.move_as_system(subscription, begins ? "activate" : "end");
  records.save_as_system(subscription);
}

nlohmann::json bill_now(Records& records, Subscription& subscription) {
  auto billed = bill_subscription(records, subscription.header().id());
  if (billed == 0) throw Error(ErrorCode::conflict, "nothing is due", "billed_until");
  return {{"periods", billed}};
}

/// Each subscription in a job of its own: one that cannot be billed does not hold up the others.
void ask_daily(Records& records) {
  for (auto& subscription : records.all<Subscription>()) {
    if (subscription.header().state() == "ended" || subscription.header().state() == "paused")
      continue;
    auto& id = subscription.header().id();
    records.enqueue("subscription", id + "|" + std::to_string(today_of(records, subscription)),
                    common::json_text(nlohmann::json{{"subscription", id}}), hub_now(records));
  }
}

const common::rules::Effects<Subscription> effects = common::rules::Effects<Subscription>()
                                                         .before_save(check)
                                                         .action("bill", bill_now)
                                                         .daily("subscriptions", ask_daily);

}  // namespace

Period next_period(const Subscription& subscription, const SubscriptionPlan& plan) {
  auto first = first_day(subscription);
  if (!subscription.has_billed_until()) return {first, add_months(first, months_of(plan)) - 1};
  auto from = subscription.billed_until().days() + 1;
  int count = 1;  // counted from the first, so that a short month does not shift the ones after it
  while (add_months(first, count * months_of(plan)) <= from) ++count;
  return {from, add_months(first, count * months_of(plan)) - 1};
}

std::optional<Period> due_period(const Subscription& subscription, const SubscriptionPlan& plan,
                                 std::int32_t today) {
  auto period = next_period(subscription, plan);
  bool over = subscription.has_cancel_at() && period.from > subscription.cancel_at().days();
  auto due = plan.timing() == SubscriptionPlan::TIMING_ARREARS ? period.to + 1 : period.from;
  if (!is_running(subscription) || over || today < due) return std::nullopt;
  return period;
}

int bill_subscription(Records& records, const std::string& id) {
  auto subscription = records.load<Subscription>(id);
  auto today = today_of(records, subscription);
  auto plan = records.load<SubscriptionPlan>(subscription.subscription_plan());
  advance(records, subscription, today);
  int billed = 0;
  for (; billed < periods_max; ++billed) {
    auto period = due_period(subscription, plan, today);
    if (!period) break;
    bill_period(records, subscription, plan, *period);
    subscription = records.load<Subscription>(id);
  }
  advance(records, subscription, today);
  return billed;
}

}  // namespace hub::domain::billing
