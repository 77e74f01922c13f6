// What may be deleted, and what a deletion leaves behind; over the whole catalogue.
#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/text.hpp"
#include "hub/store/transaction.hpp"
#include "proto/records/admin/user.pb.h"
#include "proto/records/crm/note.pb.h"
#include "proto/records/workflow/notification.pb.h"
#include "tests/hub/store/databases.hpp"
#include "tests/hub/store/opened_store.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::store;
using common::Error;
using common::ErrorCode;
using nlohmann::json;
using stores::make_tag;
using stores::OpenedStore;
using truckroll::content::Tag;
using truckroll::workflow::Notification;
namespace schema = common::schema;

namespace {

struct Refusal {
  std::string text, field;
  bool refused() const { return !text.empty(); }
};

Refusal remove(OpenedStore& opened, const Message& record) {
  try {
    // Who is told of everything that stands in the way.
    auto actor = opened.actor();
    actor.roles = {"admin"};
    opened.store().write(opened.store().command(actor),
                         [&](Transaction& transaction) { transaction.remove(record); });
  } catch (const Error& error) {
    if (error.code() != ErrorCode::conflict) throw;
    return {error.text(), error.violations().empty() ? "" : error.violations()[0].field};
  }
  return {};
}

/// A row as it may lie in a database, past all rules.
std::unique_ptr<Message> put(OpenedStore& opened, const RecordType& type, const std::string& state,
                             const std::function<void(Message&)>& fill = {}) {
  auto record = type.make();
  auto& header = schema::header(*record);
  header.set_id(common::make_id(opened.clock().now()));
  header.set_tenant("t1");
  header.set_version(1);
  if (!state.empty()) header.set_state(state);
  if (fill) fill(*record);
  opened.write([&](Transaction& transaction) {
    opened.store().tables().of(type).insert(transaction.sql(), *record);
  });
  return record;
}

std::set<std::string> frozen_states(const RecordType& type) {
  if (!type.flow()) return {};
  return {type.flow()->frozen().begin(), type.flow()->frozen().end()};
}

bool is_owner(const RecordType& type, const Field& field) {
  auto alternatives = field.descriptor->real_containing_oneof();
  return !type.options->owner().empty() &&
         (field.name == type.options->owner() ||
          (alternatives && alternatives->name() == type.options->owner()));
}

}  // namespace

TEST_GROUP(Removal){void on_both(const std::function<void(OpenedStore&)>& body){
    for (auto dialect
         : {Dialect::sqlite, Dialect::postgres}){OpenedStore opened(dialect);
body(opened);
}
}
}
;

TEST(Removal, no_type_lets_a_record_go_in_a_frozen_state) {
  on_both([](OpenedStore& opened) {
    int frozen_seen = 0;
    for (auto& type : stores::catalogue().types()) {
      if (!type->flow() || type->append_only()) continue;
      auto frozen = frozen_states(*type);
      for (auto& state : type->flow()->state()) {
        auto refusal = remove(opened, *put(opened, *type, state));
        auto what = type->name + " " + state + ": " + refusal.text;
        CHECK_EQUAL_TEXT(frozen.count(state) > 0, refusal.refused(), what.c_str());
        if (!refusal.refused()) continue;
        ++frozen_seen;
        STRCMP_EQUAL_TEXT("state", refusal.field.c_str(), what.c_str());
        auto label = "is \"" + common::text::to_label(state) + "\"";
        CHECK_TEXT(refusal.text.find(label) != std::string::npos, what.c_str());
      }
    }
    CHECK(frozen_seen > 60);
  });
}

TEST(Removal, the_row_decides_and_not_the_copy_at_hand) {
  on_both([](OpenedStore& opened) {
    auto& type = stores::catalogue().type("billing.Invoice");
    auto posted = put(opened, type, "posted");
    schema::header(*posted).set_state("draft");
    CHECK(remove(opened, *posted).refused());
  });
}

TEST(Removal, nothing_is_deleted_that_only_grows) {
  on_both([](OpenedStore& opened) {
    for (auto name : {"content.DigitalSignature", "stock.StockMove", "field.JobEvent"})
      CHECK_TEXT(stores::catalogue().type(name).append_only(), name);
    for (auto& type : stores::catalogue().types()) {
      if (!type->append_only()) continue;
      CHECK_TEXT(remove(opened, *put(opened, *type, "")).refused(), type->name.c_str());
    }
  });
}

TEST(Removal, rows_of_a_frozen_record_stay_with_it) {
  on_both([](OpenedStore& opened) {
    int owners = 0;
    for (auto& type : stores::catalogue().types())
      for (auto& field : type->fields) {
        if (!is_owner(*type, field)) continue;
        auto& owner = stores::catalogue().type(field.options->refers());
        if (!owner.flow()) continue;
        ++owners;
        auto frozen = frozen_states(owner);
        for (auto& state : owner.flow()->state()) {
          auto id = schema::header(std::as_const(*put(opened, owner, state))).id();
          auto row =
              put(opened, *type, type->flow() ? type->flow()->state(0) : "", [&](Message& record) {
                record.GetReflection()->SetString(&record, field.descriptor, id);
              });
          auto refusal = remove(opened, *row);
          auto what = type->name + " of " + owner.name + " " + state + ": " + refusal.text;
          CHECK_EQUAL_TEXT(frozen.count(state) > 0, refusal.refused(), what.c_str());
        }
      }
    CHECK(owners >= 4);
  });
}

TEST(Removal, what_a_record_must_be_about_keeps_it_from_being_deleted) {
  on_both([](OpenedStore& opened) {
    auto tag = opened.save(make_tag("a"));
    int kept = 0;
    for (auto& type : stores::catalogue().types())
      for (auto& field : type->fields) {
        if (field.kind != schema::FieldKind::about || field.list || !field.options->required())
          continue;
        ++kept;
        auto tagged = opened.save(make_tag("of-" + std::to_string(kept)));
        put(opened, *type, "", [&](Message& record) {
          auto about = record.GetReflection()->MutableMessage(&record, field.descriptor);
          static_cast<truckroll::About&>(*about) =
              common::codec::about("content.Tag", tagged.header().id());
        });
        auto refusal = remove(opened, tagged);
        CHECK_TEXT(refusal.refused(), type->name.c_str());
        CHECK_TEXT(refusal.field.rfind(type->path + "/", 0) == 0, refusal.field.c_str());
      }
    CHECK(kept > 3);
    CHECK_FALSE(remove(opened, tag).refused());
  });
}

TEST(Removal, what_only_mentions_a_record_lets_go_of_it_and_the_log_says_so) {
  on_both([](OpenedStore& opened) {
    auto tag = opened.save(make_tag("a"));
    truckroll::admin::User user;
    user.set_login("anna@example.test");
    user.mutable_name()->set_family("Anna");
    user = opened.save(user);
    Notification told;
    told.set_user(user.header().id());
    told.set_category(Notification::CATEGORY_SCHEDULE);
    told.set_title("Look at this");
    *told.mutable_about() = common::codec::about("content.Tag", tag.header().id());
    told = opened.save(told);

    auto refusal = remove(opened, tag);

    CHECK_FALSE(refusal.refused());
    CHECK_FALSE(opened.find<Notification>(told.header().id())->has_about());
    CHECK(support::wait_until([&] {
      return opened.store().read_result([](Connection& sql) { return last_position(sql, "t1"); }) >=
             5;
    }));
    auto rows =
        opened.store().read_result([](Connection& sql) { return read_changes(sql, "t1", 0, 10); });
    auto fields = json::parse(rows.back().fields);
    STRCMP_EQUAL(told.header().id().c_str(), rows.back().record.c_str());
    STRCMP_EQUAL(tag.header().id().c_str(), fields["about"][1]["id"].get<std::string>().c_str());
    CHECK(fields["about"][2].is_null());
  });
}

TEST(Removal, a_tag_in_use_is_not_deleted) {
  on_both([](OpenedStore& opened) {
    auto tag = opened.save(make_tag("a"));
    auto bearer = make_tag("b");
    bearer.mutable_header()->add_tags(tag.header().id());
    bearer = opened.save(bearer);
    STRCMP_EQUAL(("tags/" + bearer.header().id()).c_str(), remove(opened, tag).field.c_str());
    CHECK_FALSE(remove(opened, bearer).refused());
    CHECK_FALSE(remove(opened, tag).refused());
  });
}
