#include <algorithm>

#include "common/error/error.hpp"
#include "common/rules/billing/job_bill.hpp"
#include "common/rules/billing/priced_lines.hpp"
#include "edge/day/impl/input.hpp"
#include "edge/day/impl/sales_values.hpp"
#include "edge/day/sales.hpp"
#include "proto/records/projects/time_entry.pb.h"
#include "proto/records/sales/price_list.pb.h"
#include "proto/records/sales/product.pb.h"

namespace edge::day {
namespace {

using common::say;
using common::rules::billing::PricedLines;
using common::rules::billing::Terms;
using truckroll::billing::LineItem;
using truckroll::sales::Product;
namespace billing = common::rules::billing;

constexpr std::size_t rows_max = 50;
constexpr std::size_t lines_max = 200;
constexpr std::int64_t percent_of_one = 100'000'000;

Terms terms_for(const Screen& screen, const ForWhom& whom) {
  if (!whom.visit.empty())
    return billing::terms_of_job(screen.records, load_work(screen.records, whom.visit).job,
                                 screen.now);
  return billing::terms_of(screen.records, whom.account, "", screen.crew.zone, screen.now);
}

json product_json(const Screen& screen, const Product& product, const Terms& terms) {
  auto price = billing::find_price(screen.records, product, product.unit(), 1'000'000, terms);
  return {{"product", product.header().id()},
          {"code", product.code()},
          {"name", product.name()},
          {"kind", choice(Product::Kind_descriptor(), product.kind())},
          {"unit", product.unit()},
          {"price", price ? money_json(price->amount) : json()},
          {"includes_tax", price && price->includes_tax}};
}

LineItem::Kind kind_of(const Product& product) {
  switch (product.kind()) {
    case Product::KIND_LABOUR:
    case Product::KIND_SERVICE:
      return LineItem::KIND_LABOUR;
    case Product::KIND_EQUIPMENT:
      return LineItem::KIND_EQUIPMENT;
    case Product::KIND_FEE:
      return LineItem::KIND_FEE;
    default:
      return LineItem::KIND_PART;
  }
}

std::int64_t discount_in(const json& input) {
  auto discount = quantity_in(input, "discount");
  if (discount < 0 || discount > percent_of_one)
    common::refuse("discount", "expected 0 to 100 percent");
  return discount;
}

LineItem line_in(const Screen& screen, const json& input, const Terms& terms) {
  only_fields(input, {"product", "text", "quantity", "unit_price", "discount"});
  LineItem line;
  auto quantity = quantity_in(input, "quantity");
  if (quantity <= 0) common::refuse("quantity", "expected more than nothing");
  line.mutable_quantity()->set_millionths(quantity);
  if (input.contains("discount") && !input["discount"].is_null())
    line.mutable_discount()->set_millionths(discount_in(input));
  if (auto id = text_in(input, "product"); !id.empty()) {
    auto product = screen.records.load<Product>(id);
    line.set_kind(kind_of(product));
    line.set_product(id);
    line.set_text(product.name());
    line.set_unit(product.unit());
    return line;
  }
  line.set_kind(LineItem::KIND_FEE);
  line.set_text(required_text(input, "text"));
  line.set_unit("H87");
  auto minor = amount_in(input, "unit_price", terms.currency);
  *line.mutable_unit_price() = common::codec::money(minor, terms.currency);
  line.set_price_by_hand(true);
  return line;
}

/// Net and tax of each line, and what they come to together.
void count(const Screen& screen, Priced& priced) {
  auto day = priced.terms.day;
  for (auto lines : {&priced.lines, &priced.priced})
    for (auto& line : *lines)
      billing::set_line_totals(screen.records, line, day, priced.prices_include_tax);
  try {
    priced.totals =
        billing::totals_of(screen.records, priced.priced,
                           {day, priced.terms.currency, priced.prices_include_tax, false});
  } catch (const common::Error& error) {
    if (error.code() != common::ErrorCode::conflict) throw;
    priced.problem = error.sentence();  // a tax code has no rate on that day
  }
}

}  // namespace

Directories::Directories(const Van& van)
    : customers(van, "crm.Account", customer_text), products(van, "sales.Product", product_text) {}

std::string product_text(const common::schema::Message& record) {
  auto& product = static_cast<const Product&>(record);
  auto text = product.name() + " " + product.code();
  for (auto& barcode : product.barcodes()) text += " " + barcode;
  return text;
}

json make_price_book(const Van& van, Directory& directory, const std::string& search,
                     const ForWhom& whom) {
  auto found = directory.find(search, rows_max);
  json rows = json::array();
  van.look([&](const Screen& screen) {
    auto terms = terms_for(screen, whom);
    for (auto& id : found.ids)
      if (auto product = screen.records.find<Product>(id);
          product && product->header().state() == "active")
        rows.push_back(product_json(screen, *product, terms));
  });
  return {{"rows", rows}, {"total", found.total}};
}

Priced price(const Screen& screen, const ForWhom& whom, const json& lines) {
  if (!lines.is_array()) common::refuse("lines", "expected a list");
  if (lines.size() > lines_max) common::refuse("lines", "expected at most 200 lines");
  PricedLines collected(screen.records, terms_for(screen, whom));
  Priced priced;
  for (auto& input : lines) {
    auto line = line_in(screen, input, collected.terms());
    priced.problems.push_back(collected.add(line, billing::name_of(screen.records, line)));
    if (priced.problem.empty()) priced.problem = priced.problems.back();
    priced.lines.push_back(line);
  }
  if (lines.empty()) priced.problem = "add what you offer";
  priced.terms = collected.terms();
  priced.priced = collected.lines();
  priced.prices_include_tax = collected.prices_include_tax();
  count(screen, priced);
  return priced;
}

/// Hours that still run would be missing from the bill.
common::Sentence running_clock(const Screen& screen, const std::string& work_order) {
  using truckroll::projects::TimeEntry;
  for (auto& entry : screen.records.where<TimeEntry>("work_order", work_order))
    if (entry.header().state() == "running" && !entry.has_end())
      return "the clock is still running; stop it first, so that its hours are billed";
  return {};
}

Priced price_job(const Screen& screen, const std::string& visit) {
  auto work = load_work(screen.records, visit);
  auto bill = billing::make_bill(screen.records, work.job, screen.now, false);
  Priced priced;
  priced.terms = bill.terms;
  priced.lines = priced.priced = bill.lines;
  priced.problems.resize(bill.lines.size());
  priced.problem = bill.problem;
  if (auto running = running_clock(screen, work.visit.work_order()); !running.empty())
    priced.problem = running;
  priced.prices_include_tax = bill.prices_include_tax;
  count(screen, priced);
  return priced;
}

json priced_json(const Screen& screen, const Priced& priced) {
  json lines = json::array();
  for (std::size_t i = 0; i < priced.lines.size(); ++i) {
    lines.push_back(line_json(screen.records, priced.lines[i], priced.terms.day));
    if (!priced.problems[i].empty()) lines.back()["problem"] = priced.problems[i].said();
  }
  auto& currency = priced.terms.currency;
  return {{"currency", currency},
          {"prices_include_tax", priced.prices_include_tax},
          {"lines", lines},
          {"taxes", taxes_json(screen.records, priced.totals.taxes)},
          {"net", money_json(priced.totals.net, currency)},
          {"tax", money_json(priced.totals.tax, currency)},
          {"total", money_json(priced.totals.total(), currency)},
          {"problem", priced.problem.empty() ? json() : json(priced.problem.said())}};
}

}  // namespace edge::day
