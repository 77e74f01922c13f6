#include <algorithm>

#include "common/rules/billing/job_bill.hpp"
#include "common/rules/billing/labour.hpp"
#include "common/rules/billing/priced_lines.hpp"
#include "proto/records/field/job_type.pb.h"

namespace common::rules::billing {
namespace {

using truckroll::field::JobType;

constexpr const char* hour = "HUR";

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
  Bill(Records& records, const WorkOrder& job, Instant at)
      : records_(records),
        priced_(records, terms_of_job(records, job, at)),
        lines_(records.where<LineItem>("work_order", job.header().id())) {}

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
      note(priced_.add(copy, name.empty() ? say("a line") : Sentence(name)));
    }
  }

  JobBill take(bool travel_only) {
    if (problem_.empty() && priced_.lines().empty())
      note(travel_only ? say("only travel is to be billed, and the job has no line for it; add one")
                       : say("nothing that could be billed was recorded"));
    return {priced_.terms(), priced_.lines(), problem_, priced_.prices_include_tax()};
  }

 private:
  const LineItem* find_line(const std::string& product) const {
    for (auto& line : lines_)
      if (line.product() == product) return &line;
    return nullptr;
  }

  static LineItem start(LineItem::Kind kind, std::int64_t quantity, const std::string& unit,
                        const LineItem* from) {
    LineItem line;
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
    note(priced_.add(line, product.name() + " (" + product.code() + ")"));
  }

  void note(const Sentence& problem) {
    if (problem_.empty()) problem_ = problem;
  }

  Records& records_;
  PricedLines priced_;
  std::vector<LineItem> lines_;
  Sentence problem_;
};

}  // namespace

int sign_of(const StockMove& move) {
  if (move.kind() == StockMove::KIND_USE) return 1;
  return move.kind() == StockMove::KIND_RETURN ? -1 : 0;
}

std::int64_t minutes_to_bill(const TimeEntry& entry) {
  bool counts = entry.billable() && entry.activity() == TimeEntry::ACTIVITY_WORK &&
                entry.header().state() != "running" && entry.header().state() != "refused";
  return counts ? entry.duration_minutes() : 0;
}

JobBill make_bill(Records& records, const WorkOrder& job, Instant at, bool travel_only) {
  Bill bill(records, job, at);
  auto type = records.find<JobType>(job.job_type());
  if (!travel_only) {
    for (auto& [product, quantity] : used_parts(records, job.header().id()))
      bill.add_part(product, quantity);
    bill.add_labour(type ? &*type : nullptr, worked_minutes(records, job.header().id()));
  }
  bill.add_fixed(type ? &*type : nullptr, travel_only);
  return bill.take(travel_only);
}

bool is_taken_back(const Invoice& invoice) {
  if (invoice.header().state() == "void") return true;
  return invoice.has_credited() && invoice.credited().minor() >= invoice.total().minor();
}

std::int64_t billed_quantity(Records& records, const char* field, const std::string& id) {
  std::int64_t quantity = 0;
  for (auto& line : records.where<LineItem>(field, id)) {
    auto invoice = records.find<Invoice>(line.invoice());
    if (invoice && invoice->kind() != Invoice::KIND_CREDIT && !is_taken_back(*invoice))
      quantity += line.quantity().millionths();
  }
  return quantity;
}

}  // namespace common::rules::billing
