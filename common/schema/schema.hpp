#pragma once
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "proto/options/options.pb.h"
#include "proto/values/values.pb.h"

namespace truckroll::admin {
class CustomField;
class CustomType;
}  // namespace truckroll::admin

namespace common::schema {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
namespace options = truckroll::options;

/// What a field holds, as people see it; decides its columns, its JSON and its widget.
enum class FieldKind {
  text,
  integer,
  boolean,
  choice,  ///< enum; in JSON and SQL its lower-case name without the enum's prefix
  instant,
  date,
  decimal,
  quantity,
  money,
  position,
  address,
  person_name,
  recurrence,
  reference,  ///< id of a record of type options().refers()
  about,      ///< id and type of a record
  bytes,
  lines,  ///< owned lines, in a child table
};
std::string_view kind_name(FieldKind kind);

struct Field {
  const FieldDescriptor* descriptor = nullptr;
  const options::Field* options = nullptr;
  std::string name;
  std::string label;
  FieldKind kind = FieldKind::text;
  bool list = false;         ///< repeated value (lines are not called lists)
  std::vector<Field> lines;  ///< kind lines: the line's fields, line id first
  /// Of a company's own field: the record that made it. Null for declared ones.
  const truckroll::admin::CustomField* custom = nullptr;
  bool is_reference() const { return kind == FieldKind::reference; }
  bool readonly() const { return options->derived() || options->locked(); }
  /// Kept folded in a second column, for order and search.
  bool has_key() const;
};

struct RecordType {
  const Descriptor* descriptor = nullptr;
  const options::Record* options = nullptr;
  std::string name;   ///< "field.WorkOrder"
  std::string area;   ///< "field"
  std::string table;  ///< "work_order"
  std::string path;   ///< "work-orders"
  std::string label;
  std::string plural;
  std::vector<Field> fields;  ///< in reading order, without the header
  /// Fields that the company added, in their order. Their values lie in Header.custom; `descriptor`
  /// of each belongs to `values` (see common/codec/custom.hpp), never to the record's message.
  std::vector<Field> custom;
  const Message* values = nullptr;  ///< empty message with the fields of `custom`; null: none
  /// Of a type that the company made itself: the record that made it. Its records are messages
  /// own.OwnRecord and lie in one table with those of other such types.
  const truckroll::admin::CustomType* made_by = nullptr;

  options::Kind kind() const;
  bool append_only() const;
  const options::Flow* flow() const { return options->has_flow() ? &options->flow() : nullptr; }
  const Field* find_field(std::string_view name) const;
  /// Of the company's own fields, also by a former name.
  const Field* find_custom(std::string_view name) const;
  /// Throws bad_input naming the field.
  const Field& field(std::string_view name) const;
  /// Of a row: the reference to the record that owns it, or the alternatives, of which one is set.
  std::vector<const Field*> owner_references() const;
  std::unique_ptr<Message> make() const;

 private:
  friend class Catalogue;
  std::shared_ptr<const void> additions_;  ///< what pointers of run-time types lead into
};

struct Additions;

/// All record types, by name and by path. Made once, then read from any thread.
class Catalogue {
 public:
  /// Of everything linked into this program. Throws internal for a type whose options contradict
  /// themselves.
  static Catalogue compiled();
  /// These types with what a company added. Types without additions are shared with this
  /// catalogue. Additions that contradict themselves are left out and named in `faults`.
  Catalogue extended(const Additions& additions, std::vector<std::string>* faults = nullptr) const;

  const std::vector<std::shared_ptr<const RecordType>>& types() const { return types_; }
  const RecordType* find(std::string_view name) const;       ///< "field.WorkOrder"
  const RecordType* find_path(std::string_view path) const;  ///< "work-orders"
  const RecordType& type(std::string_view name) const;       ///< throws not_found
  const RecordType& of(const Message& record) const;         ///< throws internal
  template <class T>
  const RecordType& of() const {
    return of(T::default_instance());
  }
  /// Every (type, field) whose field refers to `target`, lines included (then `lines` is the field
  /// that holds them).
  struct Referrer {
    const RecordType* type;
    const Field* field;
    const Field* lines;
  };
  std::vector<Referrer> referrers(const RecordType& target) const;

 private:
  void add(const Descriptor* descriptor);
  void add(std::shared_ptr<const RecordType> type);
  std::vector<std::shared_ptr<const RecordType>> types_;
  std::map<std::string, const RecordType*, std::less<>> by_name_, by_path_;
  std::map<const Descriptor*, const RecordType*> by_descriptor_;
};

/// The fields of any message with the same options, for inputs of actions.
std::vector<Field> fields_of(const Descriptor* descriptor);

/// Header of a record; field 1 of every record type.
const truckroll::Header& header(const Message& record);
truckroll::Header& header(Message& record);

/// Enum value ↔ the name people see: KIND_COMPANY of enum Kind is "company".
std::string choice_name(const google::protobuf::EnumValueDescriptor* value);
const google::protobuf::EnumValueDescriptor* find_choice(
    const google::protobuf::EnumDescriptor* type, std::string_view name);

}  // namespace common::schema
