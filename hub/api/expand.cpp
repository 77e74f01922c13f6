#include "hub/api/expand.hpp"

#include <set>

#include "common/error/error.hpp"
#include "common/schema/references.hpp"
#include "common/text/text.hpp"

namespace hub::api {
namespace {

using store::RecordType;
namespace schema = common::schema;

/// "lines[2].product" is of the field "lines", "tags[0]" of "tags".
std::string field_of(const std::string& path) {
  return path.substr(0, path.find_first_of("[."));
}

void require_references(const Caller& caller, const RecordType& type,
                        const std::vector<std::string>& names) {
  if (names.size() > expanded_max)
    common::refuse("expand", common::say("at most {} references", expanded_max));
  for (auto& name : names) {
    auto field = type.find_field(name);
    if (!field) field = type.find_custom(name);
    bool leads = field && (field->is_reference() || field->kind == schema::FieldKind::about);
    if (!leads || !caller.schema->access.may_see_field(caller.actor, type, *field))
      common::refuse("expand", common::say("{} has no reference \"{}\"",
                                           common::Sentence::label(type.label), name));
  }
}

}  // namespace

std::vector<std::string> names_in(std::string_view text) {
  std::vector<std::string> names;
  if (common::text::trim(text).empty()) return names;
  for (auto& part : common::text::split(text, ',')) names.emplace_back(common::text::trim(part));
  return names;
}

std::string expanded_json(Hub& hub, const Caller& caller, store::Connection& connection,
                          const RecordType& type, const std::vector<std::string>& names,
                          const std::vector<const store::Message*>& records) {
  require_references(caller, type, names);
  std::set<std::string> wanted(names.begin(), names.end());
  std::map<const RecordType*, std::set<std::string>> ids;
  for (auto record : records)
    for (auto& reference : schema::references_of(type, *record))
      if (auto target = caller.schema->catalogue.find(reference.type);
          target && !reference.id.empty() && wanted.count(field_of(reference.path)))
        ids[target].insert(reference.id);
  std::string out = "{";
  for (auto& [target, some] : ids) {
    auto visible = records::RecordService::visible(caller, *target);
    for (auto& record :
         hub.records.find_all(connection, caller, *target, {some.begin(), some.end()})) {
      hub.records.note_read(caller, *target, *record);
      if (out.size() > 1) out += ',';
      common::codec::append_json_text(out, schema::header(std::as_const(*record)).id());
      out += ":" + common::codec::to_json(*target, *record, visible);
    }
  }
  return out + "}";
}

}  // namespace hub::api
