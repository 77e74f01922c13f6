#include "common/rules/billing/pricing.hpp"

#include <algorithm>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/log/log.hpp"
#include "common/rules/company.hpp"
#include "common/rules/field/condition.hpp"
#include "common/rules/zones.hpp"
#include "common/zone/zone.hpp"
#include "proto/records/admin/branch.pb.h"
#include "proto/records/billing/billing_profile.pb.h"
#include "proto/records/crm/site.pb.h"
#include "proto/records/ledger/legal_entity.pb.h"
#include "proto/records/sales/price_list.pb.h"
#include "proto/records/sales/price_list_price.pb.h"

namespace common::rules::billing {
namespace {

using truckroll::sales::PriceList;
using truckroll::sales::PriceListPrice;

constexpr std::int64_t percent_of_one = 100'000'000;  // 100 % in millionths
constexpr int parents_max = 8;

bool is_valid(const truckroll::Date* from, const truckroll::Date* to, std::int32_t day) {
  return (!from || from->days() <= day) && (!to || to->days() >= day);
}
template <class T>
bool is_valid(const T& record, std::int32_t day) {
  return is_valid(record.has_from() ? &record.from() : nullptr,
                  record.has_to() ? &record.to() : nullptr, day);
}

std::int64_t fitting(__int128 minor) {
  constexpr std::int64_t minor_max = 1'000'000'000'000'000;
  if (minor > minor_max || minor < -minor_max)
    throw Error(ErrorCode::bad_input, "the amount is too large", "unit_price");
  return static_cast<std::int64_t>(minor);
}

__int128 divided(__int128 value, __int128 by) {
  return value < 0 ? -((-value + by / 2) / by) : (value + by / 2) / by;
}

std::optional<PriceListPrice> price_in(Records& records, const PriceList& list,
                                       const std::string& product, const std::string& unit,
                                       std::int64_t quantity, std::int32_t day) {
  std::optional<PriceListPrice> best;
  for (auto& price : records.where<PriceListPrice>("product", product)) {
    bool fits = price.price_list() == list.header().id() && price.unit() == unit &&
                is_valid(price, day) && price.min_quantity().millionths() <= quantity;
    if (!fits) continue;
    bool better = !best || price.min_quantity().millionths() > best->min_quantity().millionths() ||
                  (price.min_quantity().millionths() == best->min_quantity().millionths() &&
                   price.from().days() > best->from().days());
    if (better) best = price;
  }
  return best;
}

std::optional<Price> price_from(Records& records, std::string list_id, const Product& product,
                                const std::string& unit, std::int64_t quantity,
                                const Terms& terms) {
  for (int i = 0; i < parents_max && !list_id.empty(); ++i) {
    auto list = records.find<PriceList>(list_id);
    if (!list) break;
    if (list->currency() == terms.currency && is_valid(*list, terms.day))
      if (auto price = price_in(records, *list, product.header().id(), unit, quantity, terms.day))
        return Price{price->amount(), list->header().id(), list->includes_tax()};
    list_id = list->parent();
  }
  return std::nullopt;
}

bool holds(const TaxCode& code, const std::string& condition, const Product& product,
           const Terms& terms) {
  auto answer = [&](const std::string& key) -> std::optional<std::string> {
    if (key == "product_tax_class") return product.tax_class();
    if (key == "customer_tax_class") return terms.tax_class;
    if (key == "country") return terms.country;
    return std::nullopt;
  };
  if (condition == "true") return true;
  try {
    return field::evaluate_condition(condition, answer).value_or(false);
  } catch (const Error& error) {
    log::warning("common/rules/billing", "a tax code's condition cannot be read",
                 {{"code", code.code()}, {"error", error.what()}});
    return false;
  }
}

void set_place(Records& records, Terms& terms, const std::string& branch_id) {
  auto branch = records.find<truckroll::admin::Branch>(branch_id);
  if (!branch) return;
  terms.zone = branch->zone();
  terms.legal_entity = branch->legal_entity();
}

}  // namespace

Terms terms_of(Records& records, const std::string& account, const std::string& legal_entity,
               const std::string& zone, Instant at) {
  Terms terms;
  terms.account = account;
  terms.legal_entity = legal_entity;
  auto entities = records.all<truckroll::ledger::LegalEntity>();
  if (terms.legal_entity.empty() && entities.size() == 1)
    terms.legal_entity = entities.front().header().id();
  terms.zone = zone.empty() ? zone_of(records, terms.legal_entity) : zone;
  terms.day = zone::local_day(at, terms.zone);
  if (auto entity = records.find<truckroll::ledger::LegalEntity>(terms.legal_entity)) {
    terms.base_currency = terms.currency = entity->base_currency();
    terms.country = entity->country();
  }
  if (terms.currency.empty())
    if (auto company = records.find<truckroll::admin::Tenant>(records.actor().tenant))
      terms.currency = company_default(*company, "company.currency");
  terms.tax_class = "domestic";
  if (account.empty()) return terms;
  for (auto& profile : records.where<truckroll::billing::BillingProfile>("account", account)) {
    if (profile.legal_entity() != terms.legal_entity) continue;
    terms.currency = profile.currency();
    terms.price_list = profile.price_list();
    terms.tax_class = profile.tax_class();
    terms.days = profile.terms_days();
    terms.discount_days = profile.discount_days();
    terms.discount_millionths = profile.discount().millionths();
  }
  return terms;
}

Terms terms_of_job(Records& records, const truckroll::field::WorkOrder& job, Instant at) {
  Terms place;
  auto site = records.find<truckroll::crm::Site>(job.site());
  if (site) set_place(records, place, site->branch());
  auto terms = terms_of(records, job.account(), place.legal_entity, place.zone, at);
  if (site && !site->address().country().empty()) terms.country = site->address().country();
  return terms;
}

std::optional<Price> find_price(Records& records, const Product& product, const std::string& unit,
                                std::int64_t quantity, const Terms& terms) {
  if (auto price = price_from(records, terms.price_list, product, unit, quantity, terms))
    return price;
  auto lists = records.all<PriceList>();
  std::sort(lists.begin(), lists.end(), [](auto& a, auto& b) { return a.code() < b.code(); });
  for (auto& list : lists)
    if (list.audience() == PriceList::AUDIENCE_ALL)
      if (auto price = price_from(records, list.header().id(), product, unit, quantity, terms))
        return price;
  return std::nullopt;
}

std::optional<TaxCode> find_tax_code(Records& records, const Product& product, const Terms& terms) {
  std::optional<TaxCode> found, without_condition;
  int rank = 0;
  for (auto& code : records.all<TaxCode>()) {
    if (code.kind() != TaxCode::KIND_SALES && code.kind() != TaxCode::KIND_EXEMPT) continue;
    if (code.applies_size() == 0 && (!without_condition || code.code() < without_condition->code()))
      without_condition = code;
    for (auto& applies : code.applies())
      if ((!found || applies.rank() < rank) && holds(code, applies.condition(), product, terms)) {
        found = code;
        rank = applies.rank();
      }
  }
  return found ? found : without_condition;
}

std::optional<std::int64_t> percent_on(const TaxCode& code, std::int32_t day) {
  for (auto& rate : code.rates())
    if (is_valid(rate, day)) return rate.percent().millionths();
  if (code.kind() == TaxCode::KIND_EXEMPT) return 0;
  return std::nullopt;
}

void price_line(Records& records, LineItem& line, const Terms& terms) {
  auto product = records.find<Product>(line.product());
  if (product && line.unit().empty()) line.set_unit(product->unit());
  if (product && !line.price_by_hand()) {
    if (auto price =
            find_price(records, *product, line.unit(), line.quantity().millionths(), terms)) {
      *line.mutable_unit_price() = price->amount;
      line.set_price_from_price_list(price->list);
    }
  }
  subtract_discount(line);
  if (!line.tax_code().empty()) return;
  Product usual;  // what is no product of the company is taxed like most of them
  usual.set_tax_class("standard");
  if (auto code = find_tax_code(records, product.value_or(usual), terms))
    line.set_tax_code(code->header().id());
}

void subtract_discount(LineItem& line) {
  if (line.kind() == LineItem::KIND_DISCOUNT && line_amount(line) > 0)
    line.mutable_unit_price()->set_minor(-line.unit_price().minor());
}

std::int64_t line_amount(const LineItem& line) {
  auto quantity = line.has_quantity() ? line.quantity().millionths() : 1'000'000;
  auto kept = percent_of_one - line.discount().millionths();
  auto value = static_cast<__int128>(line.unit_price().minor()) * quantity * kept;
  return fitting(divided(value, static_cast<__int128>(1'000'000) * percent_of_one));
}

std::int64_t tax_on(std::int64_t minor, std::int64_t percent_millionths, bool included) {
  auto value = static_cast<__int128>(minor) * percent_millionths;
  return fitting(divided(value, included ? percent_of_one + percent_millionths : percent_of_one));
}

}  // namespace common::rules::billing
