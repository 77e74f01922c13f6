// What people type as a key is one key, however it is written.
#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "proto/records/admin/custom_field.pb.h"
#include "proto/records/admin/reason.pb.h"
#include "proto/records/stock/warehouse.pb.h"
#include "tests/hub/store/opened_store.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::store;
using stores::OpenedStore;
using truckroll::admin::CustomField;
using truckroll::admin::Reason;
using truckroll::stock::Warehouse;

namespace {

Warehouse warehouse(const std::string& code) {
  Warehouse made;
  made.set_code(code);
  made.set_name("Depot");
  made.set_kind(Warehouse::KIND_DEPOT);
  return made;
}

Reason reason(Reason::Use use, const std::string& label) {
  Reason made;
  made.set_use(use);
  made.set_label(label);
  return made;
}

/// The field of the refusal; "taken" for none.
template <class F>
std::string refused(F&& save) {
  try {
    save();
    return "taken";
  } catch (const common::Error& error) {
    CHECK(error.code() == common::ErrorCode::conflict);
    return error.violations().at(0).field;
  }
}

template <class F>
void on_both(F&& test) {
  for (auto dialect : {Dialect::sqlite, Dialect::postgres}) {
    OpenedStore opened(dialect);
    test(opened);
  }
}

}  // namespace

TEST_GROUP(TypedKeys){};

// features: EXTN-06
TEST(TypedKeys, a_unique_text_is_refused_in_other_case_and_with_blanks) {
  on_both([](OpenedStore& opened) {
    auto first = opened.save(warehouse("Müller-1"));
    auto save = [&](const std::string& code) {
      return refused([&] { opened.save(warehouse(code)); });
    };
    STRCMP_EQUAL("code", save(" MÜLLER-1 ").c_str());
    STRCMP_EQUAL("code", save("Müller-1").c_str());
    STRCMP_EQUAL("taken", save("Muller-1").c_str());
    auto second = opened.save(warehouse("B"));
    second.set_code("müller-1");
    STRCMP_EQUAL("code", refused([&] { opened.save(second); }).c_str());
    // One's own key is written otherwise, and free when it is given up.
    first.set_code("MÜLLER-1");
    first = opened.save(first);
    first.set_code("C");
    opened.save(first);
    STRCMP_EQUAL("taken", save("müller-1").c_str());
    STRCMP_EQUAL("code", save("\xe2\x80\x8bmüller\xe2\x80\x8b-1\xc2\xa0").c_str());
    STRCMP_EQUAL("taken", refused([&] { opened.save(warehouse("b"), "t2"); }).c_str());
  });
}

TEST(TypedKeys, a_natural_key_is_refused_where_all_of_it_is_the_same) {
  on_both([](OpenedStore& opened) {
    opened.save(reason(Reason::USE_LOST, "Too late"));
    auto save = [&](Reason::Use use, const char* label) {
      return refused([&] { opened.save(reason(use, label)); });
    };
    STRCMP_EQUAL("use", save(Reason::USE_LOST, "too late ").c_str());
    STRCMP_EQUAL("taken", save(Reason::USE_DENY, "too late ").c_str());
    STRCMP_EQUAL("taken", save(Reason::USE_LOST, "too late!").c_str());
  });
}

TEST(TypedKeys, a_companys_own_unique_field_is_refused_likewise) {
  on_both([](OpenedStore& opened) {
    CustomField field;
    field.set_of_type("crm.Account");
    field.set_number(1);
    field.set_key("code");
    field.set_label("Code");
    field.set_kind(CustomField::KIND_TEXT);
    field.set_unique(true);
    opened.save(field);
    auto save = [&](const std::string& code) {
      return refused([&] {
        opened.write([&](Transaction& transaction) {
          auto& type = transaction.catalogue().type("crm.Account");
          auto record = type.make();
          common::codec::merge_json(type, *record,
                                    {{"name", "A"}, {"kind", "company"}, {"code", code}}, true);
          transaction.save(*record);
        });
      });
    };
    STRCMP_EQUAL("taken", save("AB-1").c_str());
    STRCMP_EQUAL("code", save("ab-1 ").c_str());
    STRCMP_EQUAL("taken", save("ab-2").c_str());
    // One that holds nothing is none, so many have it.
    STRCMP_EQUAL("taken", save("").c_str());
    STRCMP_EQUAL("taken", save("").c_str());
  });
}

TEST(TypedKeys, what_was_there_before_stays_and_is_changed_otherwise) {
  on_both([](OpenedStore& opened) {
    opened.save(warehouse("A"));
    auto twin = warehouse("a");
    auto system = opened.store().system_command("t1", "test");
    opened.store().write(system, [&](Transaction& transaction) {
      Warehouse copy = twin;
      transaction.save(copy);
      twin = copy;
    });
    twin.set_name("Another name");
    STRCMP_EQUAL("taken", refused([&] { twin = opened.save(twin); }).c_str());
    twin.set_code("A ");
    STRCMP_EQUAL("code", refused([&] { opened.save(twin); }).c_str());
  });
}
