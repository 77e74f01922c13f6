#include "common/rules/billing/priced_lines.hpp"

#include "common/error/error.hpp"
#include "proto/records/sales/price_list.pb.h"

namespace common::rules::billing {

using truckroll::sales::PriceList;

PricedLines::PricedLines(Records& records, Terms terms)
    : records_(records), terms_(std::move(terms)) {
  auto list = records.find<PriceList>(terms_.price_list);
  included_ = list && list->includes_tax();
}

Sentence PricedLines::add(LineItem& line, const Sentence& name) {
  line.set_position(static_cast<std::int32_t>(lines_.size() + 1) * 10);
  auto problem = problem_of(line, name);
  if (problem.empty()) lines_.push_back(line);
  return problem;
}

Sentence PricedLines::problem_of(LineItem& line, const Sentence& name) {
  price_line(records_, line, terms_);
  if (!line.has_unit_price())
    return line.product().empty()
               ? say("there is no price in {} for {}; type one on the job's line", terms_.currency,
                     name)
               : say("there is no price in {} for {}; add one to a price list", terms_.currency,
                     name);
  if (line.unit_price().currency() != terms_.currency)
    return say("{} is priced in {}, and the customer is billed in {}", name,
               line.unit_price().currency(), terms_.currency);
  if (!line.has_tax_code())
    return say("no tax code applies to {}; set one up under Tax codes", name);
  return line.price_by_hand() ? Sentence() : disagreement(line, name);
}

Sentence PricedLines::disagreement(const LineItem& line, const Sentence& name) {
  auto list = records_.find<PriceList>(line.price_from_price_list());
  bool included = list && list->includes_tax();
  if (listed_ && included != included_)
    return included
               ? say("prices with and without tax cannot stand on one invoice; {} has one with",
                     name)
               : say("prices with and without tax cannot stand on one invoice; {} has one without",
                     name);
  listed_ = true;
  included_ = included;
  return {};
}

Sentence name_of(Records& records, const LineItem& line) {
  if (auto product = records.find<Product>(line.product()))
    return product->name() + " (" + product->code() + ")";
  return line.text().empty() ? say("a line") : Sentence(line.text());
}

}  // namespace common::rules::billing
