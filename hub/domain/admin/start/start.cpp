#include "hub/domain/admin/start/start.hpp"

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/validate/validate.hpp"
#include "entries_text.hpp"
#include "hub/domain/admin/company/company.hpp"
#include "proto/records/admin/tenant.pb.h"

namespace hub::domain {
namespace {

using common::codec::Json;
using store::Transaction;

void check_percent(const std::string& text, const char* field) {
  constexpr std::int64_t hundred = 100'000'000;
  try {
    auto value = common::codec::parse_scaled(text, 6);
    if (value >= 0 && value <= hundred) return;
  } catch (const common::Error&) {
    // said below, with the field
  }
  common::refuse(field, "expected a percentage from 0 to 100 like 8.1");
}

/// As the caller named it.
std::string given_name(const std::string& field) {
  if (field.rfind("languages", 0) == 0) return "language";
  return field.rfind("currencies", 0) == 0 ? "currency" : field;
}

void check(const CompanyTerms& terms, const truckroll::admin::Tenant& company,
           const common::schema::Catalogue& catalogue) {
  for (auto [value, field] : {std::pair{&terms.country, "country"},
                              {&terms.currency, "currency"},
                              {&terms.zone, "zone"},
                              {&terms.language, "language"}})
    if (value->empty()) common::refuse(field, "expected text");
  auto violations = common::validate::check(catalogue.of<truckroll::admin::Tenant>(), company);
  for (auto& violation : violations) violation.field = given_name(violation.field);
  common::validate::require_valid(violations);
  check_percent(terms.tax_percent, "tax_percent");
  if (!terms.reduced_tax_percent.empty())
    check_percent(terms.reduced_tax_percent, "reduced_tax_percent");
}

}  // namespace

Entries make_company(Transaction& transaction, const CompanyTerms& terms) {
  truckroll::admin::Tenant company;
  company.mutable_header()->set_id(transaction.actor().tenant);
  company.set_name(terms.name);
  company.set_country(terms.country);
  company.add_currencies(terms.currency);
  company.set_zone(terms.zone);
  company.add_languages(terms.language);
  check(terms, company, transaction.catalogue());
  transaction.save(company);
  make_company_basics(transaction);
  Entries entries({{"name", terms.name},
                   {"country", terms.country},
                   {"currency", terms.currency},
                   {"zone", terms.zone},
                   {"language", terms.language},
                   {"tax_percent", terms.tax_percent},
                   {"reduced_tax_percent", terms.reduced_tax_percent}});
  for (auto& entry : common::codec::parse_json(company_entries)) entries.load(transaction, entry);
  return entries;
}

}  // namespace hub::domain
