#include "common/error/error.hpp"
#include "common/rules/billing/documents.hpp"
#include "common/zone/zone.hpp"
#include "edge/day/commands.hpp"
#include "edge/day/impl/input.hpp"
#include "edge/day/impl/sales_values.hpp"
#include "edge/day/sales.hpp"
#include "proto/records/billing/payment.pb.h"
#include "proto/records/crm/account.pb.h"
#include "proto/records/sales/quote.pb.h"
#include "proto/wire/actions/billing.pb.h"
#include "proto/wire/actions/crm.pb.h"
#include "proto/wire/actions/sales.pb.h"

namespace edge::day {

using common::Error;
using common::ErrorCode;
using common::refuse;
using truckroll::billing::Invoice;
using truckroll::billing::Payment;
using truckroll::crm::Account;
using truckroll::sales::Quote;
namespace billing = common::rules::billing;
namespace wire_billing = truckroll::wire::billing;

namespace {

constexpr std::int64_t cash_rounding_minor = 5;

std::string made(const store::Store::Result& result) {
  return common::schema::header(std::as_const(*result.record)).id();
}

Account::Kind customer_kind(const json& input) {
  auto kind = required_text(input, "kind");
  if (kind == "company") return Account::KIND_COMPANY;
  if (kind == "person") return Account::KIND_PERSON;
  refuse("kind", "expected company or person");
}

/// Of a part of the input; its fields are named "address.line1" in a refusal.
template <class Set>
void set_text(const json& part, const std::string& name, const char* key, const Set& set) {
  auto found = part.find(key);
  if (found == part.end() || found->is_null()) return;
  if (!found->is_string()) refuse(name + "." + key, "expected a text");
  auto text = found->template get<std::string>();
  if (text.find_first_not_of(" \t\r\n") != std::string::npos) set(text);
}

void set_address(const json& input, const std::string& country, truckroll::Address& address) {
  auto found = input.find("address");
  if (found == input.end() || !found->is_object()) refuse("address", "this must be filled in");
  only_fields(*found, {"line1", "postal_code", "city", "country"});
  set_text(*found, "address", "line1", [&](auto& text) { address.set_line1(text); });
  set_text(*found, "address", "postal_code", [&](auto& text) { address.set_postal_code(text); });
  set_text(*found, "address", "city", [&](auto& text) { address.set_city(text); });
  set_text(*found, "address", "country", [&](auto& text) { address.set_country(text); });
  if (address.line1().empty()) refuse("address.line1", "this must be filled in");
  if (address.city().empty()) refuse("address.city", "this must be filled in");
  if (address.country().empty() && !country.empty()) address.set_country(country);
}

void set_contact(const json& input, truckroll::wire::crm::Register& message) {
  auto found = input.find("contact");
  if (found == input.end() || found->is_null()) return;
  only_fields(*found, {"given", "family"});
  auto& name = *message.mutable_contact();
  set_text(*found, "contact", "given", [&](auto& text) { name.set_given(text); });
  set_text(*found, "contact", "family", [&](auto& text) { name.set_family(text); });
}

/// Two who take the same money, or a slip of the finger. Coins are rounder than bills.
void require_open(const truckroll::Money& open, const truckroll::Money& taken,
                  Payment::Method method) {
  auto rounding = method == Payment::METHOD_CASH ? cash_rounding_minor : 0;
  if (taken.minor() <= open.minor() + rounding && (open.minor() > 0 || taken.minor() <= 0)) return;
  auto places = common::codec::currency_places(open.currency());
  throw Error(ErrorCode::conflict,
              open.minor() == 0
                  ? common::say("nothing is open on this bill any more")
                  : common::say("only {} is open on this bill",
                                common::codec::format_scaled(open.minor(), places, true) + " " +
                                    open.currency()),
              "amount");
}

std::int32_t today(const Van& van) {
  return common::zone::local_day(van.clock().now(), van.crew().zone);
}

/// Nothing is promised or billed that was not shown.
void require_as_shown(const json& input, const Priced& priced) {
  if (priced.totals.total() < 0) refuse("lines", "the total is below zero");
  if (!priced.problem.empty()) throw Error(ErrorCode::conflict, priced.problem, "lines");
  if (amount_in(input, "expected_total", priced.terms.currency) != priced.totals.total())
    throw Error(ErrorCode::conflict, "the total has changed since it was shown; look at it again",
                "expected_total");
}

template <class Message>
void add_lines(const Priced& priced, Message& message) {
  message.set_currency(priced.terms.currency);
  message.set_prices_include_tax(priced.prices_include_tax);
  for (auto& line : priced.priced) *message.add_lines() = billing::shown_line(line);
}

Payment::Method method_in(const json& input) {
  auto method = required_text(input, "method");
  if (method == "cash") return Payment::METHOD_CASH;
  if (method == "card") return Payment::METHOD_CARD;
  if (method == "check") return Payment::METHOD_CHECK;
  refuse("method", "expected cash, card or check");
}

}  // namespace

std::string Commands::add_customer(const json& input) {
  only_fields(input, {"kind", "name", "contact", "address", "phone", "mail", "access_notes"});
  truckroll::wire::crm::Register message;
  message.set_kind(customer_kind(input));
  message.set_name(required_text(input, "name"));
  auto country = van_.see([&](const Screen& screen) {
    return billing::terms_of(screen.records, "", "", screen.crew.zone, screen.now).country;
  });
  set_address(input, country, *message.mutable_address());
  set_contact(input, message);
  if (auto text = text_in(input, "phone"); !text.empty()) message.set_phone(text);
  if (auto text = text_in(input, "mail"); !text.empty()) message.set_mail(text);
  if (auto text = text_in(input, "access_notes"); !text.empty()) message.set_access_notes(text);
  return made(van_.give_action<Account>(van_.crew(), "", "register", message,
                                        "New customer " + message.name()));
}

std::string Commands::draw_up_quote(const json& input) {
  only_fields(input, {"account", "visit", "site", "contact", "valid_until", "text", "lines",
                      "expected_total"});
  truckroll::wire::sales::DrawUp message;
  ForWhom whom{text_in(input, "account"), text_in(input, "visit")};
  if (whom.account.empty() && whom.visit.empty()) refuse("account", "say who it is for");
  std::string customer;
  van_.look([&](const Screen& screen) {
    auto priced = price(screen, whom, input.value("lines", json::array()));
    require_as_shown(input, priced);
    add_lines(priced, message);
    message.set_account(priced.terms.account);
    auto account = screen.records.find<Account>(priced.terms.account);
    if (!account) refuse("account", "this van does not hold such a customer");
    customer = account->name();
    if (whom.visit.empty()) return;
    auto job = load_work(screen.records, whom.visit).job;
    message.set_work_order(job.header().id());
    if (!job.site().empty()) message.set_site(job.site());
    if (!job.contact().empty()) message.set_contact(job.contact());
  });
  if (auto site = text_in(input, "site"); !site.empty()) message.set_site(site);
  if (auto contact = text_in(input, "contact"); !contact.empty()) message.set_contact(contact);
  if (!text_in(input, "valid_until").empty()) {
    auto day = day_in(input, "valid_until");
    if (day < today(van_)) refuse("valid_until", "this day is over");
    message.mutable_valid_until()->set_days(day);
  }
  if (auto text = text_in(input, "text"); !text.empty()) message.set_text(text);
  return made(
      van_.give_action<Quote>(van_.crew(), "", "draw-up", message, "Quote for " + customer));
}

void Commands::accept_quote(const std::string& quote, const json& input) {
  only_fields(input, {"name"});
  truckroll::wire::sales::Accept message;
  message.set_name(required_text(input, "name"));
  auto number = van_.see([&](const Screen& screen) {
    auto found = screen.records.load<Quote>(quote);
    if (found.has_valid_until() && found.valid_until().days() < today(van_))
      throw Error(ErrorCode::conflict, "the quote has ended; draw up a new one", "valid_until");
    return found.number();
  });
  van_.give_action<Quote>(van_.crew(), quote, "accept", message, "Accepted: quote " + number);
}

void Commands::decline_quote(const std::string& quote, const json& input) {
  only_fields(input, {});
  auto crew = van_.crew();
  auto number = van_.see([&](const Screen& s) { return s.records.load<Quote>(quote).number(); });
  auto command =
      common::rules::make_action(van_.catalogue().of<Quote>(), quote, "decline", nullptr);
  van_.give(crew.actor, command, "Declined: quote " + number);
}

std::string Commands::issue_invoice(const std::string& visit, const json& input) {
  only_fields(input, {"expected_total"});
  wire_billing::Issue message;
  van_.look([&](const Screen& screen) {
    auto work = load_work(screen.records, visit);
    auto& state = work.job.header().state();
    if (state == "done" || state == "closed" || state == "cancelled")
      throw Error(ErrorCode::conflict, "the job is finished; the office bills it", "state");
    auto priced = price_job(screen, visit);
    require_as_shown(input, priced);
    add_lines(priced, message);
    message.set_work_order(work.visit.work_order());
    message.mutable_date()->set_days(priced.terms.day);
    for (auto& tax : priced.totals.taxes) *message.add_taxes() = tax;
  });
  return made(van_.give_action<Invoice>(van_.crew(), "", "issue", message,
                                        "Invoice issued at " + place_of(visit)));
}

std::string Commands::take_payment(const std::string& visit, const json& input) {
  only_fields(input, {"method", "amount", "reference"});
  wire_billing::Collect message;
  message.set_method(method_in(input));
  van_.look([&](const Screen& screen) {
    auto work = load_work(screen.records, visit);
    auto currency = billing::terms_of_job(screen.records, work.job, screen.now).currency;
    message.set_account(work.job.account());
    message.set_work_order(work.visit.work_order());
    if (auto invoice = billing::invoice_of_job(screen.records, work.visit.work_order())) {
      message.set_invoice(invoice->header().id());
      currency = invoice->currency();
    }
    auto minor = amount_in(input, "amount", currency);
    *message.mutable_amount() = common::codec::money(minor, currency);
    if (auto open = open_on_bill(screen, work.visit.work_order()))
      require_open(*open, message.amount(), message.method());
  });
  if (auto reference = text_in(input, "reference"); !reference.empty())
    message.set_reference(reference);
  auto places = common::codec::currency_places(message.amount().currency());
  return made(van_.give_action<Payment>(
      van_.crew(), "", "collect", message,
      "Took " + common::codec::format_scaled(message.amount().minor(), places, true) + " " +
          message.amount().currency() + " at " + place_of(visit)));
}

}  // namespace edge::day
