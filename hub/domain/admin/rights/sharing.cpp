// What is shown to somebody who would not reach it: single records to colleagues, and parts of the
// records to other organisations. Nobody shares what he could not give from his own.
#include "common/error/error.hpp"
#include "common/expr/expr.hpp"
#include "common/rules/rules.hpp"
#include "common/zone/zone.hpp"
#include "hub/store/access.hpp"
#include "hub/store/actors.hpp"
#include "hub/store/transaction.hpp"
#include "proto/records/admin/partner_share.pb.h"
#include "proto/records/admin/record_share.pb.h"

namespace hub::domain::admin {
namespace {

using common::Error;
using common::ErrorCode;
using common::refuse;
using common::say;
using common::Sentence;
using common::rules::Change;
using common::rules::Records;
using common::schema::RecordType;
using truckroll::admin::PartnerShare;
using truckroll::admin::RecordShare;
namespace options = common::schema::options;

bool is_unbound(const Records& records) {
  return records.actor().system || records.actor().has("admin");
}

const RecordType& business_type(Records& records, const std::string& name, const char* field) {
  auto type = records.catalogue().find(name);
  if (!type || type->options->internal())
    refuse(field, say("there is no record type \"{}\"", name));
  if (type->area == "admin") refuse(field, say("{} are not shared", Sentence::label(type->plural)));
  return *type;
}

/// With changing, who may change it; to show it, too: to read is not to hand on.
void check_record_share(Records& records, Change<RecordShare>& change) {
  auto& share = change.after;
  if (share.holder_case() == RecordShare::HOLDER_NOT_SET)
    refuse("user", "say with whom it is shared: a user, a team or a role");
  auto& type = business_type(records, share.record().type(), "record");
  if (is_unbound(records)) return;
  auto& transaction = store::hub_transaction(records);
  auto record = transaction.find_message(type, share.record().id());
  auto today = common::zone::local_day(records.now(), "");
  auto context = store::context_of(records.actor(), today, records.now());
  context.circle = store::load_circle(transaction.sql(), records.actor(), today);
  auto find = store::find_through(transaction.sql(), transaction.tables(), records.actor().tenant);
  if (!record || !transaction.access() ||
      !transaction.access()->may_record(records.actor(), type, options::CHANGE, *record, context,
                                        find))
    throw Error(ErrorCode::forbidden, "you may share only what you may change", "record");
}

/// Fields that are named must be there, and the one who shares must see them.
void check_shared_fields(Records& records, const PartnerShare& share, const RecordType& type) {
  auto access = store::hub_transaction(records).access();
  for (auto& name : share.fields()) {
    auto field = type.find_field(name);
    if (!field) field = type.find_custom(name);
    bool seen = is_unbound(records) ||
                (field && access && access->may_see_field(records.actor(), type, *field));
    if (!field || !seen || field->options->secret())
      refuse("fields", say("{} has no field \"{}\"", Sentence::label(type.label), name));
  }
}

void check_partner_share(Records& records, Change<PartnerShare>& change) {
  auto& share = change.after;
  if (share.partner_case() != PartnerShare::kAccount)
    refuse("account", "say with which account it is shared");
  auto& type = business_type(records, share.of_type(), "of_type");
  if (share.has_records() && share.records().type() != type.name)
    refuse("records", say("expected a record of {}", Sentence::label(type.plural)));
  if (share.has_records() && !share.condition().empty())
    refuse("condition", "leave it out: one single record is named");
  try {
    common::expr::Expression::parse(share.condition(), type, records.catalogue());
  } catch (const Error& error) {
    refuse("condition", error.sentence());
  }
  auto access = store::hub_transaction(records).access();
  bool all = is_unbound(records) ||
             (access &&
              access->reach(records.actor(), type, options::READ).kind == store::Reach::Kind::all);
  if (!all)
    throw Error(ErrorCode::forbidden, "you may share only types of which you read every record",
                "of_type");
  check_shared_fields(records, share, type);
}

const common::rules::Effects<RecordShare> record_share_effects =
    common::rules::Effects<RecordShare>().before_save(check_record_share);
const common::rules::Effects<PartnerShare> partner_share_effects =
    common::rules::Effects<PartnerShare>().before_save(check_partner_share);

}  // namespace
}  // namespace hub::domain::admin
