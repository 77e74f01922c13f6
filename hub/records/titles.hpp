#pragma once
#include <map>
#include <memory>
#include <set>
#include <string>

#include "common/codec/json.hpp"
#include "hub/records/caller.hpp"
#include "hub/records/read_log.hpp"

namespace hub::records {

using store::Message;
using store::RecordType;

/// What records are called, gathered for one reply: every reference of the records added, and what
/// their titles name in turn, in one query per type and depth. A title is a
/// read of the record: what a person is called is protected too.
class Titles {
 public:
  Titles(ReadLog& reads, const Caller& caller, store::Connection& connection)
      : reads_(reads),
        caller_(caller),
        connection_(connection),
        tables_(caller.schema->tables),
        tenant_(caller.actor.tenant) {}

  /// Wants the titles of everything the record refers to.
  void add_references(const RecordType& type, const Message& record);
  void add(const std::string& type, const std::string& id);
  /// id → title; ids that lead nowhere, or where the caller may not, are absent.
  const std::map<std::string, std::string>& resolve();
  std::string json();
  /// The record's own title by its type's template.
  std::string title_of(const RecordType& type, const Message& record);

 private:
  using Wanted = std::map<const RecordType*, std::set<std::string>>;
  struct Loaded {
    const RecordType* type;
    std::unique_ptr<Message> record;
  };
  /// Loads what is wanted; what the titles of those name is wanted next.
  Wanted load(const Wanted& wanted);
  void want_parts(const RecordType& type, const Message& record, Wanted& next) const;
  const Message* find(const RecordType& type, const std::string& id);
  std::string render(const RecordType& type, const Message& record, int depth);
  std::string value_text(const RecordType& type, const store::Field& field, const Message& message,
                         int depth);
  ReadLog& reads_;
  const Caller& caller_;
  store::Connection& connection_;
  const store::Tables& tables_;
  std::string tenant_;
  std::map<const RecordType*, common::codec::Visible> visible_;  // empty: all of its fields
  std::map<std::string, std::set<std::string>> wanted_;          // type → ids
  std::map<std::string, Loaded> loaded_;                         // by id; null: it is not there
  std::map<std::string, std::string> titles_;
};

}  // namespace hub::records
