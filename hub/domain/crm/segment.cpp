// Segments by rule: who meets the condition is a member from the moment on at which his data say
// so.
#include "hub/domain/crm/segment.hpp"

#include <map>

#include "common/codec/values.hpp"
#include "common/expr/expr.hpp"
#include "common/rules/rules.hpp"
#include "common/text/text.hpp"
#include "hub/store/filter.hpp"
#include "proto/records/crm/account.pb.h"
#include "proto/records/crm/contact.pb.h"
#include "proto/records/crm/lead.pb.h"
#include "proto/records/crm/segment.pb.h"
#include "proto/records/crm/segment_member.pb.h"

namespace hub::domain::crm {
namespace {

using common::expr::Context;
using common::expr::Expression;
using common::rules::Change;
using common::rules::Effects;
using common::rules::Records;
using common::schema::Message;
using common::schema::RecordType;
using store::Transaction;
using truckroll::crm::Segment;
using truckroll::crm::SegmentMember;

/// "account": the column of a member that names such a record, and the choice `of`.
std::string kind_of(const RecordType& type) {
  return common::text::to_lower(type.name.substr(type.name.find('.') + 1));
}

const RecordType& type_of(Records& records, const Segment& segment) {
  auto& catalogue = records.catalogue();
  if (segment.of() == Segment::OF_CONTACT) return catalogue.of<truckroll::crm::Contact>();
  if (segment.of() == Segment::OF_LEAD) return catalogue.of<truckroll::crm::Lead>();
  return catalogue.of<truckroll::crm::Account>();
}

/// Days as the company counts them, for conditions such as "since last month".
Context context_of(Records& records) {
  auto days = std::chrono::floor<std::chrono::days>(records.now()).time_since_epoch().count();
  return {{}, {}, static_cast<std::int32_t>(days), records.now()};
}

Expression condition_of(Records& records, const Segment& segment) {
  return Expression::parse(segment.condition(), type_of(records, segment), records.catalogue());
}

/// A rule reads the record alone: what another one says would change without this one being saved.
void require_condition(Records& records, const Segment& segment) {
  if (segment.condition().empty()) common::refuse("condition", "say who belongs to it");
  try {
    auto condition = condition_of(records, segment);
    for (auto& read : condition.reads())
      if (read.reference || read.type != &condition.type())
        common::refuse("condition", "a segment's rule follows no references");
  } catch (const common::Error& error) {
    common::refuse("condition", error.reason());
  }
}

std::string member_of(const SegmentMember& member) {
  return !member.account().empty()   ? member.account()
         : !member.contact().empty() ? member.contact()
                                     : member.lead();
}

void set_member(SegmentMember& member, const std::string& kind, const std::string& id) {
  if (kind == "account")
    member.set_account(id);
  else if (kind == "contact")
    member.set_contact(id);
  else
    member.set_lead(id);
}

void enter(Records& records, const std::string& segment, const std::string& kind,
           const std::string& id) {
  SegmentMember member;
  for (auto& there : records.where<SegmentMember>(kind, id))
    if (there.segment() == segment) member = there;
  if (!member.header().id().empty() && !member.has_left()) return;
  member.set_segment(segment);
  set_member(member, kind, id);
  member.set_cause(SegmentMember::CAUSE_RULE);
  *member.mutable_entered() = common::codec::to_timestamp(records.now());
  member.clear_left();
  records.save_as_system(member);
}

void leave(Records& records, SegmentMember& member) {
  if (member.has_left()) return;
  *member.mutable_left() = common::codec::to_timestamp(records.now());
  records.save_as_system(member);
}

std::vector<std::string> column(store::Connection& sql, const std::string& text,
                                const store::Values& values) {
  std::vector<std::string> found;
  auto& rows = sql.query(text, values);
  while (rows.step()) found.push_back(rows.text(0));
  return found;
}

// ---- the segment itself

void check_segment(Records& records, Change<Segment>& change) {
  auto& segment = change.after;
  if (segment.kind() == Segment::KIND_RULE) require_condition(records, segment);
  if (change.before && change.before->of() != segment.of())
    common::refuse("of", "stays as it is; make another segment");
}

void follow_rule(Records& records, Change<Segment>& change) {
  auto& segment = change.after;
  if (segment.kind() != Segment::KIND_RULE) return;
  if (!change.changed(Segment::kConditionFieldNumber) && !change.changed(Segment::kKindFieldNumber))
    return;
  if (refresh_segment(store::hub_transaction(records), change.id()))
    records.enqueue("segment", change.id() + "|" + std::to_string(segment.header().version()),
                    change.id(), records.now());
}

// ---- its members

void check_member(Records& records, Change<SegmentMember>& change) {
  auto& member = change.after;
  auto segment = records.load<Segment>(member.segment());
  auto of = segment.of() == Segment::OF_ACCOUNT   ? member.has_account()
            : segment.of() == Segment::OF_CONTACT ? member.has_contact()
                                                  : member.has_lead();
  if (!of) common::refuse("segment", "is a segment of other records");
  bool by_rule = segment.kind() == Segment::KIND_RULE;
  if (by_rule != (member.cause() == SegmentMember::CAUSE_RULE))
    common::refuse("cause", by_rule ? "who belongs to this segment follows from its rule"
                                    : "this segment has no rule");
  if (!member.has_entered()) *member.mutable_entered() = common::codec::to_timestamp(records.now());
  if (!by_rule || !(change.creates() || change.changed(SegmentMember::kLeftFieldNumber))) return;
  auto record = records.find_message(type_of(records, segment), member_of(member));
  bool meets =
      record && condition_of(records, segment).evaluate(*record, context_of(records)) == true;
  if (meets == member.has_left())
    common::refuse("segment", "who belongs to this segment follows from its rule");
}

/// Of everyone whose data changed: the segments by rule that he enters or leaves.
template <class T>
void follow_record(Records& records, Change<T>& change) {
  auto& type = records.catalogue().of<T>();
  auto kind = kind_of(type);
  auto& transaction = store::hub_transaction(records);
  // Not by reference: who enters a segment may be what its rule asks for.
  auto ids = transaction.remembered(records.catalogue().of<Segment>(), kind, [&] {
    return column(transaction.sql(),
                  "SELECT id FROM segment WHERE tenant = ? AND deleted_at IS NULL AND kind = "
                  "'rule' AND \"of\" = ? ORDER BY id",
                  {records.actor().tenant, kind});
  });
  if (ids.empty()) return;
  std::map<std::string, SegmentMember> member;
  if (!change.creates())
    for (auto& there : records.where<SegmentMember>(kind, change.id()))
      member[there.segment()] = there;
  for (auto& id : ids) {
    auto segment = records.load<Segment>(id);
    bool meets = condition_of(records, segment).evaluate(change.after, context_of(records)) == true;
    auto there = member.find(id);
    if (meets)
      enter(records, id, kind, change.id());
    else if (there != member.end())
      leave(records, there->second);
  }
}

/// Conditions on days come and go by themselves, and who was deleted belongs to nothing.
void refresh_all(Records& records) {
  auto day = common::format_instant(records.now()).substr(0, 10);
  auto ids =
      column(store::hub_transaction(records).sql(),
             "SELECT id FROM segment WHERE tenant = ? AND deleted_at IS NULL AND kind = 'rule'",
             {records.actor().tenant});
  for (auto& id : ids) records.enqueue("segment", id + "|" + day, id, records.now());
}

const Effects<Segment> segment_effects = Effects<Segment>()
                                             .before_save(check_segment)
                                             .after_save(follow_rule)
                                             .daily("segments", refresh_all);
const Effects<SegmentMember> member_effects = Effects<SegmentMember>().before_save(check_member);
const Effects<truckroll::crm::Account> account_effects =
    Effects<truckroll::crm::Account>().after_save(follow_record<truckroll::crm::Account>);
const Effects<truckroll::crm::Contact> contact_effects =
    Effects<truckroll::crm::Contact>().after_save(follow_record<truckroll::crm::Contact>);
const Effects<truckroll::crm::Lead> lead_effects =
    Effects<truckroll::crm::Lead>().after_save(follow_record<truckroll::crm::Lead>);

}  // namespace

bool refresh_segment(Transaction& transaction, const std::string& id, std::size_t limit) {
  auto segment = transaction.find<Segment>(id);
  if (!segment || segment->kind() != Segment::KIND_RULE) return false;
  auto& type = type_of(transaction, *segment);
  auto kind = kind_of(type);
  auto& sql = transaction.sql();
  auto& tenant = transaction.actor().tenant;
  auto meets = store::to_sql(condition_of(transaction, *segment), type, context_of(transaction),
                             sql.dialect());
  auto table = store::sql_name(type.table);
  auto members = "SELECT " + kind +
                 " FROM segment_member WHERE tenant = ? AND segment = ? AND \"left\" IS NULL AND "
                 "deleted_at IS NULL AND " +
                 kind + " IS NOT NULL";
  auto matching = "SELECT " + table + ".\"id\" FROM " + table + " WHERE " + table +
                  ".\"tenant\" = ? AND " + table + ".\"deleted_at\" IS NULL AND (" + meets.sql +
                  ")";
  store::Values of_members{tenant, id}, of_matching{tenant};
  of_matching.insert(of_matching.end(), meets.values.begin(), meets.values.end());
  auto together = [&](store::Values first, const store::Values& second) {
    first.insert(first.end(), second.begin(), second.end());
    first.emplace_back(static_cast<std::int64_t>(limit));
    return first;
  };
  auto entering =
      column(sql, matching + " AND " + table + ".\"id\" NOT IN (" + members + ") LIMIT ?",
             together(of_matching, of_members));
  auto leaving = column(sql, members + " AND " + kind + " NOT IN (" + matching + ") LIMIT ?",
                        together(of_members, of_matching));
  for (auto& one : entering) enter(transaction, id, kind, one);
  for (auto& one : leaving)
    for (auto& member : transaction.where<SegmentMember>(kind, one))
      if (member.segment() == id) leave(transaction, member);
  return entering.size() == limit || leaving.size() == limit;
}

}  // namespace hub::domain::crm
