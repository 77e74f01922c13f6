#include "hub/graphql/impl/builder.hpp"

namespace hub::graphql::impl {
namespace {

bool is_given_number(const Field& field) {
  auto& o = *field.options;
  return !o.series().empty() || (field.name == "number" && o.locked() && o.unique());
}

/// Whether a person, and not only a rule or job, may make this move.
bool is_for_people(const RecordType& type, const std::string& action) {
  bool is_move = false;
  if (!type.flow()) return true;
  for (auto& move : type.flow()->move()) {
    if (move.action() != action) continue;
    is_move = true;
    if (move.role_size() == 0) return true;
    for (auto& role : move.role())
      if (role != "system") return true;
  }
  return !is_move;
}

}  // namespace

void Builder::add_mutations() {
  auto& root = schema_->add(TypeKind::object, "Mutation");
  for (auto& type : catalogue_.types()) {
    if (type->options->internal()) continue;
    bool computed = type->kind() == options::PROJECTION;
    if (!computed && may(*type, options::CREATE)) add_create(root, *type);
    if (!computed && !type->append_only() && may(*type, options::CHANGE)) add_change(root, *type);
    if (!computed && !type->append_only() && may(*type, options::DELETE)) add_remove(root, *type);
    add_actions(root, *type);
  }
  if (!root.fields.empty()) schema_->mutation = &root;
}

namespace {

InputField key_argument(const Schema& schema) {
  return {"idempotencyKey",
          "Sent again with the same key, it is done once.",
          schema.use("String"),
          {},
          {}};
}

}  // namespace

void Builder::add_create(Type& root, const RecordType& type) {
  auto& name = names_.of(type).type;
  auto& input =
      schema_->add(TypeKind::input, names_.given("create " + type.name, "Create" + name + "Input"));
  for (auto field : fields_of(type)) {
    bool may_set = access_.may_change_field(actor_, type, *field, true) || field->options->locked();
    bool shown = sees(type, *field) || field->options->secret();
    if (may_set && shown && !field->options->derived() && !is_given_number(*field))
      add_input(input, *field);
  }
  input.inputs.push_back({"tagIds", {}, schema_->use("[ID!]"), {}, "tags"});
  auto readable = types_.find(&type);
  auto result = readable == types_.end() ? schema_->use("ID") : use_of(*readable->second, false);
  Schema::add_field(root,
                    {"create" + name,
                     "Creates: " + type.label + ".",
                     result,
                     {{"input", {}, {&input, false, false, true}, {}, {}}, key_argument(*schema_)},
                     {},
                     {Origin::Kind::create, {}, {}, {}, &type, {}}});
}

void Builder::add_change(Type& root, const RecordType& type) {
  auto& name = names_.of(type).type;
  auto& input =
      schema_->add(TypeKind::input, names_.given("change " + type.name, "Update" + name + "Input"),
                   "What is left out stays as it is; null clears.");
  for (auto field : fields_of(type)) {
    bool shown = sees(type, *field) || field->options->secret();
    if (shown && access_.may_change_field(actor_, type, *field) && !field->options->derived())
      add_input(input, *field);
  }
  input.inputs.push_back({"tagIds", {}, schema_->use("[ID!]"), {}, "tags"});
  auto readable = types_.find(&type);
  auto result = readable == types_.end() ? schema_->use("ID") : use_of(*readable->second, false);
  Schema::add_field(root, {"update" + name,
                           "Changes: " + type.label + ".",
                           result,
                           {{"id", {}, schema_->use("ID!"), {}, {}},
                            {"version", "That you have read.", schema_->use("Int!"), {}, {}},
                            {"input", {}, {&input, false, false, true}, {}, {}},
                            key_argument(*schema_)},
                           {},
                           {Origin::Kind::change, {}, {}, {}, &type, {}}});
}

void Builder::add_remove(Type& root, const RecordType& type) {
  Schema::add_field(root, {"delete" + names_.of(type).type,
                           "Deletes: " + type.label + ".",
                           schema_->use("ID"),
                           {{"id", {}, schema_->use("ID!"), {}, {}},
                            {"version", "That you have read.", schema_->use("Int!"), {}, {}},
                            key_argument(*schema_)},
                           {},
                           {Origin::Kind::remove, {}, {}, {}, &type, {}}});
}

void Builder::add_actions(Type& root, const RecordType& type) {
  std::set<std::string> seen;
  auto add = [&](const std::string& action) {
    if (!seen.insert(action).second || !access_.may_act(actor_, type, action)) return;
    if (is_for_people(type, action))
      add_action(root, type, action, book_.find_action(type.name, action));
  };
  if (type.flow())
    for (auto& move : type.flow()->move()) add(move.action());
  for (auto action : book_.actions(type.name)) add(action->name);
}

/// "workOrderCancel(id, input): WorkOrderResult"
void Builder::add_action(Type& root, const RecordType& type, const std::string& action,
                         const common::rules::Action* rule) {
  auto& names = names_.of(type);
  auto& result_name = names_.given("result " + type.name, names.type + "Result");
  auto result = schema_->find(result_name);
  if (!result) {
    auto& made = schema_->add(TypeKind::object, result_name, "What an action leads to.");
    if (auto readable = types_.find(&type); readable != types_.end())
      Schema::add_field(made, {"record",
                               "As it is now; null where the action made none.",
                               use_of(*readable->second, false),
                               {},
                               {},
                               {Origin::Kind::record, {}, {}, {}, &type, {}}});
    Schema::add_field(
        made,
        {"answer", "What the action says beyond the record.", schema_->use("Json"), {}, {}, {}});
    result = &made;
  }
  OutputField field{names.one + pascal_case(action),
                    type.label + ": " + action + ".",
                    use_of(*result, false),
                    {},
                    {},
                    {Origin::Kind::act, action, {}, {}, &type, {}}};
  if (!rule || !rule->on_collection)
    field.arguments.push_back({"id", {}, schema_->use("ID!"), {}, {}});
  if (rule && rule->input) {
    auto inputs = common::schema::fields_of(rule->input);
    auto& input =
        input_of(rule->input->full_name(), names.type + pascal_case(action) + "Input", inputs);
    if (!input.inputs.empty())
      field.arguments.push_back({"input", {}, use_of(input, false), {}, {}});
  }
  field.arguments.push_back(key_argument(*schema_));
  Schema::add_field(root, std::move(field));
}

void Builder::add_subscriptions() {
  auto& change = schema_->add(TypeKind::object, "Change", "One record has changed.");
  auto add = [&](const char* name, const char* of) {
    Schema::add_field(change, {name, {}, schema_->use(of), {}, {}, {}});
  };
  add("position", "Int64!");
  add("type", "String!");
  add("id", "ID!");
  add("version", "Int!");
  add("action", "String!");
  Schema::add_field(change, {"record",
                             "As it is now; null once it is deleted.",
                             schema_->use("Record"),
                             {},
                             {},
                             {Origin::Kind::about, {}, {}, {}, {}, {}}});
  auto& root = schema_->add(TypeKind::object, "Subscription");
  schema_->subscription = &root;
  OutputField changes{
      "changes", "Changes of all records that you may read.", use_of(change, false), {},
      {},        {Origin::Kind::changes, {}, {}, {}, {}, {}}};
  changes.arguments = {
      {"type", "Only of this type, such as \"crm.Account\".", schema_->use("String"), {}, {}},
      {"filter", "Only of records that meet it; needs a type.", schema_->use("String"), {}, {}}};
  Schema::add_field(root, std::move(changes));
  for (auto& [type, made] : types_)
    Schema::add_field(root, {names_.of(*type).one + "Changed",
                             "Changes: " + type->label + ".",
                             use_of(*made, false),
                             {{"id", "Of one record; of all without.", schema_->use("ID"), {}, {}}},
                             {},
                             {Origin::Kind::changed, {}, {}, {}, type, {}}});
}

}  // namespace hub::graphql::impl
