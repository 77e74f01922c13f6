#include "common/rules/company.hpp"

namespace common::rules {

bool is_company_default(std::string_view text) {
  return text == "company.currency" || text == "company.language" || text == "company.country" ||
         text == "company.zone";
}

std::string company_default(const truckroll::admin::Tenant& company, std::string_view text) {
  if (text == "company.currency")
    return company.currencies().empty() ? std::string() : company.currencies(0);
  if (text == "company.language")
    return company.languages().empty() ? std::string() : company.languages(0);
  if (text == "company.country") return company.country();
  if (text == "company.zone") return company.zone();
  return std::string(text);
}

}  // namespace common::rules
