// A record type that a company makes itself, from the office into the van and back.
#include "common/codec/json.hpp"
#include "edge/day/own.hpp"
#include "proto/records/admin/custom_field.pb.h"
#include "proto/records/admin/custom_type.pb.h"
#include "tests/flows/company/world.hpp"

#include <CppUTest/TestHarness.h>

using namespace flows;
using truckroll::admin::CustomField;
using truckroll::admin::CustomType;

TEST_GROUP(FlowOwnTypes) {
  World world;
  Office& office = world.office;
  VanSide& van = world.van(1);
  std::string type_id, grade_id;

  void make_type() {
    office.write([&](Office::Transaction& transaction) {
      CustomType type;
      type.set_key("boiler_log");
      type.set_label("Boiler log");
      type.set_plural("Boiler logs");
      type.set_title("{serial}");
      type.set_in_vans(true);
      for (auto key : {"open", "done"}) {
        auto& state = *type.add_states();
        state.set_key(key);
        state.set_label(key);
      }
      auto& move = *type.add_moves();
      move.set_action("finish");
      move.set_label("Finish");
      move.add_from("open");
      move.set_to("done");
      auto& grant = *type.add_grants();
      grant.set_role("technician");
      grant.set_read(true);
      grant.set_create(true);
      grant.set_change(true);
      transaction.save(type);
      type_id = type.header().id();
    });
    add_field("serial", CustomField::KIND_TEXT);
    add_field("pressure", CustomField::KIND_DECIMAL);
    add_field("place", CustomField::KIND_REFERENCE, "crm.Site");
    grade_id = add_field("grade", CustomField::KIND_TEXT);
    office.write([&](Office::Transaction& transaction) {
      auto type = transaction.load<CustomType>(type_id);
      transaction.move_as_system(type, "activate");
      transaction.save_as_system(type);
    });
  }
  std::string add_field(const std::string& key, CustomField::Kind kind,
                        const std::string& refers = {}) {
    CustomField field;
    field.set_of_type("own.boiler_log");
    field.set_key(key);
    field.set_label(key);
    field.set_kind(kind);
    if (!refers.empty()) field.set_refers(refers);
    office.write([&](Office::Transaction& transaction) { transaction.save(field); });
    return field.header().id();
  }
  std::string write_log(const json& values) {
    std::string id;
    office.write([&](Office::Transaction& transaction) {
      auto& type = transaction.catalogue().type("own.boiler_log");
      auto record = type.make();
      common::codec::merge_json(type, *record, values, true);
      transaction.save(*record);
      id = common::schema::header(std::as_const(*record)).id();
    });
    return id;
  }
  json at_office(const std::string& id) {
    json found;
    office.write([&](Office::Transaction& transaction) {
      auto& type = transaction.catalogue().type("own.boiler_log");
      found = json::parse(common::codec::to_json(type, *transaction.load_message(type, id)));
    });
    return found;
  }
  json in_van(const std::string& search = {}) {
    return van.van->see([&](const edge::day::Screen& screen) {
      return edge::day::make_own_list(screen, "boiler_log", {search, {}});
    });
  }
  json shown(const std::string& id) {
    return van.van->see([&](const edge::day::Screen& screen) {
      return edge::day::make_own_record(screen, "boiler_log", id);
    });
  }
  json types_in_van() {
    return van.van->see(edge::day::make_own_types)["types"];
  }
};

TEST(FlowOwnTypes, reach_the_van_at_once_and_outlive_its_restart) {
  make_type();
  auto id = write_log({{"serial", "AB-1"}, {"pressure", "1.5"}});

  CHECK(world.sync(1));

  auto types = types_in_van();
  LONGS_EQUAL(1, types.size());
  LONGS_EQUAL(4, types[0]["fields"].size());
  STRCMP_EQUAL("AB-1", in_van()["rows"][0]["title"].get<std::string>().c_str());
  LONGS_EQUAL(0, in_van("zz")["total"].get<int>());
  van.restart();
  STRCMP_EQUAL("1.5", shown(id)["values"]["pressure"].get<std::string>().c_str());
}

TEST(FlowOwnTypes, a_technician_makes_changes_and_moves_them_without_network) {
  make_type();
  CHECK(world.sync(1));
  auto site = van.detail(world.visit(first_job))["own"][0]["given"]["place"];

  auto id =
      van.commands->add_own("boiler_log", {{"serial", "AB-2"}, {"pressure", "1"}, {"place", site}});
  van.commands->change_own("boiler_log", id, {{"pressure", "2.25"}});
  van.commands->move_own("boiler_log", id, "finish");
  CHECK(shown(id)["is_waiting"] == true);
  CHECK_THROWS(common::Error, van.commands->change_own("boiler_log", id, {{"pressure", "much"}}));
  CHECK_THROWS(common::Error, van.commands->change_own("boiler_log", id, {{"weight", "1"}}));
  STRCMP_EQUAL(
      id.c_str(),
      van.detail(world.visit(first_job))["own"][0]["rows"][0]["id"].get<std::string>().c_str());

  CHECK(world.sync(1));
  auto record = at_office(id);
  STRCMP_EQUAL("2.25", record["pressure"].get<std::string>().c_str());
  STRCMP_EQUAL("done", record["state"].get<std::string>().c_str());
  CHECK(record["place"] == site);
  CHECK(shown(id)["is_waiting"] == false);
}

TEST(FlowOwnTypes, a_value_that_the_office_changed_meanwhile_stays_and_is_shown_as_conflict) {
  make_type();
  auto id = write_log({{"serial", "AB-3"}, {"pressure", "1"}});
  CHECK(world.sync(1));
  van.commands->change_own("boiler_log", id, {{"pressure", "2"}, {"serial", "AB-33"}});
  office.write([&](Office::Transaction& transaction) {
    auto& type = transaction.catalogue().type("own.boiler_log");
    auto record = transaction.load_message(type, id);
    common::codec::merge_json(type, *record, {{"pressure", "3"}});
    transaction.save(*record);
  });

  CHECK(world.sync(1));

  STRCMP_EQUAL("3", at_office(id)["pressure"].get<std::string>().c_str());
  STRCMP_EQUAL("AB-33", at_office(id)["serial"].get<std::string>().c_str());
  auto conflicts = world.conflicts(id);
  LONGS_EQUAL(1, conflicts.size());
  STRCMP_EQUAL("pressure", conflicts[0].field().c_str());
}

TEST(FlowOwnTypes, what_is_hidden_from_technicians_leaves_the_van_and_comes_back) {
  make_type();
  auto id = write_log({{"serial", "AB-4"}, {"grade", "poor"}});
  CHECK(world.sync(1));
  STRCMP_EQUAL("poor", shown(id)["values"]["grade"].get<std::string>().c_str());
  auto grant_to = [&](const std::string& role) {
    office.change<CustomField>(grade_id, [&](CustomField& field) {
      field.clear_grants();
      if (!role.empty()) field.add_grants()->set_role(role);
    });
  };

  grant_to("dispatcher");
  CHECK(world.sync(1));
  CHECK(!shown(id)["values"].contains("grade"));
  LONGS_EQUAL(3, types_in_van()[0]["fields"].size());
  van.store->read([&](const edge::store::RecordsView& records) {
    auto record = records.find_message(records.catalogue().type("own.boiler_log"), id);
    CHECK(record->SerializeAsString().find("poor") == std::string::npos);
  });

  grant_to("");
  CHECK(world.sync(1));
  STRCMP_EQUAL("poor", shown(id)["values"]["grade"].get<std::string>().c_str());
}

TEST(FlowOwnTypes, that_are_no_longer_for_vans_leave_them) {
  make_type();
  auto id = write_log({{"serial", "AB-5"}});
  CHECK(world.sync(1));
  CHECK(van.has("own.boiler_log", id));

  office.change<CustomType>(type_id, [](CustomType& type) { type.set_in_vans(false); });
  CHECK(world.sync(1));
  CHECK(types_in_van().empty());
  LONGS_EQUAL(0, van.store->read_result([&](const edge::store::RecordsView& records) {
    return records.list_messages(records.catalogue().type("own.boiler_log")).size();
  }));

  office.change<CustomType>(type_id, [](CustomType& type) { type.set_in_vans(true); });
  CHECK(world.sync(1));
  CHECK(van.has("own.boiler_log", id));

  office.change<CustomType>(type_id,
                            [](CustomType& type) { type.mutable_grants(0)->set_read(false); });
  CHECK(world.sync(1));
  LONGS_EQUAL(0, office.count("SELECT count(*) FROM scope_member WHERE removed = 0 AND type = "
                              "'own.boiler_log'"));
}

TEST(FlowOwnTypes, a_renamed_field_keeps_what_a_van_wrote_under_the_former_name) {
  make_type();
  CHECK(world.sync(1));
  auto id = van.commands->add_own("boiler_log", {{"serial", "AB-6"}, {"grade", "good"}});
  office.change<CustomField>(grade_id, [](CustomField& field) {
    field.set_key("condition_found");
    field.set_label("Condition");
  });

  CHECK(world.sync(1));

  STRCMP_EQUAL("good", at_office(id)["condition_found"].get<std::string>().c_str());
  STRCMP_EQUAL("good", shown(id)["values"]["condition_found"].get<std::string>().c_str());
}
