#pragma once
#include <string>

#include "hub/domain/admin/start/entries.hpp"

namespace hub::domain {

/// What a new company is asked before it begins.
struct CompanyTerms {
  std::string name;
  std::string country;              ///< ISO 3166-1 alpha-2
  std::string currency;             ///< ISO 4217; the books are kept in it
  std::string zone;                 ///< IANA
  std::string language;             ///< BCP 47; of its papers, mails and new users
  std::string tax_percent;          ///< on sales: "8.1"; "0" for who is not registered for VAT
  std::string reduced_tax_percent;  ///< empty: there is none
};

/// Saves the company of the transaction's tenant with what it needs to bill its first job: roles,
/// number series, posting rules, legal entity, branch, ledger accounts, fiscal periods, tax codes,
/// reasons, price list, labour, warehouses, service report, kind of job and survey (company.json).
/// All of it is the company's to change. Throws bad_input naming the field of CompanyTerms that is
/// wrong. Returns the names of the entries, for more of them.
Entries make_company(store::Transaction& transaction, const CompanyTerms& terms);

}  // namespace hub::domain
