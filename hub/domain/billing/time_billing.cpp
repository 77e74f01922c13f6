#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/rules/billing/labour.hpp"
#include "common/rules/rules.hpp"
#include "hub/domain/billing/draft.hpp"
#include "hub/domain/billing/job_billing.hpp"
#include "hub/domain/words/words.hpp"
#include "proto/records/field/job_type.pb.h"
#include "proto/records/people/technician.pb.h"
#include "proto/records/projects/time_entry.pb.h"
#include "proto/wire/actions/hub_billing.pb.h"

namespace hub::domain::billing {
namespace {

using common::Error;
using common::ErrorCode;
using truckroll::projects::TimeEntry;

constexpr const char* hour = "HUR";

/// Hours of a job that has its invoice stand on that already.
bool is_billed_as_job(Records& records, const WorkOrder& job) {
  auto billing_case = records.find_where<WorkOrderInvoice>("work_order", job.header().id());
  return billing_case && has_invoice(records, *billing_case);
}

bool is_due(Records& records, const TimeEntry& entry, std::int32_t until) {
  auto& state = entry.header().state();
  auto day = local_day(common::codec::from_timestamp(entry.start()), entry.zone());
  return entry.billable() && entry.activity() == TimeEntry::ACTIVITY_WORK && state != "running" &&
         state != "refused" && entry.duration_minutes() > 0 && day <= until &&
         billed_quantity(records, "time_entry", entry.header().id()) == 0;
}

std::string product_of(Records& records, const WorkOrder& job) {
  auto type = records.find<truckroll::field::JobType>(job.job_type());
  if (!type || type->product().empty())
    throw Error(
        ErrorCode::conflict,
        type ? common::say("the job type {} has no labour product; name one to bill the hours "
                           "worked",
                           type->name())
             : common::say("{} has no labour product; name one to bill the hours worked",
                           job_name(job)));
  return type->product();
}

LineItem line_of(Records& records, const WorkOrder& job, const TimeEntry& entry,
                 std::int64_t hours) {
  LineItem line;
  line.set_kind(LineItem::KIND_LABOUR);
  line.set_product(product_of(records, job));
  line.set_unit(hour);
  line.mutable_quantity()->set_millionths(hours);
  if (entry.has_bill_rate()) *line.mutable_unit_price() = entry.bill_rate();
  line.set_time_entry(entry.header().id());
  auto technician = records.find<truckroll::people::Technician>(entry.technician());
  auto day = local_day(common::codec::from_timestamp(entry.start()), entry.zone());
  line.set_text(job_name(job) + ", " + common::codec::format_date(day) +
                (technician ? ", " + person_name(technician->name()) : std::string()));
  return line;
}

void add_job(Records& records, Draft& draft, const WorkOrder& job, std::int32_t until) {
  std::vector<TimeEntry> due;
  std::vector<std::int64_t> minutes;
  for (auto& entry : records.where<TimeEntry>("work_order", job.header().id()))
    if (is_due(records, entry, until)) {
      due.push_back(entry);
      minutes.push_back(entry.duration_minutes());
    }
  auto hours = common::rules::billing::hours_billed_each(minutes);
  for (std::size_t i = 0; i < due.size(); ++i)
    add_line(records, draft, line_of(records, job, due[i], hours[i]));
}

nlohmann::json bill_time(Records& records, Invoice& made,
                         const truckroll::wire::hub_billing::BillTime& input) {
  auto draft = start_draft(records, input.account(), "");
  auto until =
      input.has_until() ? input.until().days() : local_day(hub_now(records), draft.terms.zone);
  for (auto& job : records.where<WorkOrder>("account", input.account())) {
    bool wanted = input.work_order().empty() || input.work_order() == job.header().id();
    if (!wanted || is_billed_as_job(records, job)) continue;
    add_job(records, draft, job, until);
  }
  made = records.load<Invoice>(save_draft(records, draft));
  return {{"lines", draft.lines.size()}};
}

const common::rules::Effects<Invoice> effects =
    common::rules::Effects<Invoice>().collection_action<truckroll::wire::hub_billing::BillTime>(
        "bill-time", bill_time);

}  // namespace
}  // namespace hub::domain::billing
