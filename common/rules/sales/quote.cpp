#include "proto/records/sales/quote.pb.h"

#include "common/error/error.hpp"
#include "common/rules/billing/documents.hpp"
#include "common/rules/rules.hpp"
#include "common/rules/zones.hpp"
#include "common/zone/zone.hpp"
#include "proto/wire/actions/sales.pb.h"

namespace common::rules::sales {
namespace {

using truckroll::sales::Quote;
using truckroll::wire::sales::Accept;
using truckroll::wire::sales::DrawUp;

Quote start(Records& records, const DrawUp& input) {
  Quote quote;
  quote.set_account(input.account());
  if (input.has_contact()) quote.set_contact(input.contact());
  if (input.has_site()) quote.set_site(input.site());
  if (input.has_work_order()) quote.set_work_order(input.work_order());
  quote.set_currency(input.currency());
  if (input.has_valid_until()) *quote.mutable_valid_until() = input.valid_until();
  if (input.has_text()) quote.set_text(input.text());
  quote.set_prices_include_tax(input.prices_include_tax());
  if (!records.actor().technician.empty()) quote.set_technician(records.actor().technician);
  return quote;
}

nlohmann::json draw_up(Records& records, Quote& made, const DrawUp& input) {
  if (input.lines().empty()) refuse("lines", "name what is offered");
  auto quote = start(records, input);
  records.save(quote);
  auto day = zone::local_day(records.now(), zone_of(records, ""));
  auto lines = billing::lines_of(input.lines());
  for (auto& line : lines) {
    line.set_quote(quote.header().id());
    billing::set_line_totals(records, line, day, quote.prices_include_tax());
    records.save_as_system(line);
  }
  quote = records.load<Quote>(quote.header().id());
  auto totals = billing::totals_of(records, lines,
                                   {day, quote.currency(), quote.prices_include_tax(), false});
  billing::set_totals(quote, totals, quote.currency());
  records.save_as_system(quote);
  made = quote;
  return {};
}

void accept(Records& records, Quote& quote, const Accept& input) {
  // Agreed on the spot: it was handed over by being shown.
  if (records.can_move(quote, "send")) records.move(quote, "send");
  records.move(quote, "accept");
  if (input.has_name()) quote.set_accepted_by(input.name());
  records.save_as_system(quote);
}

void decline(Records& records, Quote& quote) {
  if (records.can_move(quote, "send")) records.move(quote, "send");
  records.move(quote, "decline");
  records.save_as_system(quote);
}

const Rules<Quote> rules = Rules<Quote>()
                               .collection_action<DrawUp>("draw-up", draw_up)
                               .action<Accept>("accept", accept)
                               .action("decline", decline);

}  // namespace
}  // namespace common::rules::sales
