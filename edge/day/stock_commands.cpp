#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "edge/day/commands.hpp"
#include "edge/day/impl/input.hpp"
#include "edge/day/impl/sections.hpp"
#include "proto/records/stock/stock_move.pb.h"
#include "proto/records/stock/warehouse.pb.h"
#include "proto/wire/actions/stock.pb.h"

namespace edge::day {

using truckroll::stock::StockMove;
using truckroll::stock::Warehouse;
namespace wire_stock = truckroll::wire::stock;

namespace {

template <class Input>
Input coded(const json& input, std::initializer_list<std::string_view> known) {
  only_fields(input, known);
  Input message;
  message.set_code(required_text(input, "code"));
  *message.mutable_quantity() = common::codec::decimal(quantity_in(input, "quantity"));
  if (auto reason = text_in(input, "reason"); !reason.empty()) message.set_reason(reason);
  return message;
}

std::string made(const store::Store::Result& result) {
  return common::schema::header(std::as_const(*result.record)).id();
}

}  // namespace

std::string Commands::use_part(const std::string& visit, const json& input) {
  auto message = coded<wire_stock::Use>(input, {"code", "quantity", "reason"});
  message.set_work_order(
      van_.see([&](const Screen& s) { return load_work(s.records, visit).visit.work_order(); }));
  return made(van_.give_action<StockMove>(van_.crew(), "", "use", message,
                                          "Used " + message.code() + " at " + place_of(visit)));
}

void Commands::return_part(const std::string& visit, const std::string& move) {
  van_.look([&](const Screen& screen) {
    auto used = screen.records.load<StockMove>(move);
    if (used.work_order() != load_work(screen.records, visit).visit.work_order())
      throw common::Error(common::ErrorCode::not_found, "the job has no such part");
  });
  wire_stock::Return message;
  van_.give_action<StockMove>(van_.crew(), move, "return", message,
                              "Took a part back at " + place_of(visit));
}

/// A place by its id, its code or its name; none is the branch's depot.
std::string Commands::other_place(const json& input) const {
  auto name = text_in(input, "other_place");
  if (name.empty()) return {};
  return van_.see([&](const Screen& screen) {
    if (common::is_id(name)) return screen.records.load<Warehouse>(name).header().id();
    for (auto field : {"code", "name"})
      if (auto found = screen.records.find_where<Warehouse>(field, name))
        return found->header().id();
    throw common::Error(common::ErrorCode::bad_input,
                        common::say("there is no place called \"{}\"", name), "other_place");
  });
}

std::string Commands::receive(const json& input) {
  auto message = coded<wire_stock::Receive>(input, {"code", "quantity", "reason", "other_place"});
  if (auto from = other_place(input); !from.empty()) message.set_from(from);
  return made(van_.give_action<StockMove>(van_.crew(), "", "receive", message,
                                          "Received " + message.code()));
}

std::string Commands::hand_over(const json& input) {
  auto message = coded<wire_stock::HandOver>(input, {"code", "quantity", "reason", "other_place"});
  if (auto to = other_place(input); !to.empty()) message.set_to(to);
  return made(van_.give_action<StockMove>(van_.crew(), "", "hand-over", message,
                                          "Handed over " + message.code()));
}

}  // namespace edge::day
