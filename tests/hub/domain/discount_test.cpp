#include "common/codec/values.hpp"
#include "company.hpp"
#include "proto/records/billing/line_item.pb.h"
#include "proto/records/billing/work_order_invoice.pb.h"
#include "till.hpp"

#include <CppUTest/TestHarness.h>

using namespace truckroll;
using billing::Invoice;
using billing::LineItem;
using common::codec::money;

TEST_GROUP(Discount) {
  Company company;
  Till till{company};

  static LineItem line_of(LineItem::Kind kind, std::int64_t price) {
    LineItem line;
    line.set_kind(kind);
    line.set_text(kind == LineItem::KIND_DISCOUNT ? "Loyalty" : "Call");
    *line.mutable_unit_price() = money(price, "CHF");
    return line;
  }
  std::string invoice_less(std::int64_t discount) {
    Invoice invoice;
    invoice.set_account(company.account);
    auto id = company.save(invoice);
    for (auto line :
         {line_of(LineItem::KIND_FEE, 10000), line_of(LineItem::KIND_DISCOUNT, discount)}) {
      line.set_invoice(id);
      company.save(line);
    }
    return id;
  }
  static LineItem discount_among(const std::vector<LineItem>& lines) {
    for (auto& line : lines)
      if (line.kind() == LineItem::KIND_DISCOUNT) return line;
    return {};
  }
};

TEST(Discount, is_taken_off_net_tax_and_ledger_and_given_back_by_the_credit) {
  auto id = invoice_less(1000);
  auto line = discount_among(company.where<LineItem>("invoice", id));
  LONGS_EQUAL(-1000, line.unit_price().minor());
  LONGS_EQUAL(-1000, line.net().minor());

  company.act(company.bookkeeper, "billing.Invoice", id, "post");

  auto invoice = company.load<Invoice>(id);
  LONGS_EQUAL(9000, invoice.net().minor());
  LONGS_EQUAL(9000, invoice.taxes(0).base().minor());
  LONGS_EQUAL(729, invoice.tax().minor());
  STRCMP_EQUAL("97.29", till.balance_of("1100").c_str());
  auto credit = till.credit(id);
  LONGS_EQUAL(9729, company.load<Invoice>(credit).total().minor());
  LONGS_EQUAL(-1000, discount_among(company.where<LineItem>("invoice", credit)).net().minor());
  STRCMP_EQUAL("void 0.00", till.invoice(id).c_str());
  STRCMP_EQUAL("0.00", till.balance_of("1100").c_str());
  STRCMP_EQUAL("0.00", company.trial_balance()["difference"].get<std::string>().c_str());
}

TEST(Discount, typed_below_zero_is_taken_off_all_the_same) {
  auto id = invoice_less(-1000);

  LONGS_EQUAL(9000, company.load<Invoice>(id).net().minor());
  auto line = discount_among(company.where<LineItem>("invoice", id));
  *line.mutable_unit_price() = money(2500, "CHF");
  company.save(line);
  LONGS_EQUAL(7500, company.load<Invoice>(id).net().minor());
}

TEST(Discount, of_a_job_is_taken_off_its_bill) {
  auto job = company.add_job();
  for (auto line : {line_of(LineItem::KIND_FEE, 10000), line_of(LineItem::KIND_DISCOUNT, 1000)}) {
    line.set_work_order(job);
    LONGS_EQUAL(line.kind() == LineItem::KIND_FEE ? 10000 : -1000,
                company.load<LineItem>(company.save(line)).net().minor());
  }

  company.do_job(job, company.book(job, company.mara), 0);

  auto billed = company.where<billing::WorkOrderInvoice>("work_order", job).at(0);
  LONGS_EQUAL(12800 + 10000 - 1000, company.load<Invoice>(billed.invoice()).net().minor());
}
