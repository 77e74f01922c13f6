#include <array>
#include <cstdio>
#include <fstream>

#include "common/codec/values.hpp"
#include "office.hpp"
#include "proto/records/billing/line_item.pb.h"
#include "proto/records/content/paperwork_document.pb.h"
#include "proto/records/crm/account.pb.h"
#include "proto/records/ledger/ledger_account.pb.h"

#include <CppUTest/TestHarness.h>

using namespace truckroll;
using billing::LineItem;

namespace {

std::string draft_with_fee(Company& company) {
  billing::Invoice invoice;
  invoice.set_account(company.account);
  auto id = company.save(invoice);
  LineItem fee;
  fee.set_invoice(id);
  fee.set_kind(LineItem::KIND_LABOUR);
  fee.set_product(company.labour);
  *fee.mutable_unit_price() = common::codec::money(10000, "CHF");
  company.save(fee);
  return id;
}

/// Of the invoice's filed paper.
std::string printed_text(Company& company, const std::string& invoice) {
  auto document = company.load<billing::Invoice>(invoice).document();
  auto blob = company.load<content::PaperworkDocument>(document).pdf_blob();
  auto path = (company.folder / "invoice.pdf").string();
  company.store->read([&](hub::store::Connection& connection) {
    auto found = hub::store::load_blob(connection, company.tenant, blob);
    if (found) std::ofstream(path, std::ios::binary) << found->bytes;
  });
  std::string text;
  auto out = popen(("pdftotext " + path + " -").c_str(), "r");
  std::array<char, 4096> part{};
  for (std::size_t got; (got = std::fread(part.data(), 1, part.size(), out)) > 0;)
    text.append(part.data(), got);
  pclose(out);
  return text;
}

}  // namespace

TEST_GROUP(InvoiceText){};

TEST(InvoiceText, says_in_the_customers_language_when_and_where_to_pay) {
  Company company;
  Office office{company};
  company.write([&](auto& t) {
    for (auto account : t.template where<ledger::LedgerAccount>("legal_entity", company.entity))
      if (account.use() == ledger::LedgerAccount::USE_BANK) {
        account.set_iban("LI21088100002324013AA");
        t.save(account);
      }
    auto customer = t.template load<crm::Account>(company.account);
    customer.set_language("de-CH");
    t.save(customer);
  });
  auto id = draft_with_fee(company);
  company.act(company.bookkeeper, "billing.Invoice", id, "post");

  office.make_papers();

  auto printed = printed_text(company, id);
  for (auto words : {"Rechnung", "20. November 2026", "20. Dezember 2026", "Labour heating",
                     "1 Std.", "IBAN", "LI21088100002324013AA", "Zahlungszweck"})
    STRCMP_CONTAINS(words, printed.c_str());
}

TEST(InvoiceText, every_text_line_and_what_a_discount_takes_off_is_printed) {
  Company company;
  Office office{company};
  auto id = draft_with_fee(company);
  LineItem discount;
  discount.set_invoice(id);
  discount.set_kind(LineItem::KIND_DISCOUNT);
  discount.set_text("Loyalty");
  *discount.mutable_unit_price() = common::codec::money(1000, "CHF");
  company.save(discount);
  int position = 20;
  for (auto words : {"The old pump was disposed of.", "The next service is due in May."}) {
    LineItem text;
    text.set_invoice(id);
    text.set_kind(LineItem::KIND_TEXT);
    text.set_position(position += 10);
    text.set_text(words);
    company.save(text);
  }
  company.act(company.bookkeeper, "billing.Invoice", id, "post");

  office.make_papers();

  auto printed = printed_text(company, id);
  STRCMP_CONTAINS("The old pump was disposed of.", printed.c_str());
  STRCMP_CONTAINS("The next service is due in May.", printed.c_str());
  STRCMP_CONTAINS("−10.00", printed.c_str());
}
