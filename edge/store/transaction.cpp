#include "edge/store/transaction.hpp"

#include <algorithm>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/rules/numbers.hpp"
#include "common/sync/delta.hpp"
#include "common/text/text.hpp"
#include "proto/records/billing/number_block.pb.h"
#include "proto/records/billing/number_series.pb.h"

namespace edge::store {
namespace {

using common::Error;
using common::ErrorCode;
namespace schema = common::schema;

std::unique_ptr<Message> copy(const Message& message) {
  std::unique_ptr<Message> made(message.New());
  made->CopyFrom(message);
  return made;
}

void copy_fields(const Message& from, Message& to, const std::vector<int>& numbers) {
  for (int number : numbers) common::sync::copy_field(from, to, number);
}

using Numbers = std::set<std::uint32_t>;

const std::string* find_custom(const Message& record, std::uint32_t number) {
  auto& custom = schema::header(record).custom();
  auto found = custom.find(number);
  return found == custom.end() ? nullptr : &found->second;
}

/// Of the company's own fields.
Numbers changed_custom(const Message* before, const Message& after) {
  Numbers numbers;
  for (auto& [number, text] : schema::header(after).custom()) numbers.insert(number);
  if (!before) return numbers;
  for (auto& [number, text] : schema::header(*before).custom()) numbers.insert(number);
  std::erase_if(numbers, [&](std::uint32_t number) {
    auto was = find_custom(*before, number), is = find_custom(after, number);
    return was && is && *was == *is;
  });
  return numbers;
}

void copy_custom(const Message& from, Message& to, const Numbers& numbers) {
  auto& custom = *schema::header(to).mutable_custom();
  for (auto number : numbers)
    if (auto text = find_custom(from, number))
      custom[number] = *text;
    else
      custom.erase(number);
}

}  // namespace

Transaction::Transaction(Txn& txn, const Catalogue& catalogue, const common::rules::RuleBook& book,
                         const Command& command)
    : Records(book), txn_(txn), view_(txn, catalogue), command_(command) {}

void Transaction::flag(const Message& about, std::string_view kind, std::string_view text) {
  notes_.push_back(std::string(kind) + " " + schema::header(about).id() + ": " + std::string(text));
}

std::unique_ptr<Message> Transaction::find_message(const RecordType& type, std::string_view id) {
  if (id.empty()) return nullptr;
  if (auto found = written_.find(record_key(type.name, id)); found != written_.end())
    return schema::header(*found->second.after).has_deleted_at() ? nullptr
                                                                 : copy(*found->second.after);
  return view_.find_message(type, id);
}

std::vector<std::unique_ptr<Message>> Transaction::pick(
    const RecordType& type, std::set<std::string> ids,
    const std::function<bool(const Message&)>& wanted) {
  for (auto& [key, change] : written_)
    if (change.type->name == type.name) ids.insert(schema::header(*change.after).id());
  std::vector<std::unique_ptr<Message>> records;
  for (auto& id : ids)
    if (auto found = find_message(type, id); found && wanted(*found))
      records.push_back(std::move(found));
  return records;
}

std::vector<std::unique_ptr<Message>> Transaction::where_message(const RecordType& type,
                                                                 std::string_view path,
                                                                 std::string_view value) {
  return pick(type, view_.candidates(type, path, value),
              [&](const Message& record) { return has_value(type, record, path, value); });
}

std::vector<std::unique_ptr<Message>> Transaction::where_also_message(
    const RecordType& type, std::string_view path, std::string_view value,
    const common::rules::Also& also) {
  return pick(type, view_.candidates(type, path, value, also), [&](const Message& record) {
    return has_value(type, record, path, value) && fits(type, record, also);
  });
}

std::vector<std::string> Transaction::all_ids(const RecordType& type) {
  auto listed = view_.list_ids(type);
  std::vector<std::string> ids;
  for (auto& record : pick(type, {listed.begin(), listed.end()}, [](auto&) { return true; }))
    ids.push_back(schema::header(std::as_const(*record)).id());
  return ids;
}

std::string Transaction::take_number(std::string_view use, const Message&) {
  if (command_.is_replay) {
    if (numbers_used_ >= command_.numbers.size())
      throw Error(ErrorCode::unavailable, "this operation took no such number when it was given");
    return command_.numbers[numbers_used_++];
  }
  for (auto& series : where<truckroll::billing::NumberSeries>("use", use))
    for (auto& block :
         where<truckroll::billing::NumberBlock>("number_series", series.header().id())) {
      if (block.device() != command_.actor.device || block.header().state() != "leased") continue;
      if (block.has_expires() && common::codec::from_timestamp(block.expires()) < now()) continue;
      auto name = "number:" + block.header().id();
      auto last = std::max(block.first() - 1, block.last_used());
      if (auto mine = txn_.get(Db::meta, name))
        last = std::max(last, static_cast<std::int64_t>(std::stoll(*mine)));
      if (last >= block.last()) continue;
      txn_.put(Db::meta, name, std::to_string(last + 1));
      auto number = common::rules::format_number(series.pattern(), last + 1, now());
      numbers_taken_.push_back(number);
      return number;
    }
  throw Error(
      ErrorCode::unavailable,
      common::say(
          "this device has no numbers left for {}; connect it so that it can fetch a new block",
          common::Sentence::label(common::text::to_label(use))));
}

Transaction::Written& Transaction::written(const RecordType& type, const std::string& id,
                                           const Message* before) {
  auto key = record_key(type.name, id);
  auto [found, is_new] = written_.try_emplace(key);
  if (is_new) {
    order_.push_back(key);
    found->second.type = &type;
    if (before) found->second.before = copy(*before);
  }
  return found->second;
}

void Transaction::write(const RecordType& type, const Message* before, Message& after) {
  written(type, schema::header(after).id(), before).after = copy(after);
}

void Transaction::write_removal(const RecordType& type, const Message& before) {
  auto after = copy(before);
  auto& header = schema::header(*after);
  *header.mutable_deleted_at() = common::codec::to_timestamp(now());
  *header.mutable_changed_at() = header.deleted_at();
  header.set_changed_by(actor().user);
  header.set_version(header.version() + 1);
  written(type, header.id(), &before).after = std::move(after);
}

void Transaction::check_unreferenced(const RecordType& type, const Message& record) {
  for (auto& referrer : catalogue().referrers(type)) {
    auto path =
        referrer.lines ? referrer.lines->name + "." + referrer.field->name : referrer.field->name;
    if (!where_message(*referrer.type, path, schema::header(record).id()).empty())
      throw Error(ErrorCode::conflict, common::say("{} is still referred to by a {}",
                                                   common::Sentence::label(type.label),
                                                   common::Sentence::label(referrer.type->label)));
  }
}

std::vector<wire::Delta> Transaction::deltas() const {
  std::vector<wire::Delta> deltas;
  for (auto& key : order_) {
    auto& change = written_.at(key);
    auto& header = schema::header(*change.after);
    auto server = view_.find_server(*change.type, header.id());
    wire::Delta delta;
    delta.set_type(change.type->name);
    delta.set_record(header.id());
    delta.set_base_version(server ? schema::header(*server).version() : 0);
    auto numbers = common::sync::changed_fields(change.before.get(), *change.after);
    std::unique_ptr<Message> values(change.after->New());
    copy_fields(*change.after, *values, numbers);
    auto& short_header = schema::header(*values);
    short_header.set_id(header.id());
    if (header.has_state()) short_header.set_state(header.state());
    if (header.has_deleted_at()) *short_header.mutable_deleted_at() = header.deleted_at();
    if (!change.before || schema::header(*change.before).state() != header.state() ||
        header.has_deleted_at())
      delta.add_mask(0);
    for (int number : numbers) delta.add_mask(static_cast<std::uint32_t>(number));
    auto custom = changed_custom(change.before.get(), *change.after);
    copy_custom(*change.after, *values, custom);
    for (auto number : custom) delta.add_custom_mask(number);
    delta.set_values(values->SerializeAsString());
    if (server) {
      std::unique_ptr<Message> base(server->New());
      copy_fields(*server, *base, numbers);
      copy_custom(*server, *base, custom);
      if (schema::header(*server).has_state())
        schema::header(*base).set_state(schema::header(*server).state());
      delta.set_base(base->SerializeAsString());
    }
    deltas.push_back(std::move(delta));
  }
  return deltas;
}

std::vector<RecordKey> Transaction::flush() {
  for (auto& key : order_) {
    auto& change = written_.at(key);
    auto old = change.before ? index_values(*change.type, *change.before) : std::set<IndexValue>();
    auto fresh = index_values(*change.type, *change.after);
    auto entry_of = [&](const IndexValue& value) {
      return index_key(txn_.seal(), 'o', *change.type, value, schema::header(*change.after).id());
    };
    // Only what differs: the server's index leads to the record for all else, and what is found is
    // checked again.
    bool is_pending = txn_.has(Db::overlay, key);
    // A key costs a hash: only those that are needed are made.
    for (auto& value : old)
      if (is_pending && !fresh.count(value)) txn_.erase(Db::index, entry_of(value));
    for (auto& value : fresh)
      if (!old.count(value)) txn_.put_plain(Db::index, entry_of(value), {});
    txn_.put(Db::overlay, key, change.after->SerializeAsString());
  }
  return order_;
}

void Transaction::force(const wire::Delta& delta) {
  auto type = catalogue().find(delta.type());
  if (!type) return;
  auto found = find_message(*type, delta.record());
  bool creates = delta.base_version() == 0;
  if (!found && !creates) return;  // it left the van's scope; there is nothing to show
  auto values = type->make();
  if (!values->ParseFromString(delta.values())) return;
  auto after = found ? copy(*found) : type->make();
  bool moved = creates;
  for (auto number : delta.mask()) {
    moved = moved || number == 0;
    if (number > 1) common::sync::copy_field(*values, *after, static_cast<int>(number));
  }
  copy_custom(*values, *after, {delta.custom_mask().begin(), delta.custom_mask().end()});
  auto& header = schema::header(*after);
  auto& given = schema::header(*values);
  header.set_id(delta.record());
  if (moved && given.has_state()) header.set_state(given.state());
  if (given.has_deleted_at()) *header.mutable_deleted_at() = given.deleted_at();
  header.set_version(header.version() + 1);
  written(*type, delta.record(), found.get()).after = std::move(after);
}

void erase_overlay(Txn& txn, const Catalogue& catalogue, const RecordKey& key) {
  auto bytes = txn.get(Db::overlay, key);
  if (!bytes) return;
  if (auto type = catalogue.find(split_key(key).first)) {
    auto record = type->make();
    if (record->ParseFromString(*bytes))
      for (auto& entry : index_keys(txn.seal(), 'o', *type, *record)) txn.erase(Db::index, entry);
  }
  txn.erase(Db::overlay, key);
}

}  // namespace edge::store
