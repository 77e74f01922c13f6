#include "hub/privacy/subject.hpp"

#include <algorithm>
#include <deque>

#include "common/error/error.hpp"
#include "common/text/text.hpp"
#include "hub/privacy/marks.hpp"

namespace hub::privacy {
namespace {

using common::schema::FieldDescriptor;
using common::schema::FieldKind;
using nlohmann::json;
using store::sql_name;

using Ref = std::pair<std::string, std::string>;

/// References that say "is the same person". Others between persons (manager, owner, stand-in) do
/// not.
constexpr const char* same_person[] = {"user", "employee", "portal_user", "made_contact"};

bool says_same(const Field& field) {
  return field.is_reference() && !field.list && !field.custom &&
         std::any_of(std::begin(same_person), std::end(same_person),
                     [&](auto name) { return field.name == name; });
}

bool is_mail(const std::string& text) {
  return text.find('@') != std::string::npos && text.find(' ') == std::string::npos;
}

bool is_phone(const std::string& text) {
  auto digits =
      std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return text.starts_with("+") && digits >= 7;
}

void collect_address(const std::string& text, std::set<std::string>& out) {
  if (is_mail(text)) out.insert(common::text::to_lower(text));
  if (is_phone(text)) out.insert(text);
}

/// Marked texts that are a mail address or a telephone number.
void collect_addresses(const std::vector<Field>& fields, const Message& message,
                       std::set<std::string>& out) {
  auto reflection = message.GetReflection();
  for (auto& field : fields) {
    auto descriptor = field.descriptor;
    if (field.custom) continue;
    if (field.kind == FieldKind::lines)
      for (int i = 0; i < reflection->FieldSize(message, descriptor); ++i)
        collect_addresses(field.lines, reflection->GetRepeatedMessage(message, descriptor, i), out);
    else if (field.options->personal() && !descriptor->is_repeated() &&
             descriptor->cpp_type() == FieldDescriptor::CPPTYPE_STRING)
      collect_address(reflection->GetString(message, descriptor), out);
  }
}

std::vector<std::string> column(Connection& connection, const std::string& sql,
                                const store::Values& values) {
  std::vector<std::string> found;
  auto& rows = connection.query(sql, values);
  while (rows.step()) found.push_back(rows.text(0));
  return found;
}

/// Ids of records of the type that hold the address in a marked field.
std::vector<std::string> with_address(Connection& connection, const RecordType& type,
                                      const std::string& tenant, const std::string& address) {
  std::vector<std::string> found;
  auto add = [&](const std::string& sql) {
    for (auto& id : column(connection, sql, {tenant, address})) found.push_back(id);
  };
  auto equals = [](const Field& field) { return "lower(" + sql_name(field.name) + ") = ?"; };
  auto fits = [](const Field& field) {
    return field.options->personal() && field.kind == FieldKind::text && !field.is_reference() &&
           !field.list && !field.custom;
  };
  for (auto& field : type.fields) {
    if (fits(field))
      add("SELECT id FROM " + sql_name(type.table) + " WHERE tenant = ? AND " + equals(field));
    for (auto& part : field.lines)
      if (fits(part))
        add("SELECT record FROM " + sql_name(store::lines_table(type, field)) +
            " WHERE tenant = ? AND " + equals(part));
  }
  return found;
}

/// Follows one record of the person after the other.
class Search {
 public:
  Search(Connection& connection, const Schema& schema, const std::string& tenant)
      : connection_(connection), schema_(schema), tenant_(tenant) {}

  void add(const std::string& type, const std::string& id) {
    if (!id.empty() && subject.records.emplace(type, id).second) waiting_.emplace_back(type, id);
  }
  void add_address(const std::string& text) {
    std::set<std::string> found;
    collect_address(text, found);
    for (auto& address : found)
      if (subject.addresses.insert(address).second) follow(address);
  }
  void run() {
    for (; !waiting_.empty(); waiting_.pop_front()) follow(waiting_.front());
    for (auto& record : subject.records) subject.alike.erase(record);
  }
  Subject subject;

 private:
  void follow(const std::string& address) {
    for (auto type : person_types(schema_.catalogue))
      for (auto& id : with_address(connection_, *type, tenant_, address)) {
        // An account may have the address of one of its people.
        bool same = is_mail(address) && (is_staff(type->name) || !has_members(*type));
        same ? add(type->name, id) : void(subject.alike.emplace(type->name, id));
      }
  }
  /// Other persons belong to it by lines: it may be a company.
  bool has_members(const RecordType& type) const {
    for (auto other : person_types(schema_.catalogue))
      for (auto& field : other->fields)
        for (auto& part : field.lines)
          if (part.is_reference() && part.options->refers() == type.name) return true;
    return false;
  }
  void follow(const Ref& ref) {
    auto& type = schema_.catalogue.type(ref.first);
    auto record = schema_.tables.of(type).find(connection_, tenant_, ref.second, true);
    if (!record) return;
    std::set<std::string> addresses;
    collect_addresses(type.fields, *record, addresses);
    for (auto& address : addresses) add_address(address);
    for (auto& field : type.fields)
      if (says_same(field) && is_person(schema_.catalogue, target(field)))
        add(field.options->refers(), record->GetReflection()->GetString(*record, field.descriptor));
    for (auto other : person_types(schema_.catalogue))
      for (auto& field : other->fields)
        if (says_same(field) && field.options->refers() == type.name)
          for (auto& id : column(connection_,
                                 "SELECT id FROM " + sql_name(other->table) +
                                     " WHERE tenant = ? AND " + sql_name(field.name) + " = ?",
                                 {tenant_, ref.second}))
            add(other->name, id);
    follow_merges(ref);
  }
  /// Records that became part of this one, and the one that this became part of.
  void follow_merges(const Ref& ref) {
    for (auto sql : {"SELECT record FROM merged_record WHERE tenant = ? AND kept = ?",
                     "SELECT kept FROM merged_record WHERE tenant = ? AND record = ?"})
      for (auto& id : column(connection_, sql, {tenant_, ref.second})) add(ref.first, id);
  }
  const RecordType& target(const Field& field) const {
    return schema_.catalogue.type(field.options->refers());
  }

  Connection& connection_;
  const Schema& schema_;
  const std::string& tenant_;
  std::deque<Ref> waiting_;
};

}  // namespace

json to_json(const Subject& subject) {
  return {{"records", subject.records}, {"addresses", subject.addresses}, {"alike", subject.alike}};
}

Subject subject_from(const json& text) {
  Subject subject;
  for (auto& one : text.at("records")) subject.records.emplace(one.at(0), one.at(1));
  for (auto& one : text.at("addresses")) subject.addresses.insert(one.get<std::string>());
  for (auto& one : text.at("alike")) subject.alike.emplace(one.at(0), one.at(1));
  return subject;
}

std::vector<const RecordType*> person_types(const common::schema::Catalogue& catalogue) {
  std::vector<const RecordType*> types;
  auto subject = PrivacyRequest::descriptor()->FindOneofByName("subject");
  for (auto& field : catalogue.of<PrivacyRequest>().fields)
    if (field.descriptor->containing_oneof() == subject && field.is_reference())
      types.push_back(&catalogue.type(field.options->refers()));
  return types;
}

bool is_person(const common::schema::Catalogue& catalogue, const RecordType& type) {
  for (auto person : person_types(catalogue))
    if (person->name == type.name) return true;
  return false;
}

bool is_staff(std::string_view type_name) {
  return type_name.starts_with("admin.") || type_name.starts_with("people.");
}

Subject find_subject(Connection& connection, const Schema& schema, const std::string& tenant,
                     const PrivacyRequest& request) {
  Search search(connection, schema, tenant);
  auto& type = schema.catalogue.of<PrivacyRequest>();
  for (auto& field : type.fields)
    if (field.descriptor->real_containing_oneof())
      search.add(field.options->refers(),
                 request.GetReflection()->GetString(request, field.descriptor));
  search.add_address(request.address());
  search.run();
  return std::move(search.subject);
}

}  // namespace hub::privacy
