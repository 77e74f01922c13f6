#include "common/rules/memory/memory.hpp"

#include "common/codec/values.hpp"
#include "common/rules/memory/impl/match.hpp"
#include "common/schema/references.hpp"
#include "common/text/text.hpp"

namespace common::rules {
namespace {

std::shared_ptr<const schema::Message> copy_of(const schema::Message& record) {
  std::shared_ptr<schema::Message> copy(record.New());
  copy->CopyFrom(record);
  return copy;
}

}  // namespace

void MemoryStore::put(const schema::Message& record) {
  records_[catalogue_.of(record).name][schema::header(record).id()] = copy_of(record);
}

void MemoryStore::forget(const schema::RecordType& type, std::string_view id) {
  if (auto rows = records_.find(type.name); rows != records_.end())
    if (auto row = rows->second.find(id); row != rows->second.end()) rows->second.erase(row);
}

const schema::Message* MemoryStore::find(const schema::RecordType& type,
                                         std::string_view id) const {
  auto rows = records_.find(type.name);
  if (rows == records_.end()) return nullptr;
  auto row = rows->second.find(id);
  return row == rows->second.end() ? nullptr : row->second.get();
}

void MemoryRecords::commit() {
  store_.records_ = std::move(draft_.records_);
  store_.numbers_ = std::move(draft_.numbers_);
  store_.numbers_left_ = std::move(draft_.numbers_left_);
  store_.flags_ = std::move(draft_.flags_);
  store_.jobs_ = std::move(draft_.jobs_);
  store_.changes_ = std::move(draft_.changes_);
}

void MemoryRecords::flag(const schema::Message& about, std::string_view kind,
                         std::string_view text) {
  draft_.flags_.push_back({catalogue().of(about).name, schema::header(about).id(),
                           std::string(kind), std::string(text)});
}

std::unique_ptr<schema::Message> MemoryRecords::find_message(const schema::RecordType& type,
                                                             std::string_view id) {
  auto found = draft_.find(type, id);
  if (!found || schema::header(*found).has_deleted_at()) return nullptr;
  std::unique_ptr<schema::Message> copy(found->New());
  copy->CopyFrom(*found);
  return copy;
}

std::vector<std::unique_ptr<schema::Message>> MemoryRecords::where_message(
    const schema::RecordType& type, std::string_view field, std::string_view value) {
  std::vector<std::unique_ptr<schema::Message>> found;
  memory::Path path(type, field);
  auto rows = draft_.records_.find(type.name);
  if (rows == draft_.records_.end()) return found;
  for (auto& [id, record] : rows->second) {
    if (schema::header(*record).has_deleted_at() || !path.matches(*record, value)) continue;
    found.emplace_back(record->New());
    found.back()->CopyFrom(*record);
  }
  return found;
}

std::vector<std::unique_ptr<schema::Message>> MemoryRecords::where_also_message(
    const schema::RecordType& type, std::string_view field, std::string_view value,
    const Also& also) {
  auto found = where_message(type, field, value);
  memory::Path path(type, also.field);
  std::erase_if(found, [&](auto& record) {
    return also.after ? !path.is_after(*record, *also.after) : !path.matches(*record, also.value);
  });
  return found;
}

std::vector<std::string> MemoryRecords::all_ids(const schema::RecordType& type) {
  std::vector<std::string> ids;
  if (auto rows = draft_.records_.find(type.name); rows != draft_.records_.end())
    for (auto& [id, record] : rows->second)
      if (!schema::header(*record).has_deleted_at()) ids.push_back(id);
  return ids;
}

std::string MemoryRecords::take_number(std::string_view series, const schema::Message&) {
  auto name = std::string(series);
  if (side() == Side::van && draft_.numbers_left_[name]-- <= 0)
    throw Error(ErrorCode::unavailable,
                say("this van has no numbers left for {}; it gets more at its next contact", name));
  auto prefix = side() == Side::van ? name + "-van-" : name + "-";
  return prefix + std::to_string(++draft_.numbers_[name]);
}

void MemoryRecords::enqueue(std::string_view kind, std::string_view key, std::string_view payload,
                            Instant not_before) {
  if (side() == Side::van) return;
  for (auto& job : draft_.jobs_)
    if (job.kind == kind && job.key == key) return;
  draft_.jobs_.push_back({std::string(kind), std::string(key), std::string(payload), not_before});
}

void MemoryRecords::write(const schema::RecordType& type, const schema::Message* before,
                          schema::Message& after) {
  check_unique(type, after);
  draft_.put(after);
  draft_.changes_.push_back({type.name, schema::header(after).id(), before ? "change" : "create"});
}

void MemoryRecords::write_removal(const schema::RecordType& type, const schema::Message& before) {
  std::unique_ptr<schema::Message> after(before.New());
  after->CopyFrom(before);
  auto& header = schema::header(*after);
  *header.mutable_deleted_at() = codec::to_timestamp(now());
  header.set_version(header.version() + 1);
  draft_.put(*after);
  draft_.changes_.push_back({type.name, header.id(), "delete"});
}

void MemoryRecords::check_references(const schema::RecordType& type, const schema::Message* before,
                                     const schema::Message& after) {
  if (side() == Side::van) return;  // a van holds a part of the records
  auto known = before ? schema::references_of(type, *before) : std::vector<schema::Reference>{};
  std::vector<Violation> violations;
  for (auto& reference : schema::references_of(type, after)) {
    bool was = false;
    for (auto& old : known) was = was || (old.type == reference.type && old.id == reference.id);
    if (was || reference.id.empty()) continue;
    auto target = catalogue().find(reference.type);
    if (target == &type && reference.id == schema::header(after).id()) continue;
    if (!target)
      violations.push_back({reference.path, say("there is no record type \"{}\"", reference.type)});
    else if (!find_message(*target, reference.id))
      violations.push_back(
          {reference.path, say("there is no such {}", Sentence::label(target->label))});
  }
  if (!violations.empty()) throw Error(ErrorCode::bad_input, violations[0].text, violations);
}

void MemoryRecords::check_unreferenced(const schema::RecordType& type,
                                       const schema::Message& record) {
  std::vector<Violation> violations;
  for (auto& referrer : catalogue().referrers(type)) {
    auto path =
        referrer.lines ? referrer.lines->name + "." + referrer.field->name : referrer.field->name;
    for (auto& found : where_message(*referrer.type, path, schema::header(record).id()))
      violations.push_back({referrer.type->path + "/" + schema::header(std::as_const(*found)).id(),
                            say("{} refers to it", Sentence::label(referrer.type->label))});
  }
  if (!violations.empty())
    throw Error(ErrorCode::conflict, say("{} is still referred to", Sentence::label(type.label)),
                violations);
}

void MemoryRecords::check_unique(const schema::RecordType& type, const schema::Message& record) {
  auto& rows = draft_.records_[type.name];
  auto refuse_twin = [&](const std::vector<std::string>& fields, const std::string& condition) {
    auto key = memory::key_of(type, record, fields, condition);
    if (!key) return;
    for (auto& [id, other] : rows) {
      if (id == schema::header(record).id() || schema::header(*other).has_deleted_at()) continue;
      if (memory::key_of(type, *other, fields, condition) == key)
        throw Error(ErrorCode::conflict,
                    say("there is already such a {}", Sentence::label(type.label)), fields[0]);
    }
  };
  for (auto& field : type.fields)
    if (field.options->unique()) refuse_twin({field.name}, "");
  for (auto& key : type.options->key())
    refuse_twin({key.field().begin(), key.field().end()}, key.where());
}

}  // namespace common::rules
