#include "proto/records/fleet/sync_conflict.pb.h"

#include "common/codec/json.hpp"
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/rules/rules.hpp"
#include "common/text/json_text.hpp"
#include "common/zone/zone.hpp"
#include "hub/domain/billing/conflict_bill.hpp"
#include "hub/store/access.hpp"
#include "hub/store/transaction.hpp"
#include "proto/wire/actions/fleet.pb.h"

/// A person settles what van and office disagree about. Both versions stay in the conflict for
/// ever; what was chosen goes into the record by the same rules as anybody's change.
namespace hub::domain::field {
namespace {

using common::Error;
using common::ErrorCode;
using common::say;
using common::Sentence;
using common::codec::Json;
using common::rules::Records;
using common::schema::Message;
using common::schema::RecordType;
using truckroll::fleet::SyncConflict;
using truckroll::wire::fleet::Decide;
namespace options = common::schema::options;

bool is_about_value(const SyncConflict& conflict) {
  return conflict.kind() == SyncConflict::KIND_FIELD;
}

Json value_of(const SyncConflict& conflict, const Decide& input) {
  switch (input.choice()) {
    case SyncConflict::CHOICE_MINE:
      return common::read_json(conflict.mine());
    case SyncConflict::CHOICE_THEIRS:
      return common::read_json(conflict.theirs());
    case SyncConflict::CHOICE_BASE:
      return common::read_json(conflict.base());
    default:
      break;
  }
  if (!input.has_chosen()) common::refuse("chosen", "expected the value, as choice is other");
  auto value = common::try_read_json(input.chosen());
  if (value.is_discarded()) common::refuse("chosen", "expected a JSON value");
  return value;
}

/// The API lets him decide about conflicts; what the decision writes is checked here.
void require_may_change(Records& records, const RecordType& type, const Message& record,
                        const SyncConflict& conflict) {
  auto& transaction = store::hub_transaction(records);
  auto access = transaction.access();
  auto& actor = records.actor();
  if (!access || actor.system) return;
  auto field = type.find_field(conflict.field());
  if (!field) field = type.find_custom(conflict.field());
  auto context =
      store::context_of(actor, common::zone::local_day(records.now(), ""), records.now());
  auto find = store::find_through(transaction.sql(), transaction.tables(), actor.tenant);
  if (!access->may_record(actor, type, options::CHANGE, record, context, find))
    throw Error(ErrorCode::forbidden,
                say("your role may not change this {}", Sentence::label(type.label)));
  if (field && !access->may_change_field(actor, type, *field))
    throw Error(ErrorCode::forbidden,
                say("your role may not change {}", Sentence::label(field->label)), field->name);
}

void apply_value(Records& records, const SyncConflict& conflict, const Json& value) {
  auto& type = records.catalogue().type(conflict.about().type());
  auto record = records.find_message(type, conflict.about().id());
  if (!record)
    throw Error(ErrorCode::conflict,
                say("this {} is not there any more", Sentence::label(type.label)));
  auto before = common::read_json(common::codec::to_json(type, *record));
  auto now = before.contains(conflict.field()) ? before[conflict.field()] : Json();
  if (now == value) return;
  require_may_change(records, type, *record, conflict);
  common::codec::merge_json(type, *record, {{conflict.field(), value}});
  records.save(*record);
}

/// What was done in the van has happened; that it stands needs nothing, and what was refused cannot
/// be made to have been right.
void require_possible(const SyncConflict& conflict, const Decide& input) {
  if (is_about_value(conflict)) return;
  bool stands =
      input.choice() == SyncConflict::CHOICE_MINE || input.choice() == SyncConflict::CHOICE_THEIRS;
  if (!stands) common::refuse("choice", "expected mine or theirs: no value is disputed");
  if (conflict.kind() == SyncConflict::KIND_REJECTED &&
      input.choice() == SyncConflict::CHOICE_THEIRS)
    common::refuse("choice", "expected mine: what was refused is entered by hand");
}

void note(Records& records, SyncConflict& conflict, const Decide& input) {
  conflict.set_choice(input.choice());
  if (input.choice() == SyncConflict::CHOICE_OTHER)
    conflict.set_chosen(input.chosen());
  else
    conflict.clear_chosen();
  if (input.has_billing()) conflict.set_billing(input.billing());
  if (input.has_remark()) conflict.set_remark(input.remark());
  if (!records.actor().user.empty()) conflict.set_decided_by(records.actor().user);
  *conflict.mutable_decided_at() = common::codec::to_timestamp(records.now());
}

void settle(Records& records, SyncConflict& conflict, const Decide& input) {
  if (conflict.header().state() == "settled_by_rule") records.move(conflict, "reopen");
  records.move(conflict, "decide");
  require_possible(conflict, input);
  note(records, conflict, input);
  if (is_about_value(conflict)) apply_value(records, conflict, value_of(conflict, input));
  records.move_as_system(conflict, "apply");
  records.save_as_system(conflict);
}

/// The bill of a job is one decision, however many steps of the work were told too late.
void settle_others(Records& records, const std::string& job, const Decide& input) {
  for (auto& other : billing::open_conflicts(records, job))
    if (other.kind() == SyncConflict::KIND_STATUS) settle(records, other, input);
}

void decide(Records& records, SyncConflict& conflict, const Decide& input) {
  if (input.choice() == SyncConflict::CHOICE_UNSPECIFIED)
    common::refuse("choice", "expected mine, theirs, base or other");
  auto job = billing::job_of_conflict(records, conflict);
  if (input.has_billing()) billing::require_undecided_bill(records, job);
  settle(records, conflict, input);
  if (!input.has_billing()) return;
  settle_others(records, *job, input);
  billing::decide_bill(records, *job, input.billing());
}

const common::rules::Effects<SyncConflict> effects =
    common::rules::Effects<SyncConflict>().action<Decide>("decide", decide);

}  // namespace
}  // namespace hub::domain::field
