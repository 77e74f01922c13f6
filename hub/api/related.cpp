#include "hub/api/related.hpp"

namespace hub::api {

using store::Message;
namespace options = common::schema::options;

bool Related::may_read(const char* type) const {
  return caller_.schema->access.may(caller_.actor, caller_.schema->catalogue.type(type),
                                    options::READ);
}

bool Related::readable(const store::RecordType& type, const Message& record) const {
  return caller_.schema->access.may_record(caller_.actor, type, options::READ, record,
                                           caller_.context, find_in(caller_, connection_));
}

std::unique_ptr<Message> Related::find(const char* type_name, const std::string& id) {
  auto& type = caller_.schema->catalogue.type(type_name);
  if (id.empty() || !may_read(type_name)) return nullptr;
  auto record = caller_.schema->tables.of(type).find(connection_, caller_.actor.tenant, id);
  return record && readable(type, *record) ? std::move(record) : nullptr;
}

std::vector<std::unique_ptr<Message>> Related::where(const char* type_name,
                                                     const std::string& condition,
                                                     store::Values values,
                                                     const std::string& order) {
  std::vector<std::unique_ptr<Message>> records;
  withheld_ = 0;
  if (!may_read(type_name)) return records;
  auto& type = caller_.schema->catalogue.type(type_name);
  auto& table = caller_.schema->tables.of(type);
  values.insert(values.begin(), caller_.actor.tenant);
  auto& rows =
      connection_.query(table.select() + " WHERE \"tenant\" = ? AND deleted_at IS NULL AND (" +
                            condition + ") ORDER BY " + order + " LIMIT 1000",
                        values);
  while (rows.step()) records.push_back(table.read(rows));
  table.load_lines(connection_, caller_.actor.tenant, records);
  withheld_ = std::erase_if(records, [&](auto& record) { return !readable(type, *record); });
  return records;
}

std::string Related::json(const Message* record) {
  if (!record) return "null";
  auto& type = caller_.schema->catalogue.of(*record);
  titles_.add_references(type, *record);
  return record_json(hub_, caller_, connection_, type, *record, false);
}

std::string Related::json(const std::vector<std::unique_ptr<Message>>& records) {
  std::string out = "[";
  for (auto& record : records) out += (out.size() > 1 ? "," : "") + json(record.get());
  return out + "]";
}

}  // namespace hub::api
