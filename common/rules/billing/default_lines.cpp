#include "common/rules/billing/default_lines.hpp"

#include <algorithm>

#include "common/error/error.hpp"
#include "common/expr/expr.hpp"
#include "common/log/log.hpp"
#include "common/rules/billing/pricing.hpp"
#include "common/zone/zone.hpp"

namespace common::rules::billing {

using truckroll::field::DefaultWorkOrderItem;
using truckroll::field::JobType;
using truckroll::field::WorkOrder;

namespace {

LineItem::Kind kind_of(const Product& product) {
  switch (product.kind()) {
    case Product::KIND_LABOUR:
      return LineItem::KIND_LABOUR;
    case Product::KIND_EQUIPMENT:
      return LineItem::KIND_EQUIPMENT;
    case Product::KIND_SERVICE:
    case Product::KIND_FEE:
      return LineItem::KIND_FEE;
    default:
      return LineItem::KIND_PART;
  }
}

void add_line(Records& records, const WorkOrder& job, const DefaultWorkOrderItem& item,
              int position, const Terms& terms) {
  auto product = records.find<Product>(item.product());
  if (!product) return;
  LineItem line;
  line.set_work_order(job.header().id());
  line.set_position(position);
  line.set_kind(kind_of(*product));
  line.set_product(item.product());
  line.set_text(product->name());
  line.mutable_quantity()->set_millionths(item.quantity().millionths());
  line.mutable_planned_quantity()->set_millionths(item.quantity().millionths());
  line.set_unit(item.quantity().has_unit() ? item.quantity().unit() : product->unit());
  if (item.is_optional()) line.set_optional(true);
  if (product->has_standard_cost()) *line.mutable_unit_cost() = product->standard_cost();
  price_line(records, line, terms);
  records.save_as_system(line);
}

}  // namespace

bool holds(Records& records, const std::string& condition, const WorkOrder& job, Instant at,
           std::string_view zone) {
  if (condition.empty()) return true;
  expr::Context context{records.actor().user, records.actor().technician,
                        zone::local_day(at, std::string(zone)), at};
  try {
    auto parsed = expr::Expression::parse(condition, records.catalogue().of<WorkOrder>(),
                                          records.catalogue());
    return parsed.evaluate(job, context).value_or(false);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::bad_input) throw;
    log::warning("common/rules/billing", "a condition cannot be read",
                 {{"condition", condition}, {"error", error.what()}});
    return false;
  }
}

std::vector<DefaultWorkOrderItem> items_of(Records& records, const std::string& job_type) {
  auto items = records.where<DefaultWorkOrderItem>("job_type", job_type);
  std::stable_sort(items.begin(), items.end(),
                   [](auto& a, auto& b) { return a.order_number() < b.order_number(); });
  return items;
}

void add_default_lines(Records& records, const WorkOrder& job, const JobType& type, Instant at,
                       std::string_view zone) {
  auto terms = terms_of_job(records, job, at);
  int position = 10;
  for (auto& item : items_of(records, type.header().id())) {
    if (!holds(records, item.condition(), job, at, zone)) continue;
    add_line(records, job, item, position, terms);
    position += 10;
  }
}

}  // namespace common::rules::billing
