#include "hub/gateway/impl/operation_run.hpp"

#include <nlohmann/json.hpp>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/rules/commands.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"
#include "common/zone/zone.hpp"
#include "hub/gateway/blobs.hpp"
#include "hub/gateway/impl/savepoint.hpp"
#include "hub/gateway/number_blocks.hpp"
#include "proto/records/content/attachment.pb.h"
#include "proto/records/field/field_day.pb.h"
#include "proto/records/fleet/device.pb.h"
#include "proto/records/fleet/sync_conflict.pb.h"

namespace hub::gateway::impl {
namespace {

using common::Error;
using common::ErrorCode;
using common::say;
using common::Sentence;
using store::Transaction;
using truckroll::fleet::SyncConflict;
namespace options = common::schema::options;
namespace schema = common::schema;
namespace rules = common::rules;

constexpr auto clock_ahead_max = std::chrono::minutes(5);
constexpr common::Instant product_start{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};

Sentence joined(const std::vector<Sentence>& sentences) {
  Sentence all;
  for (auto& one : sentences) all = all.empty() ? one : say("{}; {}", all, one);
  return all;
}

Sentence label_of(const RecordType& type) {
  return Sentence::label(type.label);
}

Sentence label_of(const std::string& action) {
  return Sentence::label(common::text::to_label(action));
}

}  // namespace

OperationRun::OperationRun(Transaction& outer, const store::Store& store,
                           const store::Access& access, const Van& van, std::uint32_t epoch,
                           const wire::Operation& operation)
    : outer_(outer),
      store_(store),
      access_(outer.access() ? *outer.access() : access),
      van_(van),
      epoch_(epoch),
      operation_(operation),
      command_(operation.command()),
      cause_("operation " + van.device + " " + std::to_string(operation.sequence())) {
  auto received = outer.now();
  as_.id = operation.id();
  as_.received_at = received;
  as_.at = operation.has_at() ? common::codec::from_timestamp(operation.at()) : received;
  if (as_.at > received + clock_ahead_max || as_.at < product_start) {
    clock_note_ =
        say("the van's clock stood at {}; the hub's time counts", common::format_instant(as_.at));
    as_.at = received;
  }
}

store::Command OperationRun::system_command(const std::string& purpose) const {
  return {gateway_actor(van_, cause_), operation_.id() + "|" + purpose, as_.received_at, false,
          as_.received_at};
}

common::expr::Context OperationRun::context() const {
  return store::context_of(as_.actor, common::zone::local_day(as_.at, ""), as_.at);
}

common::expr::Expression::Find OperationRun::finder(Transaction& inner) const {
  return store::find_through(inner.sql(), inner.tables(), van_.tenant);
}

void OperationRun::find_actor() {
  auto technician = operation_.technician();
  if (technician.empty() && !van_.technicians.empty())
    technician = van_.technicians.front();  // the device for itself
  if (technician.empty()) throw Error(ErrorCode::forbidden, "nobody is signed on to this van");
  auto person = acting_person(outer_.sql(), van_, technician, operation_.user(), as_.received_at,
                              as_.fact ? std::optional(as_.at) : std::nullopt);
  as_.actor = std::move(person.actor);
  if (person.was_locked_since) doubt_ = say("the technician was locked after this was done");
  as_.actor.cause = cause_;
  if (served(outer_.sql(), van_, technician, as_.at)) return;
  if (as_.fact && served_lately(outer_.sql(), van_, technician, as_.at)) {
    doubt_ = say("the technician had been given another van, which this van may not have known");
    return;
  }
  // Signing on is what makes him serve it: a technician of the van's own branch may.
  bool signs_on =
      type_ == &outer_.catalogue().of<truckroll::field::FieldDay>() &&
      (command_.action() == rules::create_action || command_.action() == "sign-on") &&
      outer_.sql().scalar("SELECT 1 FROM technician WHERE tenant = ? AND id = ? AND branch = ?",
                          {van_.tenant, technician, van_.branch});
  if (!signs_on) throw Error(ErrorCode::forbidden, "this technician does not serve this van");
}

bool OperationRun::was_held(const std::string& record) {
  // A tombstone counts too: what was done before it left is still his.
  for (auto& scope : van_.scopes())
    if (outer_.sql().scalar(
            "SELECT 1 FROM scope_member WHERE tenant = ? AND scope = ? AND record = ?",
            {van_.tenant, scope, record}))
      return true;
  return was_his(record);
}

bool OperationRun::was_his(const std::string& record) {
  if (record == van_.vehicle || record == van_.warehouse || record == van_.device) return true;
  using common::sync::scope_name;
  for (auto& scope : {scope_name("technician", as_.actor.technician),
                      scope_name("van", van_.warehouse), scope_name("device", van_.device)})
    if (outer_.sql().scalar(
            "SELECT 1 FROM scope_member WHERE tenant = ? AND scope = ? AND record = ?",
            {van_.tenant, scope, record}))
      return true;
  // Made by an operation of its own that the feeds do not show yet.
  return outer_.sql()
      .scalar("SELECT 1 FROM change WHERE tenant = ? AND record = ? AND device = ? LIMIT 1",
              {van_.tenant, record, van_.device})
      .has_value();
}

bool OperationRun::goes_with_what_was_his(const Message& record) {
  for (auto& scope : type_->options->scope()) {
    auto& path = scope.has_follows() ? scope.follows()
                 : scope.has_van()   ? scope.van()
                                     : scope.device();
    auto field = path.empty() ? nullptr : type_->find_field(path);
    if (!field || !record.GetReflection()->HasField(record, field->descriptor)) continue;
    auto id = field->kind == schema::FieldKind::about
                  ? static_cast<const truckroll::About&>(
                        record.GetReflection()->GetMessage(record, field->descriptor))
                        .id()
                  : record.GetReflection()->GetString(record, field->descriptor);
    if (was_his(id)) return true;
  }
  return false;
}

bool OperationRun::may_touch(Transaction& inner, options::May right, const Message& record) {
  if (access_.may_record(as_.actor, *type_, right, record, context(), finder(inner))) return true;
  return access_.may(as_.actor, *type_, right) && goes_with_what_was_his(record);
}

void OperationRun::require_held() {
  if (command_.record().empty() || command_.action() == rules::create_action) return;
  if (!was_held(command_.record()))
    throw Error(ErrorCode::forbidden, say("this van does not hold the {}", label_of(*type_)));
}

void OperationRun::require_may_set(const Message& input, bool creates) const {
  for (auto& field : type_->fields) {
    bool is_set = field.descriptor->is_repeated()
                      ? input.GetReflection()->FieldSize(input, field.descriptor) > 0
                      : input.GetReflection()->HasField(input, field.descriptor);
    if (!is_set || (creates && field.options->locked())) continue;
    if (!access_.may_change_field(as_.actor, *type_, field, creates))
      throw Error(ErrorCode::forbidden,
                  say("your role may not set {}", Sentence::label(field.label)), field.name);
  }
}

void OperationRun::require_may_set_custom(std::uint32_t number, bool creates) const {
  for (auto& field : type_->custom)
    if (field.descriptor->number() == static_cast<int>(number) &&
        !access_.may_change_field(as_.actor, *type_, field, creates))
      throw Error(ErrorCode::forbidden,
                  say("your role may not set {}", Sentence::label(field.label)), field.name);
}

void OperationRun::run_create(Transaction& inner) {
  if (type_->kind() == options::PROJECTION)
    throw Error(ErrorCode::forbidden, say("{} is computed", label_of(*type_)));
  if (!access_.may(as_.actor, *type_, options::CREATE))
    throw Error(ErrorCode::forbidden, say("your role may not create this {}", label_of(*type_)));
  auto input = parse_record(*type_, command_.input());
  auto reflection = input->GetReflection();
  // What is derived or secret is never taken from outside.
  for (auto& field : type_->fields)
    if (field.options->derived() || field.options->secret())
      reflection->ClearField(input.get(), field.descriptor);
  require_may_set(*input, true);
  for (auto& [number, text] : schema::header(std::as_const(*input)).custom())
    require_may_set_custom(number, true);
  command_.set_input(input->SerializeAsString());
  auto made = rules::run_command(inner, store_.book(), command_);
  if (!may_touch(inner, options::CREATE, *made.record))
    throw Error(ErrorCode::forbidden, say("your role may not create this {}", label_of(*type_)));
}

void OperationRun::run_patch(Transaction& inner) {
  auto current = inner.load_message(*type_, command_.record());
  for (auto right : {options::READ, options::CHANGE})
    if (!may_touch(inner, right, *current))
      throw Error(ErrorCode::forbidden, say("your role may not change this {}", label_of(*type_)));
  for (auto number : command_.mask())
    for (auto& field : type_->fields)
      if (field.descriptor->number() == static_cast<int>(number) &&
          !access_.may_change_field(as_.actor, *type_, field))
        throw Error(ErrorCode::forbidden,
                    say("your role may not change {}", Sentence::label(field.label)), field.name);
  for (auto number : command_.custom_mask()) require_may_set_custom(number, false);
  auto delta = find_delta(operation_, type_->name, command_.record());
  auto moved = delta && delta->base_version() > 0
                   ? moved_since(inner.sql(), van_.tenant, command_.record(), delta->base_version(),
                                 van_.device)
                   : std::set<std::string>{};
  auto patch = merge_patch(*type_, *current, command_, delta, moved);
  merged_ = patch.merged;
  conflicts_ = std::move(patch.conflicts);
  if (patch.mask.empty() && patch.custom_mask.empty()) return;
  auto& header = schema::header(*patch.input);
  header.set_id(command_.record());
  auto made = rules::run_command(
      inner, store_.book(), rules::make_patch(*type_, *patch.input, patch.mask, patch.custom_mask));
  if (made.record && !may_touch(inner, options::CHANGE, *made.record) &&
      !may_touch(inner, options::CREATE, *made.record))
    throw Error(ErrorCode::forbidden,
                say("your role may not move this {} there", label_of(*type_)));
}

void OperationRun::run_action(Transaction& inner) {
  auto rule = store_.book().find_action(type_->name, command_.action());
  if (!access_.may_act(as_.actor, *type_, command_.action()))
    throw Error(ErrorCode::forbidden,
                say("your role may not use \"{}\" with {}", label_of(command_.action()),
                    Sentence::label(type_->plural)));
  std::unique_ptr<Message> before;
  std::set<std::string> moved;
  auto delta = find_delta(operation_, type_->name, command_.record());
  if (!rule || !rule->on_collection) {
    before = inner.load_message(*type_, command_.record());
    auto reach = access_.act_reach(as_.actor, *type_, command_.action());
    bool reached = reach.kind == store::Reach::Kind::all ||
                   (reach.kind == store::Reach::Kind::some &&
                    reach.condition->evaluate(*before, context(), finder(inner)) == true);
    // Given to somebody else meanwhile: what was done stays done, and is flagged by the rule.
    if (!reached && !as_.fact && !goes_with_what_was_his(*before))
      throw Error(ErrorCode::forbidden, say("this {} is no longer yours", label_of(*type_)));
    if (delta && delta->base_version() > 0)
      moved = moved_since(inner.sql(), van_.tenant, command_.record(), delta->base_version(),
                          van_.device);
  }
  merged_ = !moved.empty();
  auto made = rules::run_command(inner, store_.book(), command_);
  if (!before) require_made_within_reach(inner, made);
  if (before && delta)
    if (auto after = inner.find_message(*type_, command_.record()))
      conflicts_ = overwritten(*type_, *before, *after, *delta, moved);
}

void OperationRun::require_made_within_reach(Transaction& inner,
                                             const rules::Records::ActionResult& made) {
  bool of_type = made.record && &outer_.catalogue().of(*made.record) == type_;
  if (!of_type || schema::header(std::as_const(*made.record)).id().empty()) return;
  auto reach = access_.act_reach(as_.actor, *type_, command_.action());
  bool reached = reach.kind == store::Reach::Kind::all ||
                 (reach.kind == store::Reach::Kind::some &&
                  reach.condition->evaluate(*made.record, context(), finder(inner)) == true);
  if (!reached && !goes_with_what_was_his(*made.record))
    throw Error(ErrorCode::forbidden, say("your role may not use \"{}\" with this {}",
                                          label_of(command_.action()), label_of(*type_)));
}

void OperationRun::offer_numbers(Transaction& inner) {
  for (auto& delta : operation_.deltas()) {
    if (delta.base_version() > 0) continue;
    auto type = outer_.catalogue().find(delta.type());
    if (!type) continue;
    auto theirs = parse_record(*type, delta.values());
    for (auto& field : type->fields) {
      auto series = series_of(field);
      if (series.empty() || !theirs->GetReflection()->HasField(*theirs, field.descriptor)) continue;
      auto number = theirs->GetReflection()->GetString(*theirs, field.descriptor);
      if (use_leased_number(inner, store_, system_command("number"), van_.device, series, number))
        inner.offer_number(series, delta.record(), number);
    }
  }
}

void OperationRun::flag_doubt(Transaction& inner) {
  if (doubt_.empty()) return;
  std::unique_ptr<Message> about;
  if (!command_.record().empty()) about = inner.find_message(*type_, command_.record());
  if (!about)
    about = inner.load_message(outer_.catalogue().of<truckroll::fleet::Device>(), van_.device);
  inner.flag(*about, "status", doubt_.english());
}

void OperationRun::complete_flags(Transaction& inner) {
  if (inner.flags().empty()) return;
  std::set<std::string> made;
  for (auto& change : inner.changes())
    if (change.type == "fleet.SyncConflict" && change.action == "create")
      made.insert(change.record);
  for (auto& id : made) {
    auto conflict = inner.load<SyncConflict>(id);
    conflict.set_epoch(static_cast<std::int32_t>(epoch_));
    conflict.set_sequence(static_cast<std::int64_t>(operation_.sequence()));
    inner.save_as_system(conflict);
  }
}

void OperationRun::store_attachments(Transaction& inner) {
  std::set<std::string> touched;
  for (auto& change : inner.changes())
    if (change.type == "content.Attachment") touched.insert(change.record);
  for (auto& id : touched) store_if_complete(inner, id);
}

Verdict OperationRun::run() {
  type_ = outer_.catalogue().find(command_.type());
  if (!type_) common::refuse("type", say("there is no record type \"{}\"", command_.type()));
  as_.fact = rules::is_fact(outer_.catalogue(), store_.book(), command_);
  find_actor();
  require_held();
  std::vector<std::string> flags;
  try {
    in_savepoint(outer_, store_, as_, [&](Transaction& inner) {
      conflicts_.clear();
      merged_ = false;
      inner.name_action(command_.action() == rules::patch_action ||
                                command_.action() == rules::create_action
                            ? std::string()
                            : command_.action());
      offer_numbers(inner);
      if (command_.action() == rules::create_action)
        run_create(inner);
      else if (command_.action() == rules::patch_action)
        run_patch(inner);
      else
        run_action(inner);
      store_attachments(inner);
      flag_doubt(inner);
      complete_flags(inner);
      keep_conflicts(inner);
      flags = inner.flags();
    });
  } catch (const Error& error) {
    // A stranger's or an impossible command is refused; a fact that only the rules object to is
    // kept for a person.
    bool objection = error.code() == ErrorCode::conflict || error.code() == ErrorCode::bad_input;
    if (!as_.fact || !objection || !outer_.find_message(*type_, command_.record())) throw;
    keep_unapplied_fact(error.text());
    return {wire::OperationResult::OUTCOME_CONFLICT, error.sentence()};
  }
  return verdict(merged_, conflicts_, flags);
}

Sentence OperationRun::label_of_field(const FieldConflict& conflict) const {
  auto type = outer_.catalogue().find(conflict.type);
  auto field = type ? type->find_field(conflict.field) : nullptr;
  if (type && !field) field = type->find_custom(conflict.field);
  return field ? Sentence::label(field->label) : Sentence(conflict.field);
}

Verdict OperationRun::verdict(bool merged, const std::vector<FieldConflict>& conflicts,
                              const std::vector<std::string>& flags) const {
  // A flag is kept in English for whoever decides; here it is told to the technician.
  std::vector<Sentence> reasons;
  for (auto& flag : flags) reasons.push_back(Sentence::label(flag));
  bool open = !flags.empty();
  for (auto& conflict : conflicts) {
    open = open || conflict.by_rule.empty();
    if (conflict.by_rule.empty())
      reasons.push_back(say("{} was changed by the office too", label_of_field(conflict)));
  }
  if (!clock_note_.empty()) reasons.push_back(clock_note_);
  if (open) return {wire::OperationResult::OUTCOME_CONFLICT, joined(reasons)};
  bool plain = !merged && conflicts.empty() && clock_note_.empty();
  return {plain ? wire::OperationResult::OUTCOME_APPLIED : wire::OperationResult::OUTCOME_MERGED,
          joined(reasons)};
}

void OperationRun::keep_conflicts(Transaction& outer) {
  if (conflicts_.empty()) return;
  in_savepoint(outer, store_, system_command("conflict"), [&](Transaction& inner) {
    for (auto& one : conflicts_) {
      SyncConflict conflict;
      conflict.set_device(van_.device);
      conflict.set_epoch(static_cast<std::int32_t>(epoch_));
      conflict.set_sequence(static_cast<std::int64_t>(operation_.sequence()));
      *conflict.mutable_about() = common::codec::about(one.type, one.record);
      conflict.set_kind(SyncConflict::KIND_FIELD);
      conflict.set_field(one.field);
      conflict.set_base(one.base);
      conflict.set_mine(one.mine);
      conflict.set_theirs(one.theirs);
      if (!one.by_rule.empty()) {
        conflict.set_by_rule(one.by_rule);
        conflict.mutable_header()->set_state("open");
        inner.move_as_system(conflict, "settle");
      }
      inner.save_as_system(conflict);
    }
  });
}

void OperationRun::keep_unapplied_fact(const std::string& reason) {
  in_savepoint(outer_, store_, system_command("fact"), [&](Transaction& inner) {
    SyncConflict conflict;
    conflict.set_device(van_.device);
    conflict.set_epoch(static_cast<std::int32_t>(epoch_));
    conflict.set_sequence(static_cast<std::int64_t>(operation_.sequence()));
    *conflict.mutable_about() = common::codec::about(type_->name, command_.record());
    conflict.set_kind(SyncConflict::KIND_STATUS);
    nlohmann::json theirs{{"action", command_.action()},
                          {"at", common::format_instant(as_.at)},
                          {"technician", as_.actor.technician},
                          {"text", operation_.text()}};
    conflict.set_theirs(common::told_json_text(theirs));
    conflict.set_mine(common::json_text(nlohmann::json(reason)));
    inner.save_as_system(conflict);
  });
}

void OperationRun::keep_rejection(const std::string& reason) {
  in_savepoint(outer_, store_, system_command("rejected"), [&](Transaction& inner) {
    auto type = outer_.catalogue().find(command_.type());
    bool there = type && inner.find_message(*type, command_.record()) != nullptr;
    SyncConflict conflict;
    conflict.set_device(van_.device);
    conflict.set_epoch(static_cast<std::int32_t>(epoch_));
    conflict.set_sequence(static_cast<std::int64_t>(operation_.sequence()));
    *conflict.mutable_about() = there ? common::codec::about(type->name, command_.record())
                                      : common::codec::about("fleet.Device", van_.device);
    conflict.set_kind(SyncConflict::KIND_REJECTED);
    nlohmann::json theirs{
        {"action", command_.action()}, {"type", command_.type()}, {"text", operation_.text()}};
    conflict.set_theirs(common::told_json_text(theirs));
    conflict.set_mine(common::told_json_text(nlohmann::json(reason)));
    inner.save_as_system(conflict);
  });
}

}  // namespace hub::gateway::impl
