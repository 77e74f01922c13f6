#include <algorithm>
#include <optional>

#include "common/codec/json.hpp"
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "hub/domain/words/words.hpp"
#include "hub/domain/workflow/notify.hpp"
#include "hub/domain/workflow/send/send.hpp"
#include "hub/domain/workflow/texts.hpp"
#include "pdf/forms/invoice.hpp"
#include "proto/records/admin/branch.pb.h"
#include "proto/records/billing/invoice.pb.h"
#include "proto/records/billing/line_item.pb.h"
#include "proto/records/billing/tax_code.pb.h"
#include "proto/records/billing/work_order_invoice.pb.h"
#include "proto/records/content/paperwork_document.pb.h"
#include "proto/records/content/paperwork_template.pb.h"
#include "proto/records/ledger/ledger_account.pb.h"
#include "proto/records/ledger/legal_entity.pb.h"

namespace hub::domain::workflow {
namespace {

using store::Store;
using store::Transaction;
using truckroll::billing::Invoice;
using truckroll::billing::LineItem;
using truckroll::billing::TaxCode;
using truckroll::content::PaperworkDocument;
using truckroll::content::PaperworkTemplate;
using truckroll::field::WorkOrder;
using truckroll::ledger::LedgerAccount;
using truckroll::ledger::LegalEntity;

std::vector<std::string> address_lines(const truckroll::Address& address) {
  std::vector<std::string> lines;
  for (auto& line : {address.line1(), address.line2()})
    if (!line.empty()) lines.push_back(line);
  if (!address.city().empty())
    lines.push_back((address.postal_code().empty() ? "" : address.postal_code() + " ") +
                    address.city());
  return lines;
}

std::optional<WorkOrder> job_of(Transaction& transaction, const Invoice& invoice) {
  auto billed = transaction.find_where<truckroll::billing::WorkOrderInvoice>(
      "invoice",
      invoice.kind() == Invoice::KIND_CREDIT ? invoice.credits() : invoice.header().id());
  return billed ? transaction.find<WorkOrder>(billed->work_order()) : std::nullopt;
}

std::string unit_text(const std::string& unit, bool german) {
  if (unit == "HUR") return german ? "Std." : "h";
  if (unit == "H87") return german ? "Stk." : "pc";
  if (unit == "MTR") return "m";
  if (unit == "KMT") return "km";
  return unit;
}

pdf::InvoiceWords words_in(bool german) {
  pdf::InvoiceWords words;
  if (!german) return words;
  words.invoice = "Rechnung";
  words.credit_note = "Gutschrift";
  words.billed_to = "Rechnung an";
  words.description = "Leistung";
  words.quantity = "Menge";
  words.unit_price = "Preis";
  words.tax = "MWST";
  words.net = "Netto";
  words.net_total = "Total netto";
  words.total = "Total";
  words.payment = "Zahlung";
  words.tax_on = "auf";
  words.page = "Seite {} von {}";
  return words;
}

void add_seller(Transaction& transaction, const Invoice& invoice, bool german,
                pdf::InvoicePaper& paper) {
  auto entity = transaction.load<LegalEntity>(invoice.legal_entity());
  paper.seller.name = entity.name();
  for (auto& branch :
       transaction.where<truckroll::admin::Branch>("legal_entity", entity.header().id()))
    if (paper.seller.lines.empty()) paper.seller.lines = address_lines(branch.address());
  paper.footer = entity.name() +
                 (entity.registration().empty() ? "" : " · " + entity.registration()) +
                 (entity.tax_number().empty() ? "" : " · " + entity.tax_number());
  for (auto& account : transaction.where<LedgerAccount>("legal_entity", entity.header().id()))
    if (account.use() == LedgerAccount::USE_BANK && !account.iban().empty() &&
        paper.payment_details.empty())
      paper.payment_details.push_back({"IBAN", account.iban()});
  if (!paper.payment_details.empty())
    paper.payment_details.push_back({german ? "Zahlungszweck" : "Reference", invoice.number()});
}

void add_facts(Transaction& transaction, const Invoice& invoice, bool german,
               pdf::InvoicePaper& paper) {
  auto day = [&](const truckroll::Date& date) {
    return date_text(date.days(), german ? "de" : "en");
  };
  paper.facts.push_back({german ? "Datum" : "Date", day(invoice.date())});
  if (!paper.is_credit_note)
    paper.facts.push_back({german ? "Zahlbar bis" : "Due", day(invoice.due())});
  if (invoice.has_service_to())
    paper.facts.push_back({german ? "Leistung vom" : "Service on", day(invoice.service_to())});
  if (auto job = job_of(transaction, invoice))
    paper.facts.push_back({german ? "Auftrag" : "Job", job_name(*job)});
  if (auto original = transaction.find<Invoice>(invoice.credits()))
    paper.facts.push_back({german ? "Zur Rechnung" : "For invoice", original->number()});
}

void add_lines(Transaction& transaction, const Invoice& invoice, bool german,
               pdf::InvoicePaper& paper) {
  auto lines = transaction.where<LineItem>("invoice", invoice.header().id());
  std::stable_sort(lines.begin(), lines.end(),
                   [](auto& a, auto& b) { return a.position() < b.position(); });
  for (auto& line : lines) {
    if (line.kind() == LineItem::KIND_TEXT) {
      paper.note += (paper.note.empty() ? "" : "\n") + line.text();
      continue;
    }
    auto code = transaction.find<TaxCode>(line.tax_code());
    paper.lines.push_back({line.text(),
                           common::codec::format_scaled(line.quantity().millionths(), 6) + " " +
                               unit_text(line.unit(), german),
                           pdf::format_amount(line.unit_price().minor(), invoice.currency()),
                           code ? code->code() : "",
                           pdf::format_amount(line.net().minor(), invoice.currency())});
  }
  for (auto& tax : invoice.taxes()) {
    auto code = transaction.find<TaxCode>(tax.tax_code());
    auto percent = common::codec::format_scaled(tax.percent().millionths(), 6);
    paper.taxes.push_back({code ? code->code() : "", (german ? "MWST " : "VAT ") + percent + " %",
                           pdf::format_amount(tax.base().minor(), invoice.currency()),
                           pdf::format_amount(tax.amount().minor(), invoice.currency())});
  }
}

pdf::InvoicePaper make_paper(Transaction& transaction, const Invoice& invoice) {
  pdf::InvoicePaper paper;
  auto job = job_of(transaction, invoice);
  bool german = is_german(
      billing_recipient(transaction, invoice.account(), job ? job->header().id() : "").language);
  paper.is_credit_note = invoice.kind() == Invoice::KIND_CREDIT;
  paper.number = invoice.number();
  paper.issued_on = common::codec::format_date(invoice.date().days());
  paper.words = words_in(german);
  paper.currency = invoice.currency();
  add_seller(transaction, invoice, german, paper);
  paper.buyer = {invoice.bill_to_name(), address_lines(invoice.bill_to())};
  add_facts(transaction, invoice, german, paper);
  add_lines(transaction, invoice, german, paper);
  paper.net_total = pdf::format_amount(invoice.net().minor(), invoice.currency());
  paper.gross_total = pdf::format_amount(invoice.total().minor(), invoice.currency());
  auto days = std::to_string(invoice.terms_days());
  if (!paper.is_credit_note)
    paper.payment_terms =
        german ? "Zahlbar innert " + days + " Tagen." : "Payable within " + days + " days.";
  return paper;
}

/// A paper names the template it was made from; this one's layout is the product's own.
std::string find_or_make_template(Transaction& transaction) {
  for (auto& form : transaction.where<PaperworkTemplate>("state", "released"))
    if (form.kind() == PaperworkTemplate::KIND_INVOICE) return form.header().id();
  PaperworkTemplate form;
  form.set_name("Invoice");
  form.set_kind(PaperworkTemplate::KIND_INVOICE);
  form.set_language("de");
  form.set_form(PaperworkTemplate::FORM_LAYOUT);
  transaction.save(form);
  auto made = transaction.load<PaperworkTemplate>(form.header().id());
  transaction.move_as_system(made, "release");
  transaction.save_as_system(made);
  return made.header().id();
}

void file_paper(Transaction& transaction, Invoice& invoice, const std::string& bytes) {
  PaperworkDocument paper;
  paper.set_template_(find_or_make_template(transaction));
  *paper.mutable_about() = common::codec::about("billing.Invoice", invoice.header().id());
  auto blob = transaction.put_blob(bytes, "application/pdf");
  paper.set_pdf_blob(blob);
  paper.set_pdf_hash(blob);
  paper.mutable_header()->set_state("draft");
  transaction.move_as_system(paper, "prepare");
  transaction.move_as_system(paper, "issue");
  transaction.save_as_system(paper);
  invoice.set_document(paper.header().id());
  transaction.save_as_system(invoice);
}

void ask_for_mail(Transaction& transaction, const Invoice& invoice) {
  auto job = job_of(transaction, invoice);
  auto to = billing_recipient(transaction, invoice.account(), job ? job->header().id() : "");
  Message message;
  message.purpose = invoice.kind() == Invoice::KIND_CREDIT ? "credit" : "invoice";
  message.about_type = "billing.Invoice";
  message.about_id = invoice.header().id();
  message.contact = to.contact;
  message.address = to.address;
  queue_message(transaction, message);
}

}  // namespace

work::Outcome make_invoice_pdf(Store& store, const work::Job& job) {
  auto id = common::codec::parse_json(job.payload).value("invoice", std::string());
  auto command = store.system_command(job.tenant, "job invoice_pdf");
  std::optional<pdf::InvoicePaper> paper;
  store.write(command, [&](Transaction& transaction) {
    paper.reset();
    auto invoice = transaction.find<Invoice>(id);
    if (invoice && !invoice->has_document() && !invoice->number().empty())
      paper = make_paper(transaction, *invoice);
  });
  auto bytes = paper ? pdf::make_invoice(*paper) : std::string();
  // The same ids whenever it is done, so that a hub restored from a backup knows its own mail
  // again.
  command.id = id;
  store.write(command, [&](Transaction& transaction) {
    auto invoice = transaction.find<Invoice>(id);
    if (!invoice || invoice->number().empty()) return;
    if (!bytes.empty() && !invoice->has_document()) file_paper(transaction, *invoice, bytes);
    ask_for_mail(transaction, *invoice);
  });
  return work::Outcome::done();
}

}  // namespace hub::domain::workflow
