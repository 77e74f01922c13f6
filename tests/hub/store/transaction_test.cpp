#include "hub/store/transaction.hpp"

#include <functional>
#include <string>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "proto/records/admin/branch.pb.h"
#include "proto/records/admin/reason.pb.h"
#include "proto/records/billing/invoice.pb.h"
#include "proto/records/billing/number_series.pb.h"
#include "proto/records/content/tag.pb.h"
#include "proto/records/crm/account.pb.h"
#include "proto/records/field/job_type.pb.h"
#include "proto/records/ledger/legal_entity.pb.h"
#include "proto/records/projects/project_template.pb.h"
#include "proto/records/stock/warehouse.pb.h"
#include "tests/hub/store/databases.hpp"
#include "tests/hub/store/opened_store.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::store;
using common::Error;
using common::ErrorCode;
using stores::make_tag;
using stores::OpenedStore;
using truckroll::admin::Reason;
using truckroll::billing::NumberSeries;
using truckroll::content::Tag;
using truckroll::crm::Account;
using truckroll::stock::Warehouse;

namespace {

/// "conflict slug: there is already …", or empty when it went through.
std::string refusal(const std::function<void()>& body) {
  try {
    body();
    return "";
  } catch (const Error& error) {
    auto text = std::string(common::code_name(error.code())) + " ";
    for (auto& violation : error.violations()) text += violation.field + " ";
    return text + "| " + error.text();
  }
}

Warehouse make_place(const std::string& code) {
  Warehouse place;
  place.set_code(code);
  place.set_name("Place " + code);
  place.set_kind(Warehouse::KIND_DEPOT);
  return place;
}

Reason make_reason(const std::string& label, Reason::Use use) {
  Reason reason;
  reason.set_label(label);
  reason.set_use(use);
  return reason;
}

}  // namespace

TEST_GROUP(Transaction){void on_both(const std::function<void(OpenedStore&)>& body){
    for (auto dialect
         : {Dialect::sqlite, Dialect::postgres}){OpenedStore opened(dialect);
body(opened);
}
}
}
;

TEST(Transaction, a_second_record_with_a_unique_value_is_refused_by_the_fields_name) {
  on_both([](OpenedStore& opened) {
    auto tag = opened.save(make_tag("urgent"));
    STRCMP_EQUAL("conflict slug | there is already a Tag with this Slug",
                 refusal([&] { opened.save(make_tag("urgent")); }).c_str());
    opened.save(make_tag("urgent"), "t2");  // another company's
    opened.write([&](Transaction& transaction) { transaction.remove(tag); });
    opened.save(make_tag("urgent"));  // what is deleted takes no name
  });
}

TEST(Transaction, a_natural_key_is_refused_by_its_first_field) {
  on_both([](OpenedStore& opened) {
    opened.save(make_reason("No part", Reason::USE_HOLD));
    opened.save(make_reason("No part", Reason::USE_CANCEL));
    STRCMP_EQUAL("conflict use | there is already such a Reason",
                 refusal([&] { opened.save(make_reason("No part", Reason::USE_HOLD)); }).c_str());
  });
}

TEST(Transaction, empty_parts_of_a_natural_key_are_the_same) {
  on_both([](OpenedStore& opened) {
    NumberSeries series;
    series.set_use("invoice");
    series.set_pattern("{number}");
    opened.save(series);
    STRCMP_EQUAL("conflict use | there is already such a Number series",
                 refusal([&] { opened.save(series); }).c_str());
  });
}

TEST(Transaction, the_first_version_of_what_has_versions_is_its_own_root) {
  on_both([](OpenedStore& opened) {
    truckroll::projects::ProjectTemplate plan;
    plan.set_name("New heating");
    auto first = opened.save(plan);
    STRCMP_EQUAL(first.header().id().c_str(), first.root().c_str());
    LONGS_EQUAL(1, first.version_number());
    // Another plan is no second version of the first; the same version again is refused.
    auto other = opened.save(plan);
    CHECK(other.root() != first.root());
    plan.set_root(first.root());
    STRCMP_EQUAL("conflict root | there is already such a Project template",
                 refusal([&] { opened.save(plan); }).c_str());
  });
}

TEST(Transaction, an_id_that_is_taken_says_so_without_the_databases_words) {
  on_both([](OpenedStore& opened) {
    auto tag = opened.save(make_tag("a"));
    opened.write([&](Transaction& transaction) { transaction.remove(tag); });
    auto again = make_tag("b");
    again.mutable_header()->set_id(tag.header().id());
    STRCMP_EQUAL("conflict id | there is already a Tag with this id; it may have been deleted",
                 refusal([&] { opened.save(again); }).c_str());
  });
}

TEST(Transaction, references_lead_to_records_of_the_same_company) {
  on_both([](OpenedStore& opened) {
    auto own = opened.save(make_place("a"));
    auto foreign = opened.save(make_place("b"), "t2");
    auto child = make_place("c");
    child.set_parent(foreign.header().id());
    STRCMP_EQUAL("bad_input parent | there is no such Warehouse",
                 refusal([&] { opened.save(child); }).c_str());
    child.set_parent("0193a000-0000-7000-8000-00000000000a");
    STRCMP_EQUAL("bad_input parent | there is no such Warehouse",
                 refusal([&] { opened.save(child); }).c_str());
    child.set_parent(own.header().id());
    opened.save(child);
    auto deleted = opened.save(make_place("d"));
    opened.write([&](Transaction& transaction) { transaction.remove(deleted); });
    auto late = make_place("e");
    late.set_parent(deleted.header().id());
    STRCMP_EQUAL("bad_input parent | there is no such Warehouse",
                 refusal([&] { opened.save(late); }).c_str());
  });
}

TEST(Transaction, references_in_lists_and_tags_are_checked_too) {
  on_both([](OpenedStore& opened) {
    truckroll::field::JobType type;
    type.set_name("Service");
    type.add_checklists("0193a000-0000-7000-8000-00000000000a");
    CHECK(refusal([&] { opened.save(type); }).rfind("bad_input checklists[0] ", 0) == 0);
    type.clear_checklists();
    type.mutable_header()->add_tags(opened.save(make_tag("theirs"), "t2").header().id());
    CHECK(refusal([&] { opened.save(type); }).rfind("bad_input tags[0] ", 0) == 0);
    *type.mutable_header()->mutable_tags(0) = opened.save(make_tag("ours")).header().id();
    opened.save(type);
  });
}

TEST(Transaction, what_is_referred_to_is_not_deleted_and_the_list_is_told) {
  on_both([](OpenedStore& opened) {
    auto parent = opened.save(make_place("a"));
    auto child = make_place("b");
    child.set_parent(parent.header().id());
    child = opened.save(child);
    auto text = refusal(
        [&] { opened.write([&](Transaction& transaction) { transaction.remove(parent); }); });
    STRCMP_EQUAL(
        ("conflict warehouses/" + child.header().id() + " | Warehouse is still referred to")
            .c_str(),
        text.c_str());
    opened.write([&](Transaction& transaction) {
      transaction.remove(child);
      transaction.remove(parent);
    });
    CHECK_FALSE(opened.find<Warehouse>(parent.header().id()).has_value());
  });
}

TEST(Transaction, another_companys_record_is_not_there) {
  on_both([](OpenedStore& opened) {
    auto tag = opened.save(make_tag("a"));
    CHECK_FALSE(opened.find<Tag>(tag.header().id(), "t2").has_value());
    opened.write(
        [&](Transaction& transaction) {
          CHECK_FALSE(transaction.find<Tag>(tag.header().id()).has_value());
          LONGS_EQUAL(0, transaction.where<Tag>("slug", "a").size());
        },
        "t2");
  });
}

TEST(Transaction, a_stale_version_is_refused) {
  on_both([](OpenedStore& opened) {
    auto tag = opened.save(make_tag("a"));
    auto other = tag;
    tag.set_name("First");
    opened.save(tag);
    other.set_name("Second");
    CHECK(refusal([&] { opened.save(other); }).rfind("conflict", 0) == 0);
    STRCMP_EQUAL("First", opened.find<Tag>(tag.header().id())->name().c_str());
  });
}

TEST(Transaction, records_are_found_by_field_list_line_and_state) {
  on_both([](OpenedStore& opened) {
    Account account;
    account.set_name("Alpenhotel");
    auto& line = *account.add_social();
    line.set_line("1");
    line.set_network("x");
    line.set_handle("alpenhotel");
    auto id = opened.save(account).header().id();
    auto tag = make_tag("a");
    tag.add_of_types("crm.Account");
    tag.add_of_types("crm.Site");
    opened.save(tag);
    opened.write([&](Transaction& transaction) {
      LONGS_EQUAL(1, transaction.where<Account>("state", "lead").size());
      LONGS_EQUAL(0, transaction.where<Account>("state", "churned").size());
      LONGS_EQUAL(1, transaction.where<Account>("id", id).size());
      LONGS_EQUAL(1, transaction.where<Account>("name", "Alpenhotel").size());
      auto by_line = transaction.where<Account>("social.handle", "alpenhotel");
      LONGS_EQUAL(1, by_line.size());
      STRCMP_EQUAL("x", by_line[0].social(0).network().c_str());
      LONGS_EQUAL(0, transaction.where<Account>("social.handle", "berghotel").size());
      LONGS_EQUAL(1, transaction.where<Tag>("of_types", "crm.Site").size());
      LONGS_EQUAL(0, transaction.where<Tag>("of_types", "crm.S").size());
      CHECK_THROWS(Error, transaction.where<Account>("colour", "red"));
    });
  });
}

TEST(Transaction, numbers_come_from_the_series_row_without_gaps_or_twins) {
  on_both([](OpenedStore& opened) {
    NumberSeries series;
    series.set_use("invoice");
    series.set_pattern("{year}-{number:4}");
    opened.save(series);
    auto take = [&] {
      std::string number;
      opened.write(
          [&](Transaction& transaction) { number = transaction.take_number("invoice", Tag()); });
      return number;
    };
    STRCMP_EQUAL("2026-0001", take().c_str());
    CHECK(refusal([&] {
            opened.write([&](Transaction& transaction) {
              transaction.take_number("invoice", Tag());
              common::refuse("", "thought better of it");
            });
          }) != "");
    STRCMP_EQUAL("2026-0002", take().c_str());
    opened.write([](Transaction& transaction) {
      auto series = transaction.find_series("invoice", "", "");
      auto [first, last] = transaction.take_numbers(series->header().id(), 50);
      LONGLONGS_EQUAL(3, first);
      LONGLONGS_EQUAL(52, last);
    });
    STRCMP_EQUAL("2026-0053", take().c_str());
    CHECK(refusal([&] {
            opened.write(
                [](Transaction& transaction) { transaction.take_number("nothing", Tag()); });
          }).rfind("not_found", 0) == 0);
  });
}

TEST(Transaction, a_number_is_of_the_documents_own_series_and_day_and_moves_that_counter_alone) {
  on_both([](OpenedStore& opened) {
    truckroll::ledger::LegalEntity firm, other_firm;
    firm.set_name("Firm");
    other_firm.set_name("Other firm");
    for (auto made : {&firm, &other_firm}) {
      made->set_country("LI");
      made->set_base_currency("CHF");
      *made = opened.save(*made);
    }
    truckroll::admin::Branch branch;
    branch.set_name("Schaan");
    branch.set_legal_entity(firm.header().id());
    branch.set_zone("Europe/Vaduz");
    branch = opened.save(branch);
    auto add = [&](const char* pattern, const std::string& entity, const std::string& place) {
      NumberSeries series;
      series.set_use("invoice");
      series.set_pattern(pattern);
      if (!entity.empty()) series.set_legal_entity(entity);
      if (!place.empty()) series.set_branch(place);
      opened.save(series);
    };
    add("G-{number}", "", "");
    add("F-{year}-{number}", firm.header().id(), "");
    add("B-{year}/{month}-{number}", firm.header().id(), branch.header().id());
    auto take = [&](const std::string& entity, const std::string& place,
                    const std::string& day = {}) {
      truckroll::billing::Invoice invoice;
      invoice.set_legal_entity(entity);
      if (!day.empty()) invoice.mutable_date()->set_days(common::codec::parse_date(day));
      std::string number;
      opened.write([&](Transaction& t) { number = t.take_number("invoice", invoice, place); });
      return number;
    };

    STRCMP_EQUAL("F-2025-1", take(firm.header().id(), "", "2025-12-31").c_str());
    STRCMP_EQUAL("G-1", take(other_firm.header().id(), "", "2026-01-01").c_str());
    STRCMP_EQUAL("B-2024/02-1",
                 take(firm.header().id(), branch.header().id(), "2024-02-29").c_str());
    STRCMP_EQUAL("F-2026-2", take(firm.header().id(), "", "2026-01-01").c_str());
    STRCMP_EQUAL("G-2", take(other_firm.header().id(), "", "2026-01-01").c_str());
    // Half an hour before midnight in UTC the new year has begun in Vaduz.
    opened.clock().set_wall(common::parse_instant("2026-12-31T23:30:00Z"));
    STRCMP_EQUAL("F-2027-3", take(firm.header().id(), "").c_str());
    STRCMP_EQUAL("B-2027/01-2", take("", branch.header().id()).c_str());
  });
}

TEST(Transaction, jobs_are_unique_by_kind_and_key) {
  on_both([](OpenedStore& opened) {
    opened.write([](Transaction& transaction) {
      transaction.enqueue("mail", "1", "first", transaction.now());
      transaction.enqueue("mail", "1", "second", transaction.now());
      transaction.enqueue("mail", "2", "", transaction.now());
      transaction.enqueue("pdf", "1", "", transaction.now());
    });
    opened.store().read([](Connection& sql) {
      LONGLONGS_EQUAL(3, sql.integer("SELECT count(*) FROM job"));
      STRCMP_EQUAL("first",
                   std::get<std::string>(*sql.scalar("SELECT payload FROM job WHERE kind = 'mail' "
                                                     "AND key = '1'"))
                       .c_str());
    });
  });
}

TEST(Transaction, no_technician_is_in_two_places) {
  on_both([](OpenedStore& opened) {
    auto book = [&](const std::string& technician, const std::string& event, int from, int to,
                    const std::string& tenant = "t1") {
      return refusal([&] {
        opened.write([&](Transaction& transaction) {
          transaction.sql().execute(
              "INSERT INTO technician_booking (tenant, technician, event, from_at, to_at) VALUES "
              "(?, ?, ?, ?, ?)",
              {tenant, technician, event, std::int64_t{from}, std::int64_t{to}});
        });
      });
    };
    STRCMP_EQUAL("", book("anna", "1", 100, 200).c_str());
    STRCMP_EQUAL("", book("anna", "2", 200, 300).c_str());  // one after the other
    STRCMP_EQUAL("", book("ben", "1", 150, 250).c_str());
    STRCMP_EQUAL("", book("anna", "3", 150, 250, "t2").c_str());
    for (auto [from, to] : {std::pair{150, 160}, {50, 101}, {199, 201}, {0, 1000}, {100, 200}})
      CHECK(book("anna", "4", from, to).find("technician_booking_overlap") != std::string::npos);
  });
}

TEST(Transaction, blobs_go_by_their_hash) {
  on_both([](OpenedStore& opened) {
    std::string bytes(
        "\0\xff"
        "bytes\0",
        8),
        hash;
    opened.write([&](Transaction& transaction) {
      hash = transaction.put_blob(bytes, "image/png");
      STRCMP_EQUAL(hash.c_str(), transaction.put_blob(bytes, "image/png").c_str());
    });
    opened.store().read([&](Connection& sql) {
      auto blob = load_blob(sql, "t1", hash);
      CHECK(blob && blob->bytes == bytes && blob->mime == "image/png");
      CHECK_FALSE(load_blob(sql, "t2", hash).has_value());
    });
  });
}
