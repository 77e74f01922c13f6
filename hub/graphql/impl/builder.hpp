#pragma once
#include "hub/graphql/catalogue_schema.hpp"
#include "hub/graphql/names.hpp"

namespace hub::graphql::impl {

namespace options = common::schema::options;

/// Builds one schema; lives as long as that takes.
class Builder {
 public:
  Builder(std::shared_ptr<const store::Schema> types, const common::rules::RuleBook& book,
          const common::rules::Actor& actor);
  std::shared_ptr<const Schema> build();

 private:
  bool may(const RecordType& type, options::May right) const {
    return access_.may(actor_, type, right);
  }
  bool sees(const RecordType& type, const Field& field) const {
    return access_.may_see_field(actor_, type, field);
  }
  const Type* readable(const std::string& record_type) const;
  TypeUse use_of(const Type& type, bool list) const { return {&type, list, list, false}; }

  // values.cpp: what fields hold
  void add_value_types();
  const Type& enum_of(const google::protobuf::EnumDescriptor& choices);
  const Type& states_of(const RecordType& type);
  const Type& scalar_or_value(const Field& field, bool input);
  const Type& input_of(const std::string& what, const std::string& name,
                       const std::vector<Field>& fields);
  void add_input(Type& type, const Field& field);

  // catalogue_schema.cpp: records
  void add_record_types();
  void add_header(Type& type, const RecordType& record);
  void add_output(Type& type, const Field& field, const RecordType* record);
  void add_reference(Type& type, const std::string& name, const std::string& target, bool list,
                     Origin origin, const std::string& label);
  void add_about(Type& type, const Field& field);
  void add_lines(Type& type, const Field& field, const RecordType& record);
  void add_referrers(Type& type, const RecordType& record);
  void add_own_referrers(Type& type, const RecordType& record);
  void add_abouts(Type& type, const RecordType& record);
  void add_connection(Type& type, std::string name, const RecordType& of, Origin origin, int first);
  const Type& connection_of(const RecordType& type);
  void add_queries();

  // mutations.cpp
  void add_mutations();
  void add_create(Type& root, const RecordType& type);
  void add_change(Type& root, const RecordType& type);
  void add_remove(Type& root, const RecordType& type);
  void add_actions(Type& root, const RecordType& type);
  void add_action(Type& root, const RecordType& type, const std::string& action,
                  const common::rules::Action* rule);
  void add_subscriptions();

  const common::schema::Catalogue& catalogue_;
  const store::Access& access_;
  const common::rules::RuleBook& book_;
  const common::rules::Actor& actor_;
  std::shared_ptr<Schema> schema_;
  Names names_;
  std::map<const RecordType*, Type*> types_;
};

/// Declared ones and those that the company added.
std::vector<const Field*> fields_of(const RecordType& type);
/// A field's help, its unit and what else one should know, for the description.
std::string description_of(const Field& field);
/// A name as GraphQL allows one.
std::string enum_name(const std::string& name);

}  // namespace hub::graphql::impl
