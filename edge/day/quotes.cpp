#include <algorithm>

#include "common/codec/values.hpp"
#include "common/rules/zones.hpp"
#include "common/zone/zone.hpp"
#include "edge/day/impl/sales_values.hpp"
#include "edge/day/sales.hpp"
#include "proto/records/crm/account.pb.h"
#include "proto/records/crm/site.pb.h"
#include "proto/records/sales/quote.pb.h"

namespace edge::day {
namespace {

using truckroll::field::ScheduledEvent;
using truckroll::sales::Quote;
namespace billing = common::rules::billing;

constexpr std::size_t rows_max = 50;

json row_json(const Screen& screen, const Quote& quote) {
  auto account = screen.records.find<truckroll::crm::Account>(quote.account());
  return {
      {"id", quote.header().id()},
      {"number", quote.number()},
      {"state", quote.header().state()},
      {"state_label", state_text(screen, quote)},
      {"account", named(quote.account(), account ? account->name() : std::string())},
      {"total", money_json(quote.total())},
      {"valid_until", quote.has_valid_until()
                          ? json(common::codec::format_date(quote.valid_until().days()))
                          : json()},
      {"waiting", screen.is_waiting(screen.records.catalogue().of(quote), quote.header().id())}};
}

std::vector<Quote> find_quotes(const Screen& screen, const ForWhom& whom) {
  if (!whom.visit.empty()) {
    auto work = load_work(screen.records, whom.visit);
    return screen.records.where<Quote>("work_order", work.visit.work_order());
  }
  if (!whom.account.empty()) return screen.records.where<Quote>("account", whom.account);
  return screen.records.where<Quote>("technician", screen.crew.actor.technician);
}

json visit_of(const Screen& screen, const Quote& quote) {
  if (quote.work_order().empty()) return {};
  auto visits = screen.records.where<ScheduledEvent>("work_order", quote.work_order());
  return visits.empty() ? json() : json(visits.back().header().id());
}

json moves_of(const Screen& screen, const Quote& quote) {
  json moves = json::array();
  auto& state = quote.header().state();
  bool open = state == "draft" || state == "approved" || state == "sent";
  if (!open || screen.crew.actor.technician.empty()) return moves;
  moves.push_back({{"action", "accept"}, {"label", "Accept"}});
  moves.push_back({{"action", "decline"}, {"label", "Decline"}});
  return moves;
}

}  // namespace

json make_quotes(const Screen& screen, const ForWhom& whom) {
  auto quotes = find_quotes(screen, whom);
  std::reverse(quotes.begin(), quotes.end());
  if (quotes.size() > rows_max) quotes.resize(rows_max);
  json rows = json::array();
  for (auto& quote : quotes) rows.push_back(row_json(screen, quote));
  return {{"rows", rows}};
}

json make_quote(const Screen& screen, const std::string& id) {
  auto quote = screen.records.load<Quote>(id);
  auto day = common::zone::local_day(screen.now, common::rules::zone_of(screen.records, ""));
  auto lines = lines_of(screen.records, "quote", id);
  auto made = row_json(screen, quote);
  auto site = screen.records.find<truckroll::crm::Site>(quote.site());
  made["site"] = named(quote.site(), site ? site->name() : std::string());
  made["visit"] = visit_of(screen, quote);
  made["text"] = text_or_null(quote.text());
  made["lines"] = json::array();
  for (auto& line : lines) made["lines"].push_back(line_json(screen.records, line, day));
  auto totals = billing::totals_of(screen.records, lines,
                                   {day, quote.currency(), quote.prices_include_tax(), false});
  made["taxes"] = taxes_json(screen.records, totals.taxes);
  add_totals(made, quote);
  made["accepted_by"] = text_or_null(quote.accepted_by());
  made["moves"] = moves_of(screen, quote);
  return made;
}

}  // namespace edge::day
