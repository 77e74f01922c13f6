#include "hub/graphql/catalogue_schema.hpp"

#include "common/codec/columns.hpp"
#include "common/text/text.hpp"
#include "hub/graphql/impl/builder.hpp"
#include "proto/records/admin/custom_field.pb.h"

namespace hub::graphql {
namespace impl {
namespace {

using common::schema::FieldKind;

std::vector<std::string> columns_of(const Field& field) {
  std::vector<std::string> names;
  for (auto& column : common::codec::columns_of({field}))
    if (!column.name.ends_with("__key")) names.push_back(column.name);
  return names;
}

Origin from_header(Origin::Kind kind, const char* column) {
  return {kind, column, {}, {}, {}, {column}};
}

/// What a company's own field holds stands in one column of all of them, under its number.
Origin from_field(Origin::Kind kind, const Field& field) {
  if (field.custom) {
    bool is_value = kind == Origin::Kind::value || kind == Origin::Kind::id;
    return {is_value ? Origin::Kind::custom : kind,
            std::to_string(field.custom->number()),
            &field,
            {},
            {},
            {"custom"}};
  }
  return {kind, {}, &field, {}, {}, columns_of(field)};
}

std::string without_s(std::string name) {
  if (name.size() > 2 && name.ends_with('s')) name.pop_back();
  return name;
}

/// "work_order" of field.WorkOrder
std::string after_area(const RecordType& type) {
  return common::text::to_snake(type.name.substr(type.name.find('.') + 1));
}

bool is_owner(const RecordType& type, const Field& field) {
  for (auto reference : type.owner_references())
    if (reference == &field) return true;
  return false;
}

}  // namespace

std::vector<const Field*> fields_of(const RecordType& type) {
  std::vector<const Field*> fields;
  for (auto list : {&type.fields, &type.custom})
    for (auto& field : *list) fields.push_back(&field);
  return fields;
}

Builder::Builder(std::shared_ptr<const store::Schema> types, const common::rules::RuleBook& book,
                 const common::rules::Actor& actor)
    : catalogue_(types->catalogue),
      access_(types->access),
      book_(book),
      actor_(actor),
      schema_(std::make_shared<Schema>()),
      names_(catalogue_) {
  schema_->of = std::move(types);
}

std::shared_ptr<const Schema> Builder::build() {
  add_value_types();
  add_record_types();
  add_queries();
  add_mutations();
  add_subscriptions();
  return schema_;
}

const Type* Builder::readable(const std::string& record_type) const {
  auto type = catalogue_.find(record_type);
  auto found = type ? types_.find(type) : types_.end();
  return found == types_.end() ? nullptr : found->second;
}

void Builder::add_record_types() {
  auto& page = schema_->add(TypeKind::object, "PageInfo");
  for (auto name : {"hasNextPage", "hasPreviousPage"})
    Schema::add_field(page, {name, {}, schema_->use("Boolean!"), {}, {}, {}});
  for (auto name : {"startCursor", "endCursor"})
    Schema::add_field(page, {name, {}, schema_->use("String"), {}, {}, {}});
  auto& record = schema_->add(TypeKind::interface, "Record", "What every record has.");
  for (auto& type : catalogue_.types()) {
    if (type->options->internal() || !may(*type, options::READ)) continue;
    auto& made = schema_->add(TypeKind::object, names_.of(*type).type, type->options->help());
    made.record = type.get();
    made.interfaces = {&record};
    record.possible.push_back(&made);
    types_[type.get()] = &made;
    schema_->of_record[type.get()] = &made;
  }
  add_header(record, RecordType{});
  for (auto& [type, made] : types_) {
    add_header(*made, *type);
    for (auto field : fields_of(*type))
      if (sees(*type, *field)) add_output(*made, *field, type);
  }
  // What refers here comes last, so that a record's own fields keep their names.
  for (auto& [type, made] : types_) add_referrers(*made, *type);
  for (auto& [type, made] : types_) add_abouts(*made, *type);
  for (auto& [type, made] : types_) add_own_referrers(*made, *type);
}

void Builder::add_header(Type& type, const RecordType& record) {
  auto plain = [&](const char* name, const char* of, const char* column) {
    Schema::add_field(
        type, {name, {}, schema_->use(of), {}, {}, from_header(Origin::Kind::header, column)});
  };
  plain("id", "ID!", "id");
  plain("version", "Int!", "version");
  plain("createdAt", "DateTime", "created_at");
  plain("changedAt", "DateTime", "changed_at");
  for (auto [name, column] : {std::pair{"createdBy", "created_by"}, {"changedBy", "changed_by"}}) {
    plain((std::string(name) + "Id").c_str(), "ID", column);
    add_reference(type, name, "admin.User", false, from_header(Origin::Kind::record, column), {});
  }
  if (!record.descriptor) return;
  if (record.flow())
    Schema::add_field(type, {"state",
                             {},
                             use_of(states_of(record), false),
                             {},
                             {},
                             from_header(Origin::Kind::header, "state")});
  plain("tagIds", "[ID!]", "tags");
  add_reference(type, "tags", "content.Tag", true, from_header(Origin::Kind::record, "tags"), {});
  plain("externalIds", "[ExternalId!]", "external_ids");
}

void Builder::add_output(Type& type, const Field& field, const RecordType* record) {
  auto name = camel_case(field.name);
  if (type.find(name)) name = field.name;
  if (field.kind == FieldKind::about) return add_about(type, field);
  if (field.kind == FieldKind::lines) {
    if (record) add_lines(type, field, *record);
    return;
  }
  if (!field.is_reference()) {
    Schema::add_field(type, {name,
                             description_of(field),
                             use_of(scalar_or_value(field, false), field.list),
                             {},
                             {},
                             from_field(Origin::Kind::value, field)});
    return;
  }
  auto id = field.list ? without_s(name) + "Ids" : name + "Id";
  Schema::add_field(type, {id,
                           description_of(field),
                           use_of(schema_->type("ID"), field.list),
                           {},
                           {},
                           from_field(Origin::Kind::id, field)});
  add_reference(type, name, field.options->refers(), field.list,
                from_field(Origin::Kind::record, field), description_of(field));
}

void Builder::add_reference(Type& type, const std::string& name, const std::string& target,
                            bool list, Origin origin, const std::string& description) {
  auto of = readable(target);
  if (!of) return;
  origin.target = of->record;
  Schema::add_field(type, {name, description, use_of(*of, list), {}, {}, std::move(origin)});
}

void Builder::add_about(Type& type, const Field& field) {
  auto name = camel_case(field.name);
  Schema::add_field(type, {name + "Id",
                           description_of(field),
                           schema_->use("ID"),
                           {},
                           {},
                           from_field(Origin::Kind::id, field)});
  Schema::add_field(type, {name + "Type",
                           "Such as \"crm.Account\".",
                           schema_->use("String"),
                           {},
                           {},
                           from_field(Origin::Kind::about_type, field)});
  Schema::add_field(type, {name,
                           description_of(field),
                           schema_->use("Record"),
                           {},
                           {},
                           from_field(Origin::Kind::about, field)});
}

void Builder::add_lines(Type& type, const Field& field, const RecordType& record) {
  auto name = names_.given("lines " + record.name + "." + field.name,
                           names_.of(record).type + pascal_case(without_s(field.name)));
  auto& line = schema_->add(TypeKind::object, name, field.label + " of one record.");
  for (auto& part : field.lines) {
    if (part.options->secret()) continue;
    add_output(line, part, nullptr);
  }
  Origin origin{Origin::Kind::lines, {}, &field, {}, &record, {}};
  Schema::add_field(
      type,
      {camel_case(field.name), description_of(field), {&line, true, true, false}, {}, {}, origin});
}

/// "sites" where the reference is called like this type or belongs to its owner, else
/// "workOrdersByBillTo".
void Builder::add_referrers(Type& type, const RecordType& record) {
  auto own = after_area(record);
  for (auto& referrer : catalogue_.referrers(record)) {
    auto& from = *referrer.type;
    auto& shown = referrer.lines ? *referrer.lines : *referrer.field;
    if (!types_.count(&from) || !sees(from, shown) || referrer.field->list ||
        referrer.field->custom)
      continue;
    bool plain =
        !referrer.lines && (referrer.field->name == own || is_owner(from, *referrer.field));
    auto name = names_.of(from).many;
    auto by = "By" + (referrer.lines ? pascal_case(referrer.lines->name) : "") +
              pascal_case(referrer.field->name);
    if (!plain || type.find(name)) name += by;
    Origin origin{Origin::Kind::referrers, {}, referrer.field, referrer.lines, &from, {}};
    add_connection(type, name, from, origin, nested_first_default);
  }
}

/// By references that the company added, as above; what is delivered keeps its names, today's and
/// those of coming releases: only what is of the company's own type is called like the type alone.
void Builder::add_own_referrers(Type& type, const RecordType& record) {
  auto own = after_area(record);
  for (auto& referrer : catalogue_.referrers(record)) {
    auto& from = *referrer.type;
    auto& field = *referrer.field;
    if (!field.custom || !types_.count(&from) || !sees(from, field)) continue;
    auto name = names_.of(from).many;
    bool plain = from.made_by && field.name == own && !type.find(name);
    if (!plain) name += "By" + pascal_case(field.name);
    while (type.find(name)) name += '_';
    add_connection(type, name, from, {Origin::Kind::referrers, {}, &field, {}, &from, {}},
                   nested_first_default);
  }
}

/// What is about a record of this type, "notes": where the name is taken, "notesByAbout".
void Builder::add_abouts(Type& type, const RecordType& record) {
  for (auto& [from, made] : types_) {
    for (auto& field : from->fields) {
      if (field.kind != FieldKind::about || field.list || !sees(*from, field)) continue;
      bool leads = false;
      for (auto& name : field.options->about()) leads = leads || name == "*" || name == record.name;
      if (!leads) continue;
      auto name = names_.of(*from).many;
      if (type.find(name) || field.name != "about") name += "By" + pascal_case(field.name);
      Origin origin{Origin::Kind::referrers, {}, &field, {}, from, {}};
      add_connection(type, name, *from, origin, nested_first_default);
    }
  }
}

const Type& Builder::connection_of(const RecordType& type) {
  auto& of = *types_.at(&type);
  auto& name = names_.given("connection " + type.name, of.name + "Connection");
  if (auto known = schema_->find(name)) return *known;
  auto& made = schema_->add(TypeKind::object, name, "A page of " + type.plural + ".");
  auto add = [&](const char* field, TypeUse use, Origin::Kind kind, const char* description) {
    Schema::add_field(made, {field, description, use, {}, {}, {kind, {}, {}, {}, &type, {}}});
  };
  add("nodes", {&of, true, true, true}, Origin::Kind::nodes, "");
  add("totalCount", schema_->use("Int!"), Origin::Kind::total, "Over all pages.");
  add("pageInfo", schema_->use("PageInfo!"), Origin::Kind::page, "");
  return made;
}

void Builder::add_connection(Type& type, std::string name, const RecordType& of, Origin origin,
                             int first) {
  OutputField field{std::move(name),  of.plural + ".", use_of(connection_of(of), false), {}, {},
                    std::move(origin)};
  field.arguments = {
      {"filter",
       "In the grammar of lists, with field names as in the API's JSON: \"state = \\\"open\\\"\".",
       schema_->use("String"),
       {},
       {}},
      {"orderBy", "Fields as in the API's JSON: \"name desc\".", schema_->use("String"), {}, {}},
      {"search", "Words that occur in the record's texts.", schema_->use("String"), {}, {}},
      {"first", "At most " + std::to_string(first_max) + ".", schema_->use("Int"), first, {}},
      {"after", "The endCursor of the page before.", schema_->use("String"), {}, {}}};
  Schema::add_field(type, std::move(field));
}

void Builder::add_queries() {
  auto& query = schema_->add(TypeKind::object, "Query");
  schema_->query = &query;
  for (auto& [type, made] : types_) {
    OutputField one{names_.of(*type).one,
                    type->label + ".",
                    use_of(*made, false),
                    {{"id", {}, schema_->use("ID!"), {}, {}}},
                    {},
                    {Origin::Kind::one, {}, {}, {}, type, {}}};
    Schema::add_field(query, std::move(one));
    add_connection(query, names_.of(*type).many, *type, {Origin::Kind::list, {}, {}, {}, type, {}},
                   first_default);
  }
  if (query.fields.empty())
    Schema::add_field(query,
                      {"nothing", "You may read nothing.", schema_->use("String"), {}, {}, {}});
}

}  // namespace impl

std::shared_ptr<const Schema> make_schema(std::shared_ptr<const store::Schema> types,
                                          const common::rules::RuleBook& book,
                                          const common::rules::Actor& actor) {
  return impl::Builder(std::move(types), book, actor).build();
}

}  // namespace hub::graphql
