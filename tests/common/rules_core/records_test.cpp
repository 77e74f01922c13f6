#include <functional>
#include <optional>
#include <string>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/rules/commands.hpp"
#include "common/rules/memory/memory.hpp"
#include "proto/records/billing/number_series.pb.h"
#include "proto/records/content/tag.pb.h"
#include "proto/records/crm/account.pb.h"
#include "proto/records/field/job_type.pb.h"

#include <CppUTest/TestHarness.h>

namespace rules = common::rules;
namespace schema = common::schema;
using common::Error;
using common::ErrorCode;
using rules::Records;
using rules::RuleBook;
using truckroll::content::Tag;
using truckroll::crm::Account;
using truckroll::field::JobType;

namespace {

const schema::Catalogue& catalogue() {
  static const auto all = schema::Catalogue::compiled();
  return all;
}

const std::string command_id = "0193a000-0000-7000-8000-00000000000a";

/// The engine alone: its own rule book, a store in memory.
class Engine {
 public:
  explicit Engine(rules::Side side = rules::Side::hub) : store(catalogue(), side) {
    actor.tenant = "t1";
    actor.user = "anna";
    actor.roles = {"dispatcher"};
  }
  void run(const std::function<void(Records&)>& body, const std::string& id = "") {
    rules::MemoryRecords records(
        store, book,
        {actor, id.empty() ? "command " + std::to_string(++commands_) : id, now, false});
    body(records);
    records.commit();
  }
  template <class T>
  T save(T record) {
    run([&](Records& records) { records.save(record); });
    return record;
  }
  std::string refusal(const std::function<void(Records&)>& body) {
    try {
      run(body);
      return "";
    } catch (const Error& error) {
      auto field = error.violations().empty() ? "" : error.violations()[0].field;
      return std::string(common::code_name(error.code())) + " " + field + "| " + error.text();
    }
  }
  template <class T>
  T get(const std::string& id) {
    return static_cast<const T&>(*store.find(catalogue().of<T>(), id));
  }

  RuleBook book;
  rules::MemoryStore store;
  rules::Actor actor;
  common::Instant now = common::parse_instant("2026-11-20T08:00:00Z");

 private:
  int commands_ = 0;
};

Tag make_tag(const std::string& slug = "urgent") {
  Tag tag;
  tag.set_name("Tag");
  tag.set_slug(slug);
  return tag;
}

JobType make_type(const std::string& name = "Service") {
  JobType type;
  type.set_name(name);
  return type;
}

rules::RecordRule rule(const std::function<void(Records&, schema::Message&)>& body) {
  return [body](Records& records, const schema::Message*, schema::Message& after) {
    body(records, after);
  };
}

/// A type of the catalogue for which `fits` holds.
const schema::RecordType* find_type(const std::function<bool(const schema::RecordType&)>& fits) {
  for (auto& type : catalogue().types())
    if (fits(*type)) return type.get();
  return nullptr;
}

}  // namespace

TEST_GROUP(Save) {
  Engine engine;
};

TEST(Save, completes_header_and_defaults) {
  auto type = engine.save(make_type());
  auto& header = type.header();
  CHECK(common::is_id(header.id()));
  STRCMP_EQUAL("t1", header.tenant().c_str());
  LONGLONGS_EQUAL(1, header.version());
  STRCMP_EQUAL("anna", header.created_by().c_str());
  STRCMP_EQUAL("anna", header.changed_by().c_str());
  CHECK(common::codec::from_timestamp(header.created_at()) == engine.now);
  LONGS_EQUAL(60, type.duration_minutes());
  CHECK(type.priority() == JobType::PRIORITY_NORMAL);
}

TEST(Save, a_value_that_is_given_goes_before_the_default) {
  auto type = make_type();
  type.set_duration_minutes(0);
  LONGS_EQUAL(0, engine.save(type).duration_minutes());
}

TEST(Save, new_lines_get_defaults_and_old_ones_keep_what_was_cleared) {
  auto type = make_type();
  type.add_crew()->set_line("1");
  type = engine.save(type);
  LONGS_EQUAL(1, type.crew(0).count());
  Account account;
  account.set_name("Alpenhotel");
  account.add_addresses()->set_line("1");
  account.mutable_addresses(0)->mutable_address()->set_city("Vaduz");
  account = engine.save(account);
  CHECK(account.addresses(0).use() == Account::ADDRESS_USE_MAIN);
  account.mutable_addresses(0)->clear_use();
  STRCMP_EQUAL("bad_input addresses[0].use| Use is required",
               engine.refusal([&](Records& records) { records.save(account); }).c_str());
}

TEST(Save, says_from_which_device_the_last_change_came) {
  engine.actor.device = "van";
  auto tag = engine.save(make_tag());
  STRCMP_EQUAL("van", tag.header().changed_from().c_str());
  engine.actor.device.clear();
  tag.set_name("Other");
  tag = engine.save(tag);
  STRCMP_EQUAL("", tag.header().changed_from().c_str());
  LONGLONGS_EQUAL(2, tag.header().version());
}

TEST(Save, a_stale_version_is_refused) {
  auto tag = engine.save(make_tag());
  auto stale = tag;
  tag.set_name("Other");
  engine.save(tag);
  STRCMP_EQUAL("conflict | Tag has been changed by somebody else in the meantime",
               engine.refusal([&](Records& records) { records.save(stale); }).c_str());
}

TEST(Save, what_is_there_already_is_left_as_it_is) {
  int saves = 0;
  engine.book.add_after(
      "content.Tag", [&saves](auto&, auto, auto&) { ++saves; }, false);
  auto tag = engine.save(make_tag());
  auto again = tag;
  again.mutable_header()->set_changed_by("somebody");
  auto same = engine.save(again);
  LONGLONGS_EQUAL(1, same.header().version());
  STRCMP_EQUAL(tag.header().changed_by().c_str(), same.header().changed_by().c_str());
  LONGS_EQUAL(1, saves);
  for (auto change : {+[](Tag& t) { t.set_name("Other"); }, +[](Tag& t) { t.set_color("#102030"); },
                      +[](Tag& t) { t.mutable_header()->add_external_ids()->set_key("k"); }}) {
    change(tag);
    auto version = tag.header().version();
    tag = engine.save(tag);
    LONGLONGS_EQUAL(version + 1, tag.header().version());
  }
}

TEST(Save, options_are_checked_after_the_rules_before) {
  engine.book.add_before("content.Tag", rule([](Records&, schema::Message& after) {
                           static_cast<Tag&>(after).set_slug("from-a-rule");
                         }),
                         false);
  auto tag = make_tag();
  tag.clear_slug();
  STRCMP_EQUAL("from-a-rule", engine.save(tag).slug().c_str());
  tag.clear_name();
  STRCMP_EQUAL("bad_input name| Name is required",
               engine.refusal([&](Records& records) { records.save(tag); }).c_str());
}

TEST(Save, rules_after_see_what_is_stored_and_their_saves_are_part_of_it) {
  engine.book.add_after("content.Tag", rule([](Records& records, schema::Message& after) {
                          CHECK(records.find<Tag>(schema::header(after).id()).has_value());
                          auto type = make_type(static_cast<Tag&>(after).slug());
                          records.save(type);
                          if (static_cast<Tag&>(after).slug() == "bad")
                            common::refuse("slug", "no");
                        }),
                        false);
  engine.save(make_tag());
  LONGS_EQUAL(1, engine.store.all<JobType>().size());
  CHECK(engine.refusal([](Records& records) {
    auto tag = make_tag("bad");
    records.save(tag);
  }) != "");
  LONGS_EQUAL(1, engine.store.all<JobType>().size());
  LONGS_EQUAL(1, engine.store.all<Tag>().size());
}

TEST(Save, rules_that_save_each_other_without_end_are_stopped) {
  engine.book.add_after(
      "content.Tag", rule([](Records& records, schema::Message&) {
        auto tag = make_tag("t" + records.new_id(records.catalogue().of<Tag>()).substr(24));
        records.save(tag);
      }),
      false);
  auto text = engine.refusal([](Records& records) {
    auto tag = make_tag();
    records.save(tag);
  });
  STRCMP_EQUAL("internal | rules of content.Tag save each other without end", text.c_str());
}

TEST(Save, what_is_append_only_is_never_changed_or_deleted) {
  auto type =
      find_type([](const schema::RecordType& candidate) { return candidate.append_only(); });
  auto record = type->make();
  schema::header(*record).set_id(command_id);
  schema::header(*record).set_version(1);
  engine.store.put(*record);
  CHECK(engine.refusal([&](Records& records) { records.save(*record); }).rfind("conflict", 0) == 0);
  CHECK(engine.refusal([&](Records& records) { records.remove(*record); }).rfind("conflict", 0) ==
        0);
}

TEST(Save, a_state_moves_by_actions_only) {
  Account account;
  account.set_name("Alpenhotel");
  account = engine.save(account);
  STRCMP_EQUAL("lead", account.header().state().c_str());
  auto cheat = account;
  cheat.mutable_header()->set_state("customer");
  STRCMP_EQUAL("bad_input state| a state moves by its actions only",
               engine.refusal([&](Records& records) { records.save(cheat); }).c_str());
  cheat.mutable_header()->Clear();
  cheat.mutable_header()->set_state("customer");
  STRCMP_EQUAL("bad_input state| a state moves by its actions only",
               engine.refusal([&](Records& records) { records.save(cheat); }).c_str());
  // "win" is the system's: rules may, people may not.
  STRCMP_EQUAL("forbidden | your role may not use \"Win\" here",
               engine.refusal([&](Records& records) { records.move(account, "win"); }).c_str());
  engine.run([&](Records& records) {
    CHECK_FALSE(records.can_move(account, "win"));
    records.move_as_system(account, "win");
    records.save(account);
  });
  STRCMP_EQUAL("customer", engine.get<Account>(account.header().id()).header().state().c_str());
  STRCMP_EQUAL("conflict state| Account is \"Customer\"; \"Win\" is not possible from there",
               engine.refusal([&](Records& records) { records.move(account, "win"); }).c_str());
  STRCMP_EQUAL("not_found | Account has no action \"fly\"",
               engine.refusal([&](Records& records) { records.move(account, "fly"); }).c_str());
}

TEST(Save, a_frozen_record_takes_derived_values_and_what_the_system_writes) {
  int tried = 0;
  for (auto& type : catalogue().types()) {
    if (!type->flow() || type->flow()->frozen_size() == 0 || type->append_only()) continue;
    const schema::Field* plain = nullptr;
    for (auto& field : type->fields)
      if (!field.options->derived() && field.kind == schema::FieldKind::text && !field.list &&
          field.options->pattern().empty() &&
          field.options->widget() == schema::options::WIDGET_DEFAULT)
        plain = &field;
    if (!plain) continue;
    auto record = type->make();
    schema::header(*record).set_id(command_id);
    schema::header(*record).set_version(1);
    schema::header(*record).set_state(type->flow()->frozen(0));
    engine.store.put(*record);
    record->GetReflection()->SetString(record.get(), plain->descriptor, "x");
    auto text = engine.refusal([&](Records& records) { records.save(*record); });
    CHECK_TEXT(text.find("can no longer be changed") != std::string::npos,
               (type->name + text).c_str());
    text = engine.refusal([&](Records& records) { records.save_as_system(*record); });
    CHECK_TEXT(text.find("can no longer be changed") == std::string::npos,
               (type->name + text).c_str());
    ++tried;
  }
  CHECK(tried > 3);
}

TEST_GROUP(Ids){static std::vector<std::string> ids_of(rules::Side side, bool with_effect,
                                                       common::Instant now){Engine engine(side);
engine.now = now;
if (with_effect)
  engine.book.add_after("content.Tag", rule([](Records& records, schema::Message& after) {
                          auto type = make_type(static_cast<Tag&>(after).slug());
                          records.save(type);
                        }),
                        true);
std::vector<std::string> ids;
engine.run(
    [&](Records& records) {
      for (auto slug : {"a", "b", "c"}) {
        auto tag = make_tag(slug);
        records.save(tag);
        ids.push_back(tag.header().id());
      }
      ids.push_back(records.new_id(records.catalogue().of<JobType>()));
    },
    command_id);
return ids;
}
}
;

TEST(Ids, of_one_command_are_the_same_in_van_and_hub) {
  auto now = common::parse_instant("2026-11-20T08:00:00Z");
  auto van = ids_of(rules::Side::van, false, now);
  // Neither effects of the hub nor a corrected clock shift them.
  CHECK(van == ids_of(rules::Side::hub, true, now + std::chrono::hours(3)));
  for (auto& id : van) {
    CHECK(common::is_id(id));
    CHECK_EQUAL('7', id[14]);
    STRCMP_EQUAL(command_id.substr(0, 13).c_str(), id.substr(0, 13).c_str());
  }
  CHECK(van[0] != van[1]);
  CHECK(van[2] != van[3]);
}

TEST_GROUP(Commands) {
  Engine engine;
  Records::ActionResult result;
  std::string give(const truckroll::wire::Command& command) {
    return engine.refusal(
        [&](Records& records) { result = rules::run_command(records, engine.book, command); });
  }
};

TEST(Commands, create_takes_the_given_id_and_not_the_given_header) {
  auto tag = make_tag();
  tag.mutable_header()->set_id(command_id);
  tag.mutable_header()->set_tenant("t2");
  tag.mutable_header()->set_version(9);
  tag.mutable_header()->set_created_by("somebody");
  auto command = rules::make_create(catalogue().of<Tag>(), tag);
  STRCMP_EQUAL("", give(command).c_str());
  auto stored = engine.get<Tag>(command_id);
  STRCMP_EQUAL("t1", stored.header().tenant().c_str());
  LONGLONGS_EQUAL(1, stored.header().version());
  STRCMP_EQUAL("anna", stored.header().created_by().c_str());
  STRCMP_EQUAL("conflict | Tag with this id is there already", give(command).c_str());
}

TEST(Commands, patch_sets_and_clears_the_masked_fields_only) {
  auto tag = make_tag();
  tag.set_color("#2563EB");
  tag = engine.save(tag);
  Tag patch;
  patch.mutable_header()->set_id(tag.header().id());
  patch.set_name("Renamed");
  patch.set_slug("not-in-the-mask");
  STRCMP_EQUAL("", give(rules::make_patch(catalogue().of<Tag>(), patch,
                                          {Tag::kNameFieldNumber, Tag::kColorFieldNumber}))
                       .c_str());
  auto stored = engine.get<Tag>(tag.header().id());
  STRCMP_EQUAL("Renamed", stored.name().c_str());
  STRCMP_EQUAL("urgent", stored.slug().c_str());
  CHECK_FALSE(stored.has_color());
  STRCMP_EQUAL("bad_input mask| there is no field number 1",
               give(rules::make_patch(catalogue().of<Tag>(), patch, {1})).c_str());
  STRCMP_EQUAL("bad_input mask| there is no field number 0",
               give(rules::make_patch(catalogue().of<Tag>(), patch, {0})).c_str());
  patch.mutable_header()->set_id(command_id);
  CHECK(give(rules::make_patch(catalogue().of<Tag>(), patch, {2})).rfind("not_found", 0) == 0);
}

TEST(Commands, patch_writes_neither_derived_nor_locked_fields) {
  truckroll::billing::NumberSeries series;
  series.set_use("invoice");
  series.set_pattern("{number}");
  series = engine.save(series);
  auto patch = series;
  patch.set_next(1000);
  using Series = truckroll::billing::NumberSeries;
  STRCMP_EQUAL(
      "bad_input next| set once; it can no longer be changed",
      give(rules::make_patch(catalogue().of<Series>(), patch, {Series::kNextFieldNumber})).c_str());
  // Sending back what is there is no change.
  STRCMP_EQUAL("",
               give(rules::make_patch(catalogue().of<Series>(), series, {Series::kNextFieldNumber}))
                   .c_str());
}

TEST(Commands, an_action_is_the_rule_books_or_the_flows_plain_move) {
  Account account;
  account.set_name("Alpenhotel");
  account = engine.save(account);
  auto& type = catalogue().of<Account>();
  engine.actor.system = true;
  STRCMP_EQUAL("",
               give(rules::make_action(type, account.header().id(), "qualify", nullptr)).c_str());
  STRCMP_EQUAL("prospect", schema::header(std::as_const(*result.record)).state().c_str());
  engine.book.add_action(
      {"crm.Account", "rename", Tag::descriptor(),
       [](Records& records, schema::Message& record, const schema::Message& input) {
         static_cast<Account&>(record).set_name(static_cast<const Tag&>(input).name());
         records.save(record);
         return nlohmann::json{{"done", true}};
       },
       false});
  auto input = make_tag();
  STRCMP_EQUAL("", give(rules::make_action(type, account.header().id(), "rename", &input)).c_str());
  STRCMP_EQUAL("Tag", engine.get<Account>(account.header().id()).name().c_str());
  STRCMP_EQUAL("{\"done\":true}", result.json.c_str());
  input.clear_name();
  STRCMP_EQUAL("bad_input name| Name is required",
               give(rules::make_action(type, account.header().id(), "rename", &input)).c_str());
}

TEST(Commands, what_does_not_exist_or_parse_is_refused) {
  auto command = rules::make_create(catalogue().of<Tag>(), make_tag());
  command.set_type("content.Nothing");
  STRCMP_EQUAL("bad_input type| there is no record type \"content.Nothing\"",
               give(command).c_str());
  command.set_type("content.Tag");
  command.set_input("\xff\xff\xff");
  STRCMP_EQUAL("bad_input input| the command's input cannot be read", give(command).c_str());
  CHECK(give(rules::make_action(catalogue().of<Tag>(), command_id, "fly", nullptr))
            .rfind("not_found", 0) == 0);
}
