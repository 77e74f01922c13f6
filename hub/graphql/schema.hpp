#pragma once
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/schema/schema.hpp"
#include "hub/store/schemas.hpp"

namespace hub::graphql {

using Json = nlohmann::json;
using common::schema::Field;
using common::schema::RecordType;

struct Type;

/// A type where it is used: T, T!, [T], [T!], with ! behind the bracket or not.
struct TypeUse {
  const Type* type = nullptr;
  bool list = false;
  bool item_required = false;  ///< of a list
  bool required = false;

  std::string text() const;  ///< "[Site!]!"
};

/// An argument, or a field of an input type.
struct InputField {
  std::string name, description;
  TypeUse type;
  Json fallback;    ///< null: none
  std::string key;  ///< the name in the API's JSON
};

/// Where the value of an output field comes from.
struct Origin {
  enum class Kind {
    none,    ///< of roots and introspection: known by name
    header,  ///< `key` of the record's header
    value,   ///< `field`'s own value
    custom,  ///< of a field that the company added: member `key` of the column `custom`
    part,    ///< member `key` of a value, such as the currency of money
    id,      ///< what `field` refers to, by id; about_type: by type
    about_type,
    record,  ///< `field` refers to it; `key` "created_by" or "changed_by": the header does
    about,
    lines,
    referrers,  ///< records of `target` whose `field` (in `lines`, if set) leads here
    one,        ///< root: a record by id
    list,       ///< root: records
    nodes,      ///< of a connection
    total,
    page,
    create,  ///< root of mutations
    change,
    remove,
    act,      ///< action `key`
    changed,  ///< root of subscriptions: one record
    changes,
  };
  Kind kind = Kind::none;
  std::string key;
  const Field* field = nullptr;
  const Field* lines = nullptr;
  const RecordType* target = nullptr;
  std::vector<std::string> columns;  ///< of `field`
};

struct OutputField {
  std::string name, description;
  TypeUse type;
  std::vector<InputField> arguments;
  std::optional<std::string> deprecated;  ///< why
  Origin origin;

  const InputField* find_argument(std::string_view argument) const;
};

struct EnumValue {
  std::string name, description;
  std::string key;  ///< in the API's JSON
};

enum class TypeKind { scalar, object, interface, enumeration, input };

struct Type {
  TypeKind kind = TypeKind::scalar;
  std::string name, description;
  std::vector<OutputField> fields;
  std::vector<const Type*> interfaces;
  std::vector<const Type*> possible;  ///< of an interface
  std::vector<EnumValue> values;
  std::vector<InputField> inputs;
  const RecordType* record = nullptr;  ///< an object type that stands for records
  std::map<std::string, std::size_t, std::less<>> positions;  ///< of fields, by name

  const OutputField* find(std::string_view field) const;
  const InputField* find_input(std::string_view field) const;
  const EnumValue* find_value(std::string_view value) const;
  bool is_leaf() const { return kind == TypeKind::scalar || kind == TypeKind::enumeration; }
  bool is_input() const { return is_leaf() || kind == TypeKind::input; }
  /// Whether an object of type `other` may be one of this type.
  bool includes(const Type& other) const;
};

/// The types of one caller. Immutable once built, read from any thread; points into the catalogue
/// it was made of, which it keeps.
class Schema {
 public:
  /// With the scalars of the specification and of the catalogue, and the types of introspection.
  Schema();
  Schema(const Schema&) = delete;
  Schema& operator=(const Schema&) = delete;

  Type& add(TypeKind kind, std::string name, std::string description = {});
  /// Adds the field; a name that is taken already stays as it is and false comes back.
  static bool add_field(Type& type, OutputField field);
  const Type* find(std::string_view name) const;
  const Type& type(std::string_view name) const;  ///< throws internal
  const std::vector<std::unique_ptr<Type>>& types() const { return types_; }
  /// "Account", "String!", "[Site!]!"
  TypeUse use(std::string_view text) const;

  const Type* query = nullptr;
  const Type* mutation = nullptr;  ///< null: the caller changes nothing
  const Type* subscription = nullptr;
  std::map<const RecordType*, const Type*> of_record;
  Type meta;  ///< __typename, of every object; __schema and __type, of the query
  std::shared_ptr<const store::Schema> of;  ///< the record types that it is made of

 private:
  void add_introspection();
  std::vector<std::unique_ptr<Type>> types_;
  std::map<std::string, Type*, std::less<>> by_name_;
};

/// @skip, @include, @deprecated, @specifiedBy: those that a document may use are the first two.
struct DirectiveType {
  std::string name, description;
  std::vector<std::string> locations;
  std::vector<InputField> arguments;
};
std::vector<DirectiveType> directive_types(const Schema& schema);
/// Where a scalar of the catalogue is specified; empty for those of GraphQL.
std::string specified_by(const Type& scalar);

}  // namespace hub::graphql
