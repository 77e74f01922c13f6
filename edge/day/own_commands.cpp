#include "common/codec/custom.hpp"
#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/text.hpp"
#include "edge/day/commands.hpp"
#include "edge/day/impl/own_type.hpp"

namespace edge::day {
namespace {

using common::Error;
using common::ErrorCode;
using common::schema::Message;
using common::schema::RecordType;
namespace schema = common::schema;

/// Fields of `input` set in `record`; their numbers.
std::vector<int> set_values(const RecordType& type, const nlohmann::json& input, Message& record) {
  if (!input.is_object()) common::refuse("", "expected a JSON object");
  std::vector<int> numbers;
  for (auto& [name, value] : input.items()) {
    auto field = type.find_custom(name);
    if (!field || !may_see(*field))
      common::refuse(common::text::to_plain(name, 100), "there is no such field here");
    if (!may_change(*field)) common::refuse(name, "technicians do not set this field");
    numbers.push_back(field->descriptor->number());
  }
  common::codec::merge_json(type, record, input, true);
  return numbers;
}

void require_making(const RecordType& type) {
  if (!may(type, OwnRight::create))
    throw Error(ErrorCode::forbidden, common::say("technicians do not make a {}", type.label));
}

void require_changing(const RecordType& type) {
  if (!may(type, OwnRight::change))
    throw Error(ErrorCode::forbidden, common::say("technicians do not change a {}", type.label));
}

}  // namespace

// The company's types may change while a command is given: it names type and fields by what does
// not, the key and the numbers.
std::string Commands::add_own(const std::string& key, const nlohmann::json& input) {
  auto crew = van_.crew();
  auto id = common::make_id(van_.clock().now());
  std::string text;
  auto command = van_.see([&](const Screen& screen) {
    auto& type = own_type(screen, key);
    require_making(type);
    auto record = type.make();
    set_values(type, input, *record);
    schema::header(*record).set_id(id);
    text = "Added " + type.label;
    return common::rules::make_create(type, *record);
  });
  van_.give(crew.actor, command, text);
  return id;
}

void Commands::change_own(const std::string& key, const std::string& id,
                          const nlohmann::json& input) {
  auto crew = van_.crew();
  std::string text;
  auto command = van_.see([&](const Screen& screen) {
    auto& type = own_type(screen, key);
    require_changing(type);
    auto record = screen.records.load_message(type, id);
    auto numbers = set_values(type, input, *record);
    text = "Changed " + own_title(screen.records, type, *record);
    return common::rules::make_patch(type, *record, {}, numbers);
  });
  if (command.custom_mask_size() > 0) van_.give(crew.actor, command, text);
}

void Commands::move_own(const std::string& key, const std::string& id, const std::string& action) {
  auto crew = van_.crew();
  std::string text;
  auto command = van_.see([&](const Screen& screen) {
    auto& type = own_type(screen, key);
    require_changing(type);
    auto record = screen.records.load_message(type, id);
    text = common::text::to_label(action) + ": " + own_title(screen.records, type, *record);
    return common::rules::make_action(type, id, action, nullptr);
  });
  van_.give(crew.actor, command, text);
}

}  // namespace edge::day
