#include "proto/records/stock/stock_move.pb.h"

#include "common/codec/values.hpp"
#include "common/rules/rules.hpp"
#include "common/rules/stock/places.hpp"
#include "common/rules/stock/reservations.hpp"
#include "common/schema/labels.hpp"
#include "proto/records/stock/stock_lot.pb.h"
#include "proto/wire/actions/stock.pb.h"

namespace common::rules::stock {
namespace {

using truckroll::stock::StockLot;
using truckroll::stock::StockMove;
namespace input = truckroll::wire::stock;

constexpr std::int64_t one = 1000000;
/// How far a clock may be ahead of the one that judges; as for everything that a van reports.
constexpr auto clock_ahead_max = std::chrono::minutes(5);

// ---- what every move keeps true

/// In the product's own unit; its further units have a factor.
void set_unit(const Product& product, StockMove& move) {
  auto& quantity = *move.mutable_quantity();
  if (quantity.unit().empty()) quantity.set_unit(product.unit());
  if (quantity.unit() == product.unit()) return;
  for (auto& other : product.units()) {
    if (other.unit() != quantity.unit()) continue;
    quantity = codec::quantity(
        codec::multiply_millionths(quantity.millionths(), other.factor().millionths()),
        product.unit());
    return;
  }
  refuse("quantity", say("{} is not counted in {}", product.name(), quantity.unit()));
}

/// What the place would be left with, when that is less than nothing; otherwise nothing.
std::optional<Sentence> below_zero(Records& records, const StockMove& move, std::int64_t on_hand) {
  auto place = records.find<Warehouse>(move.from());
  if (!place || !is_within_walls(*place) || move.has_reason() || on_hand >= 0) return std::nullopt;
  auto product = records.find<Product>(move.product());
  auto there = on_hand + move.quantity().millionths();
  return say("{}: only {} in {}, {} would leave less than nothing; give a reason",
             product ? product->name() : move.product(), show_quantity(there), place->name(),
             show_quantity(move.quantity().millionths()));
}

void check_stock(Records& records, const StockMove& move) {
  if (!keeps_count(records, move.from(), move.product())) return;
  auto item = find_item(records, move.from(), move.product());
  auto left = (item ? item->on_hand().millionths() : 0) - move.quantity().millionths();
  if (auto text = below_zero(records, move, left))
    throw Error(ErrorCode::conflict, *text, "reason");
}

/// What is wrong with moving this piece from there; nothing for a lot of many, and for what the van
/// does not hold.
std::optional<Sentence> serial_problem(Records& records, const StockMove& move) {
  auto lot = records.find<StockLot>(move.stock_lot());
  bool elsewhere = lot && lot->kind() == StockLot::KIND_SERIAL && !lot->place().empty() &&
                   lot->place() != move.from();
  if (!elsewhere) return std::nullopt;
  auto place = records.find<Warehouse>(lot->place());
  return say("serial number {} is not there any more: it is in {}", lot->number(),
             place ? Sentence(place->name()) : say("another place"));
}

// ---- where a move of a kind leads

using Places = unsigned;  // kinds of place, a bit each
constexpr Places bit(Warehouse::Kind kind) {
  return 1u << kind;
}
constexpr Places inside =
    bit(Warehouse::KIND_DEPOT) | bit(Warehouse::KIND_VAN) | bit(Warehouse::KIND_BIN);
constexpr Places transit = bit(Warehouse::KIND_TRANSIT), customer = bit(Warehouse::KIND_CUSTOMER),
                 supplier = bit(Warehouse::KIND_SUPPLIER), loss = bit(Warehouse::KIND_LOSS);

/// A kind has a row for each way that it may lead.
constexpr struct Way {
  StockMove::Kind kind;
  Places from, to;
} ways[] = {
    {StockMove::KIND_RECEIPT, supplier, inside | transit},
    {StockMove::KIND_USE, inside, customer},
    {StockMove::KIND_RETURN, customer, inside},
    {StockMove::KIND_RETURN, inside, supplier},
    {StockMove::KIND_SEND, inside, inside | transit | customer},
    {StockMove::KIND_RECEIVE, inside | transit, inside},
    {StockMove::KIND_ADJUST, inside | transit, loss},
    {StockMove::KIND_ADJUST, loss, inside | transit},
    {StockMove::KIND_SCRAP, inside | transit, loss},
};

Sentence names_of(Places places) {
  Sentence names;
  for (int kind = Warehouse::Kind_MIN; kind <= Warehouse::Kind_MAX; ++kind) {
    if (!(places & bit(static_cast<Warehouse::Kind>(kind)))) continue;
    auto name = schema::choice_label(Warehouse::Kind_descriptor()->FindValueByNumber(kind));
    names = names.empty() ? name : say("{}, {}", names, name);
  }
  return names;
}

/// Why a move of this kind does not lead between these places; nothing for a place that the van
/// does not hold.
std::optional<Sentence> way_problem(Records& records, const StockMove& move) {
  auto from = records.find<Warehouse>(move.from()), to = records.find<Warehouse>(move.to());
  auto kind = StockMove::Kind_descriptor()->FindValueByNumber(move.kind());
  if (!from || !to || !kind || kind->number() == 0) return std::nullopt;
  Sentence allowed;
  for (auto& way : ways) {
    if (way.kind != move.kind()) continue;
    if ((way.from & bit(from->kind())) && (way.to & bit(to->kind()))) return std::nullopt;
    auto other = say("{} to {}", names_of(way.from), names_of(way.to));
    allowed = allowed.empty() ? other : say("{}; or {}", allowed, other);
  }
  return say("the kind \"{}\" does not lead from {} to {}; it leads from {}",
             schema::choice_label(kind), from->name(), to->name(), allowed);
}

// ---- what comes back, and when

/// What the job has used of the product and not given back; `place`: of what it took from there.
std::int64_t still_used(Records& records, const StockMove& of, const std::string& place = {}) {
  std::int64_t quantity = 0;
  for (auto& other : records.where<StockMove>("work_order", of.work_order())) {
    if (other.product() != of.product()) continue;
    if (other.kind() == StockMove::KIND_USE && (place.empty() || other.from() == place))
      quantity += other.quantity().millionths();
    if (other.kind() == StockMove::KIND_RETURN && (place.empty() || other.to() == place))
      quantity -= other.quantity().millionths();
  }
  return quantity;
}

/// Why the job cannot give back so much; `stored`: the move itself is counted already.
std::optional<Sentence> return_problem(Records& records, const StockMove& move, bool stored) {
  if (move.kind() != StockMove::KIND_RETURN || !move.has_work_order()) return std::nullopt;
  auto quantity = move.quantity().millionths();
  auto used = still_used(records, move) + (stored ? quantity : 0);
  if (quantity <= used) return std::nullopt;
  auto product = records.find<Product>(move.product());
  return say("{}: the job has {} that can come back, not {}",
             product ? product->name() : move.product(), show_quantity(used),
             show_quantity(quantity));
}

std::optional<Sentence> time_problem(Records& records, const StockMove& move) {
  auto at = codec::from_timestamp(move.at());
  if (at <= records.now() + clock_ahead_max) return std::nullopt;
  return say("a move that has been made does not lie in the future: {}", format_instant(at));
}

void check(Records& records, Change<StockMove>& change) {
  auto& move = change.after;
  if (move.quantity().millionths() <= 0) refuse("quantity", "a move needs a quantity above zero");
  if (move.from() == move.to()) refuse("to", "a move leads to another place");
  if (!move.has_at()) *move.mutable_at() = codec::to_timestamp(records.now());
  auto product = records.find<Product>(move.product());
  if (!product) return;  // named by the check of references
  if (!is_kept_in_stock(*product))
    refuse("product", say("{} is not kept in stock", product->name()));
  set_unit(*product, move);
  if (auto lot = records.find<StockLot>(move.stock_lot()); lot && lot->product() != move.product())
    refuse("stock_lot", "the lot is of another product");
  if (records.fact()) return;  // what is wrong with it is flagged once it is kept
  if (auto text = way_problem(records, move)) refuse("kind", *text);
  if (auto text = time_problem(records, move)) refuse("at", *text);
  if (auto text = return_problem(records, move, false))
    throw Error(ErrorCode::conflict, *text, "quantity");
  if (auto text = serial_problem(records, move))
    throw Error(ErrorCode::conflict, *text, "stock_lot");
  check_stock(records, move);
}

void flag_doubts(Records& records, const StockMove& move) {
  if (!records.fact()) return;
  if (auto text = serial_problem(records, move)) records.flag(move, "serial", text->english());
  for (auto& text : {way_problem(records, move), time_problem(records, move),
                     return_problem(records, move, true)})
    if (text) records.flag(move, "stock", text->english());
}

void add_on_hand(Records& records, const StockMove& move, const Product& product,
                 const std::string& place, std::int64_t difference) {
  if (!keeps_count(records, place, move.product())) return;
  auto item = find_or_make_item(records, place, product);
  item.mutable_on_hand()->set_millionths(item.on_hand().millionths() + difference);
  item.mutable_on_hand()->set_unit(product.unit());
  records.save(item);
  if (difference > 0 || !records.fact()) return;
  if (auto text = below_zero(records, move, item.on_hand().millionths()))
    records.flag(move, "stock", text->english());
}

void count(Records& records, Change<StockMove>& change) {
  auto& move = change.after;
  auto product = records.find<Product>(move.product());
  if (!product) return;
  flag_doubts(records, move);
  auto quantity = move.quantity().millionths();
  add_on_hand(records, move, *product, move.from(), -quantity);
  add_on_hand(records, move, *product, move.to(), quantity);
  if (move.kind() == StockMove::KIND_USE && move.has_work_order())
    consume_reservations(records, move.work_order(), move.from(), move.product(), quantity);
  for (auto& place : {move.from(), move.to()})
    if (keeps_count(records, place, move.product()))
      settle_reservations(records, place, move.product());
  auto lot = records.find<StockLot>(move.stock_lot());
  if (!lot || lot->kind() != StockLot::KIND_SERIAL) return;
  lot->set_place(move.to());
  records.save_as_system(*lot);
}

// ---- actions

template <class Input>
std::int64_t quantity_of(const Input& input) {
  return input.has_quantity() ? input.quantity().millionths() : one;
}

void fill(Records& records, StockMove& move, const Product& product, std::int64_t quantity,
          StockMove::Kind kind) {
  move.set_product(product.header().id());
  *move.mutable_quantity() = codec::quantity(quantity, product.unit());
  move.set_kind(kind);
  *move.mutable_at() = codec::to_timestamp(records.now());
}

nlohmann::json answer_with(const StockMove& move) {
  return {{"move", move.header().id()}};
}

nlohmann::json use(Records& records, StockMove& move, const input::Use& input) {
  if (!input.has_code() && !input.has_product()) refuse("code", "say which part by its code");
  auto product = input.has_product() ? records.load<Product>(input.product())
                                     : load_product(records, input.code());
  auto own = load_own_place(records);
  fill(records, move, product, quantity_of(input), StockMove::KIND_USE);
  move.set_from(own.header().id());
  move.set_to(load_place(records, Warehouse::KIND_CUSTOMER, own.branch()).header().id());
  move.set_work_order(input.work_order());
  if (input.has_reason()) move.set_reason(input.reason());
  if (input.has_line_item()) move.set_line_item(input.line_item());
  if (input.has_stock_lot()) move.set_stock_lot(input.stock_lot());
  records.save(move);
  return answer_with(move);
}

/// The other end of a van's move: the place named, or the branch's depot. Another van confirms its
/// own half, so goods between vans go through transit.
std::string other_end(Records& records, const Warehouse& own, const char* field,
                      const std::string& named, Warehouse& other) {
  other = named.empty() ? load_place(records, Warehouse::KIND_DEPOT, own.branch())
                        : records.load<Warehouse>(named);
  if (other.header().id() == own.header().id()) refuse(field, "this is your own place");
  if (other.kind() != Warehouse::KIND_VAN) return other.header().id();
  return load_place(records, Warehouse::KIND_TRANSIT, own.branch()).header().id();
}

nlohmann::json receive(Records& records, StockMove& move, const input::Receive& input) {
  auto product = load_product(records, input.code());
  auto own = load_own_place(records);
  Warehouse other;
  move.set_from(other_end(records, own, "from", input.from(), other));
  move.set_to(own.header().id());
  auto kind = other.kind() == Warehouse::KIND_SUPPLIER   ? StockMove::KIND_RECEIPT
              : other.kind() == Warehouse::KIND_CUSTOMER ? StockMove::KIND_RETURN
                                                         : StockMove::KIND_RECEIVE;
  fill(records, move, product, quantity_of(input), kind);
  if (input.has_reason()) move.set_reason(input.reason());
  records.save(move);
  return answer_with(move);
}

nlohmann::json hand_over(Records& records, StockMove& move, const input::HandOver& input) {
  auto product = load_product(records, input.code());
  auto own = load_own_place(records);
  Warehouse other;
  move.set_from(own.header().id());
  move.set_to(other_end(records, own, "to", input.to(), other));
  auto kind = other.kind() == Warehouse::KIND_SUPPLIER ? StockMove::KIND_RETURN
              : other.kind() == Warehouse::KIND_LOSS   ? StockMove::KIND_SCRAP
                                                       : StockMove::KIND_SEND;
  fill(records, move, product, quantity_of(input), kind);
  if (input.has_reason()) move.set_reason(input.reason());
  records.save(move);
  return answer_with(move);
}

nlohmann::json adjust(Records& records, StockMove& move, const input::Adjust& input) {
  if (input.has_counted() == input.has_difference())
    refuse("counted", "say what was counted, or the difference");
  auto product = load_product(records, input.code());
  auto place =
      input.has_warehouse() ? records.load<Warehouse>(input.warehouse()) : load_own_place(records);
  auto item = find_item(records, place.header().id(), product.header().id());
  auto on_hand = item ? item->on_hand().millionths() : 0;
  auto difference = input.has_counted() ? input.counted().millionths() - on_hand
                                        : input.difference().millionths();
  if (difference == 0) return {{"difference", "0"}};
  auto loss = load_place(records, Warehouse::KIND_LOSS, place.branch());
  fill(records, move, product, std::abs(difference), StockMove::KIND_ADJUST);
  move.set_from(difference > 0 ? loss.header().id() : place.header().id());
  move.set_to(difference > 0 ? place.header().id() : loss.header().id());
  move.set_reason(input.reason());
  records.save(move);
  return {{"move", move.header().id()}, {"difference", show_quantity(difference)}};
}

nlohmann::json take_back(Records& records, StockMove& used, const input::Return& input) {
  if (used.kind() != StockMove::KIND_USE) refuse("kind", "only a used part is taken back");
  auto quantity =
      input.has_quantity() ? input.quantity().millionths() : used.quantity().millionths();
  if (quantity > std::min(used.quantity().millionths(), still_used(records, used, used.from())))
    throw Error(ErrorCode::conflict, "the part has been taken back already", "quantity");
  StockMove back;
  fill(records, back, records.load<Product>(used.product()), quantity, StockMove::KIND_RETURN);
  back.set_from(used.to());
  back.set_to(used.from());
  back.set_work_order(used.work_order());
  if (used.has_line_item()) back.set_line_item(used.line_item());
  if (used.has_stock_lot()) back.set_stock_lot(used.stock_lot());
  if (input.has_reason()) back.set_reason(input.reason());
  records.save(back);
  return answer_with(back);
}

const Rules<StockMove> rules = Rules<StockMove>()
                                   .before_save(check)
                                   .after_save(count)
                                   .collection_action<input::Use>("use", use)
                                   .collection_action<input::Receive>("receive", receive)
                                   .collection_action<input::HandOver>("hand-over", hand_over)
                                   .collection_action<input::Adjust>("adjust", adjust)
                                   .action<input::Return>("return", take_back);

}  // namespace
}  // namespace common::rules::stock
