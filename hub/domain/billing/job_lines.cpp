#include <algorithm>
#include <map>

#include "common/codec/values.hpp"
#include "hub/domain/billing/draft.hpp"
#include "hub/domain/billing/job_billing.hpp"
#include "hub/domain/billing/labour.hpp"
#include "hub/domain/billing/pricing.hpp"
#include "hub/domain/words/words.hpp"
#include "proto/records/field/job_type.pb.h"
#include "proto/records/sales/price_list.pb.h"
#include "proto/records/stock/warehouse_item.pb.h"

namespace hub::domain::billing {
namespace {

using common::say;
using common::Sentence;
using truckroll::field::JobType;
using truckroll::projects::TimeEntry;

constexpr const char* hour = "HUR";

int sign_of(const StockMove& move) {
  if (move.kind() == StockMove::KIND_USE) return 1;
  return move.kind() == StockMove::KIND_RETURN ? -1 : 0;
}

/// Used less returned, in the order of first use.
std::vector<std::pair<std::string, std::int64_t>> used_parts(Records& records,
                                                             const std::string& job) {
  std::vector<std::pair<std::string, std::int64_t>> used;
  for (auto& move : records.where<StockMove>("work_order", job)) {
    if (sign_of(move) == 0) continue;
    auto found = std::find_if(used.begin(), used.end(),
                              [&](auto& one_used) { return one_used.first == move.product(); });
    if (found == used.end()) found = used.insert(used.end(), {move.product(), 0});
    found->second += sign_of(move) * move.quantity().millionths();
  }
  return used;
}

std::int64_t worked_minutes(Records& records, const std::string& job) {
  std::int64_t minutes = 0;
  for (auto& entry : records.where<TimeEntry>("work_order", job))
    if (billed_quantity(records, "time_entry", entry.header().id()) == 0)
      minutes += minutes_to_bill(entry);
  return minutes;
}

/// Collects lines; the first thing that is missing is the problem.
class Bill {
 public:
  Bill(Records& records, const WorkOrder& job)
      : records_(records),
        terms_(terms_of_job(records, job)),
        lines_(records.where<LineItem>("work_order", job.header().id())) {
    auto list = records.find<truckroll::sales::PriceList>(terms_.price_list);
    bill_.prices_include_tax = list && list->includes_tax();
  }

  void add_part(const std::string& product_id, std::int64_t quantity) {
    auto product = records_.find<Product>(product_id);
    if (!product || quantity <= 0) return;
    add(*product, LineItem::KIND_PART, quantity, product->unit(), find_line(product_id));
  }

  void add_labour(const JobType* type, std::int64_t minutes) {
    if (minutes <= 0) return;
    auto product = type ? records_.find<Product>(type->product()) : std::nullopt;
    if (!product)
      return note(
          type ? say("the job type {} has no labour product; name one to bill the hours worked",
                     type->name())
               : say("the job has no labour product; name one to bill the hours worked"));
    add(*product, LineItem::KIND_LABOUR, hours_billed(minutes), hour,
        find_line(product->header().id()));
  }

  /// What is billed as it stands on the job: fees, travel, discounts, and labour that is not by the
  /// hour.
  void add_fixed(const JobType* type, bool travel_only) {
    for (auto& line : lines_) {
      if (travel_only && line.kind() != LineItem::KIND_TRAVEL) continue;
      bool by_the_hour =
          line.kind() == LineItem::KIND_LABOUR && type && line.product() == type->product();
      bool not_fixed =
          line.kind() == LineItem::KIND_PART || line.kind() == LineItem::KIND_TEXT || by_the_hour;
      if (line.optional() || not_fixed || line.quantity().millionths() == 0) continue;
      auto copy = start(line.kind(), line.quantity().millionths(), line.unit(), &line);
      if (!line.product().empty()) copy.set_product(line.product());
      copy.set_text(line.text());
      auto product = records_.find<Product>(line.product());
      auto name = !line.text().empty() || !product ? line.text() : product->name();
      finish(copy, name.empty() ? say("a line") : Sentence(name));
    }
  }

  JobBill take(bool travel_only) {
    if (bill_.problem.empty() && bill_.lines.empty())
      note(travel_only ? say("only travel is to be billed, and the job has no line for it; add one")
                       : say("nothing that could be billed was recorded"));
    return std::move(bill_);
  }

 private:
  const LineItem* find_line(const std::string& product) const {
    for (auto& line : lines_)
      if (line.product() == product) return &line;
    return nullptr;
  }

  LineItem start(LineItem::Kind kind, std::int64_t quantity, const std::string& unit,
                 const LineItem* from) {
    LineItem line;
    line.set_position(static_cast<std::int32_t>(bill_.lines.size() + 1) * 10);
    line.set_kind(kind);
    line.mutable_quantity()->set_millionths(quantity);
    line.set_unit(unit);
    if (!from) return line;
    line.set_from_line(from->header().id());
    if (from->has_discount()) *line.mutable_discount() = from->discount();
    if (from->has_tax_code()) line.set_tax_code(from->tax_code());
    // Lines of before they noted it: a price of no list is one that somebody typed.
    bool by_hand = from->price_by_hand() || from->price_from_case() == LineItem::PRICE_FROM_NOT_SET;
    if (by_hand && from->has_unit_price()) {
      *line.mutable_unit_price() = from->unit_price();
      line.set_price_by_hand(true);
    }
    return line;
  }

  void add(const Product& product, LineItem::Kind kind, std::int64_t quantity,
           const std::string& unit, const LineItem* from) {
    auto line = start(kind, quantity, unit, from);
    line.set_product(product.header().id());
    line.set_text(product.name());
    if (product.has_standard_cost()) *line.mutable_unit_cost() = product.standard_cost();
    finish(line, product.name() + " (" + product.code() + ")");
  }

  void finish(LineItem& line, const Sentence& name) {
    price_line(records_, line, terms_);
    if (!line.has_unit_price())
      return note(line.product().empty()
                      ? say("there is no price in {} for {}; type one on the job's line",
                            terms_.currency, name)
                      : say("there is no price in {} for {}; add one to a price list",
                            terms_.currency, name));
    if (line.unit_price().currency() != terms_.currency)
      return note(say("{} is priced in {}, and the customer is billed in {}", name,
                      line.unit_price().currency(), terms_.currency));
    if (!line.has_tax_code())
      return note(say("no tax code applies to {}; set one up under Tax codes", name));
    // A price typed for the job is one with or without tax as the listed prices beside it are.
    if (!line.price_by_hand() && !agrees(line, name)) return;
    bill_.lines.push_back(line);
  }

  /// Whether listed prices so far are all with tax or all without.
  bool agrees(const LineItem& line, const Sentence& name) {
    auto list = records_.find<truckroll::sales::PriceList>(line.price_from_price_list());
    bool included = list && list->includes_tax();
    if (listed_ && included != bill_.prices_include_tax) {
      note(included
               ? say("prices with and without tax cannot stand on one invoice; {} has one with",
                     name)
               : say("prices with and without tax cannot stand on one invoice; {} has one without",
                     name));
      return false;
    }
    listed_ = true;
    bill_.prices_include_tax = included;
    return true;
  }

  void note(const Sentence& problem) {
    if (bill_.problem.empty()) bill_.problem = problem;
  }

  Records& records_;
  Terms terms_;
  std::vector<LineItem> lines_;
  JobBill bill_;
  bool listed_ = false;  // a price of a list has said whether prices include tax
};

}  // namespace

std::int64_t minutes_to_bill(const TimeEntry& entry) {
  bool counts = entry.billable() && entry.activity() == TimeEntry::ACTIVITY_WORK &&
                entry.header().state() != "running" && entry.header().state() != "refused";
  return counts ? entry.duration_minutes() : 0;
}

JobBill make_bill(Records& records, const WorkOrder& job) {
  Bill bill(records, job);
  auto type = records.find<JobType>(job.job_type());
  auto billing_case = records.find_where<WorkOrderInvoice>("work_order", job.header().id());
  bool travel_only = billing_case && billing_case->extent() == WorkOrderInvoice::EXTENT_TRAVEL_ONLY;
  if (!travel_only) {
    for (auto& [product, quantity] : used_parts(records, job.header().id()))
      bill.add_part(product, quantity);
    bill.add_labour(type ? &*type : nullptr, worked_minutes(records, job.header().id()));
  }
  bill.add_fixed(type ? &*type : nullptr, travel_only);
  return bill.take(travel_only);
}

std::int64_t goods_cost(Records& records, const StockMove& move) {
  if (sign_of(move) == 0) return 0;
  auto& place = sign_of(move) > 0 ? move.from() : move.to();
  std::int64_t each = move.unit_cost().minor();
  if (!move.has_unit_cost())
    for (auto& item : records.where<truckroll::stock::WarehouseItem>("product", move.product()))
      if (item.warehouse() == place) each = item.average_cost().minor();
  if (each == 0)
    if (auto product = records.find<Product>(move.product()))
      each = product->standard_cost().minor();
  return sign_of(move) * common::codec::multiply_money(each, move.quantity().millionths());
}

std::int64_t goods_cost(Records& records, const WorkOrder& job) {
  std::int64_t cost = 0;
  for (auto& move : records.where<StockMove>("work_order", job.header().id()))
    cost += goods_cost(records, move);
  return cost;
}

}  // namespace hub::domain::billing
