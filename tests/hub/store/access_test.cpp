#include "hub/store/access.hpp"

#include <string>

#include "common/error/error.hpp"
#include "hub/store/query.hpp"
#include "hub/store/transaction.hpp"
#include "proto/records/billing/invoice.pb.h"
#include "proto/records/billing/line_item.pb.h"
#include "proto/records/crm/note.pb.h"
#include "proto/records/crm/site.pb.h"
#include "proto/records/field/equipment.pb.h"
#include "proto/records/field/work_order.pb.h"
#include "tests/hub/store/databases.hpp"

#include <CppUTest/TestHarness.h>

using namespace hub::store;
using common::expr::Expression;
using stores::catalogue;

namespace {

const Access& access() {
  static const Access compiled(catalogue());
  return compiled;
}

const std::string tech = "0193a000-0000-7000-8000-00000000000a";
const std::string other = "0193a000-0000-7000-8000-00000000000b";

Actor make_actor(std::set<std::string> roles, const std::string& user = "u1",
                 const std::string& technician = "") {
  Actor actor;
  actor.tenant = "t1";
  actor.user = user;
  actor.technician = technician;
  actor.roles = std::move(roles);
  return actor;
}

const RecordType& type(const std::string& name) {
  return catalogue().type(name);
}
const Field& field(const std::string& of, const std::string& name) {
  return type(of).field(name);
}

truckroll::field::WorkOrder job_of(const std::string& technician) {
  truckroll::field::WorkOrder job;
  job.mutable_header()->set_id("job");
  job.add_scheduled_for(technician);
  return job;
}

}  // namespace

TEST_GROUP(Access) {
  Actor dispatcher = make_actor({"dispatcher"});
  Actor technician = make_actor({"technician"}, "u2", tech);
  Actor bookkeeper = make_actor({"bookkeeper"});
  Actor admin = make_actor({"admin"});
  Actor nobody = make_actor({}, "");
  const RecordType& jobs = type("field.WorkOrder");
  const RecordType& lines = type("billing.LineItem");
};

TEST(Access, nothing_is_allowed_without_a_grant) {
  for (auto& any : catalogue().types())
    for (auto right :
         {options::READ, options::CREATE, options::CHANGE, options::DELETE, options::ACT}) {
      CHECK_TEXT(!access().may(nobody, *any, right), any->name.c_str());
      // By a grant of "system".
      bool makes = right == options::CREATE || right == options::DELETE;
      bool kept = (any->name == "admin.Tenant" && makes) ||
                  ((any->name == "admin.WebhookDelivery" || any->name == "admin.LogEntry") &&
                   (makes || right == options::CHANGE));
      CHECK_TEXT(access().may(admin, *any, right) != kept, any->name.c_str());
    }
  CHECK(!access().may(technician, type("ledger.JournalEntry"), options::READ));
  CHECK(!access().may(bookkeeper, jobs, options::CHANGE));
  CHECK(access().reach(technician, type("ledger.JournalEntry"), options::READ).kind ==
        Reach::Kind::none);
}

TEST(Access, the_system_may_everything) {
  auto system = make_actor({}, "");
  system.system = true;
  CHECK(access().may(system, type("billing.Invoice"), options::DELETE));
  CHECK(access().may_change_field(system, jobs, field("field.WorkOrder", "margin")));
}

TEST(Access, star_is_everyone_who_is_signed_in) {
  CHECK(access().may(make_actor({}, "u9"), type("admin.User"), options::READ));
  CHECK(!access().may(nobody, type("admin.User"), options::READ));
}

TEST(Access, a_grant_with_a_condition_reaches_the_records_that_meet_it) {
  CHECK(access().reach(dispatcher, jobs, options::READ).kind == Reach::Kind::all);
  auto reach = access().reach(technician, jobs, options::READ);
  CHECK(reach.kind == Reach::Kind::some);
  auto me = context_of(technician, 0);
  CHECK(access().may_record(technician, jobs, options::CHANGE, job_of(tech), me));
  CHECK(!access().may_record(technician, jobs, options::CHANGE, job_of(other), me));
  CHECK(!access().may_record(technician, jobs, options::DELETE, job_of(tech), me));
}

TEST(Access, a_technician_that_nobody_is_reaches_nothing) {
  auto unknown = make_actor({"technician"}, "u2", "");
  CHECK(!access().may_record(unknown, jobs, options::READ, job_of(""), context_of(unknown, 0)));
}

TEST(Access, grants_of_several_roles_add_up) {
  auto both = make_actor({"technician", "dispatcher"}, "u2", tech);
  CHECK(access().reach(both, jobs, options::READ).kind == Reach::Kind::all);
  truckroll::crm::Note note;
  note.mutable_header()->set_created_by("u2");
  CHECK(access().may_record(technician, type("crm.Note"), options::CHANGE, note,
                            context_of(technician, 0)));
  note.mutable_header()->set_created_by("u1");
  CHECK(!access().may_record(technician, type("crm.Note"), options::CHANGE, note,
                             context_of(technician, 0)));
}

TEST(Access, a_line_has_the_rights_of_its_document_and_that_of_a_job_is_the_bookkeepers_too) {
  auto job = job_of(tech);
  truckroll::billing::Invoice invoice;
  auto find = [&](const RecordType& type, std::string_view) -> std::unique_ptr<Message> {
    if (type.name == "billing.Invoice")
      return std::make_unique<truckroll::billing::Invoice>(invoice);
    return std::make_unique<truckroll::field::WorkOrder>(job);
  };
  truckroll::billing::LineItem line;
  line.set_work_order("job");
  auto me = context_of(technician, 0);
  CHECK(access().may_record(technician, lines, options::READ, line, me, find));
  CHECK(access().may_record(technician, lines, options::CREATE, line, me, find));
  CHECK(!access().may_record(technician, lines, options::READ, line,
                             me));  // without the job at hand it is unknown
  job = job_of(other);
  CHECK(!access().may_record(technician, lines, options::READ, line, me, find));
  truckroll::billing::LineItem of_invoice;
  of_invoice.set_invoice("i");
  CHECK(!access().may_record(technician, lines, options::READ, of_invoice, me, find));
  invoice.set_issued_by(tech);  // in his van
  CHECK(access().may_record(technician, lines, options::READ, of_invoice, me, find));
  CHECK(!access().may_record(technician, lines, options::CHANGE, of_invoice, me, find));
  CHECK(access().may_record(bookkeeper, lines, options::CHANGE, of_invoice,
                            context_of(bookkeeper, 0), find));
  CHECK(
      access().may_record(bookkeeper, lines, options::READ, line, context_of(bookkeeper, 0), find));
  CHECK(access().may_record(bookkeeper, lines, options::CHANGE, line, context_of(bookkeeper, 0),
                            find));
  truckroll::billing::LineItem of_quote;
  of_quote.set_quote("q");
  CHECK(!access().may_record(bookkeeper, lines, options::CHANGE, of_quote,
                             context_of(bookkeeper, 0), find));
  CHECK(!access().may_record(dispatcher, lines, options::CHANGE, of_invoice,
                             context_of(dispatcher, 0), find));
}

TEST(Access, fields_with_grants_of_their_own_are_seen_by_those_alone) {
  auto& margin = field("field.WorkOrder", "margin");
  CHECK(access().may_see_field(dispatcher, jobs, margin));
  CHECK(!access().may_see_field(technician, jobs, margin));
  CHECK(access().may_see_field(technician, jobs, field("field.WorkOrder", "summary")));
  CHECK(!access().may_see_field(nobody, jobs, field("field.WorkOrder", "summary")));
  CHECK(!access().may_see_field(admin, type("admin.User"), field("admin.User", "password")));
}

TEST(Access, a_technician_changes_only_what_technicians_own) {
  CHECK(access().may_change_field(technician, jobs, field("field.WorkOrder", "findings")));
  CHECK(!access().may_change_field(technician, jobs, field("field.WorkOrder", "summary")));
  CHECK(access().may_change_field(dispatcher, jobs, field("field.WorkOrder", "summary")));
  auto both = make_actor({"technician", "dispatcher"}, "u2", tech);
  CHECK(access().may_change_field(both, jobs, field("field.WorkOrder", "summary")));
  auto with_books =
      make_actor({"technician", "bookkeeper"}, "u2", tech);  // bookkeepers only read jobs
  CHECK(!access().may_change_field(with_books, jobs, field("field.WorkOrder", "summary")));
  CHECK(!access().may_change_field(admin, jobs, field("field.WorkOrder", "margin")));  // derived
  CHECK(access().may_change_field(technician, type("admin.User"),
                                  field("admin.User", "language")));  // by "*"
  CHECK(access().may_change_field(technician, type("crm.Account"), field("crm.Account", "name"),
                                  true));
  CHECK(!access().may_change_field(technician, type("crm.Account"), field("crm.Account", "name")));
}

TEST(Access, actions_need_a_grant_and_one_of_the_roles_that_the_move_names) {
  CHECK(access().may_act(dispatcher, jobs, "cancel"));
  CHECK(!access().may_act(technician, jobs, "cancel"));
  CHECK(access().may_act(technician, jobs, "hold"));
  CHECK(!access().may_act(dispatcher, jobs, "plan"));  // rules only
  CHECK(!access().may_act(admin, jobs, "plan"));
  CHECK(access().may_act(admin, jobs, "cancel"));
  CHECK(!access().may_act(bookkeeper, jobs, "hold"));  // no ACT
  CHECK(!access().may_act(nobody, jobs, "hold"));
}

TEST(Access, a_filter_on_a_hidden_field_is_refused_as_if_there_were_none) {
  auto filter = Expression::parse("margin > 0", jobs, catalogue());
  access().require_readable(filter, dispatcher);
  try {
    access().require_readable(filter, technician);
    FAIL("accepted");
  } catch (const common::Error& error) {
    STRCMP_EQUAL("Work order has no field \"margin\"",
                 error.violations().at(0).text.english().c_str());
  }
}

TEST(Access, every_condition_asks_both_databases_for_rows_and_for_one_record) {
  auto actor = make_actor({"technician"}, "u2", tech);
  auto me = context_of(actor, 20000);
  Tables tables(catalogue());
  for (auto dialect : {Dialect::sqlite, Dialect::postgres}) {
    auto connection = stores::open_empty(dialect);
    auto find = find_through(*connection, tables, "t1");
    int conditions = 0;
    for (auto& any : catalogue().types())
      for (auto right : {options::READ, options::CREATE, options::CHANGE, options::ACT}) {
        auto reach = access().reach(actor, *any, right);
        if (!reach.condition) continue;
        ++conditions;
        Query query;
        query.type = any.get();
        auto page =
            run_query(*connection, catalogue(), tables.of(*any), "t1", query, reach.condition, me);
        CHECK_EQUAL_TEXT(0, page.total, any->name.c_str());
        auto record = any->make();
        common::schema::header(*record).set_id("x");
        // An attachment is made before it is about anything; an own field without grants is for
        // all.
        bool holds = (any->name == "content.Attachment" && right == options::CREATE) ||
                     (any->name == "admin.CustomField" && right == options::READ);
        CHECK_EQUAL_TEXT(holds, access().may_record(actor, *any, right, *record, me, find),
                         any->name.c_str());
      }
    CHECK(conditions > 60);
  }
}

TEST(Access, a_technician_reads_the_sites_of_his_jobs_and_what_stands_there_on_both_databases) {
  auto me = context_of(technician, 0);
  Tables tables(catalogue());
  for (auto dialect : {Dialect::sqlite, Dialect::postgres}) {
    auto connection = stores::open_empty(dialect);
    auto find = find_through(*connection, tables, "t1");
    truckroll::field::Equipment machine;
    for (auto who : {tech, other}) {
      truckroll::crm::Site site;
      site.mutable_header()->set_id("site of " + who);
      site.mutable_header()->set_tenant("t1");
      tables.of(type("crm.Site")).insert(*connection, site);
      auto job = job_of(who);
      job.mutable_header()->set_id(who);
      job.mutable_header()->set_tenant("t1");
      job.set_number(who);
      job.set_site("site of " + who);
      tables.of(jobs).insert(*connection, job);
      truckroll::crm::Note note;
      note.mutable_header()->set_id("note of " + who);
      note.mutable_header()->set_tenant("t1");
      note.mutable_about()->set_type("field.Equipment");
      note.mutable_about()->set_id("machine of " + who);
      tables.of(type("crm.Note")).insert(*connection, note);
      machine.mutable_header()->set_id("machine of " + who);
      machine.mutable_header()->set_tenant("t1");
      machine.set_number(who);
      machine.set_site("site of " + who);
      tables.of(type("field.Equipment")).insert(*connection, machine);
      // The note leads to the machine, the machine to the site, and the job to it as well.
      for (Message* record : {static_cast<Message*>(&site), static_cast<Message*>(&machine),
                              static_cast<Message*>(&note)})
        CHECK_EQUAL(who == tech, access().may_record(technician, catalogue().of(*record),
                                                     options::READ, *record, me, find));
    }
    for (auto name : {"crm.Site", "field.Equipment", "crm.Note"}) {
      Query query;
      query.type = &type(name);
      auto reach = access().reach(technician, type(name), options::READ);
      auto page = run_query(*connection, catalogue(), tables.of(type(name)), "t1", query,
                            reach.condition, me);
      CHECK_EQUAL_TEXT(1, page.total, name);
      STRCMP_CONTAINS(tech.c_str(),
                      common::schema::header(std::as_const(*page.items.at(0))).id().c_str());
    }
  }
}

TEST(Access, a_list_shows_a_technician_own_work_on_both_databases) {
  for (auto dialect : {Dialect::sqlite, Dialect::postgres}) {
    auto connection = stores::open_empty(dialect);
    RecordTable job_table(jobs), line_table(lines);
    int made = 0;
    for (auto who : {tech, other}) {
      auto job = job_of(who);
      job.mutable_header()->set_id(who);
      job.mutable_header()->set_tenant("t1");
      job.set_number(std::to_string(++made));
      job_table.insert(*connection, job);
      truckroll::billing::LineItem line;
      line.mutable_header()->set_id("line of " + who);
      line.mutable_header()->set_tenant("t1");
      line.set_work_order(who);
      line_table.insert(*connection, line);
    }
    for (auto table : {&job_table, &line_table}) {
      Query query;
      query.type = &table->type();
      query.readable = access().readable(technician, table->type());
      auto reach = access().reach(technician, table->type(), options::READ);
      CHECK(reach.kind == Reach::Kind::some);
      auto page = run_query(*connection, catalogue(), *table, "t1", query, reach.condition,
                            context_of(technician, 0));
      CHECK_EQUAL(1, page.total);
      STRCMP_CONTAINS(tech.c_str(),
                      common::schema::header(std::as_const(*page.items.at(0))).id().c_str());
    }
  }
}

TEST(Access, a_filter_is_no_oracle_for_what_references_lead_to_on_both_databases) {
  Tables tables(catalogue());
  auto me = context_of(technician, 0);
  for (auto dialect : {Dialect::sqlite, Dialect::postgres}) {
    auto connection = stores::open_empty(dialect);
    for (auto who : {tech, other}) {
      auto job = job_of(who);
      job.mutable_header()->set_id(who);
      job.mutable_header()->set_tenant("t1");
      job.set_number(who);
      job.set_summary("secret");
      tables.of(jobs).insert(*connection, job);
      truckroll::billing::LineItem line;
      line.mutable_header()->set_id("line of " + who);
      line.mutable_header()->set_tenant("t1");
      line.set_work_order(who);
      tables.of(lines).insert(*connection, line);
    }
    // All lines are shown, so that only the reading of jobs decides.
    auto total = [&](const Actor& actor, const char* filter) {
      Query query;
      query.type = &lines;
      query.filter = filter;
      query.reading = access().reading(actor);
      return run_query(*connection, catalogue(), tables.of(lines), "t1", query,
                       Expression::all_of(lines, {}), context_of(actor, 0))
          .total;
    };
    CHECK_EQUAL(2, total(dispatcher, "work_order.summary : secret"));
    CHECK_EQUAL(1, total(technician, "work_order.summary : secret"));
    CHECK_EQUAL(0, total(technician, "NOT work_order.summary : secret"));
    CHECK_EQUAL(1, total(technician, "work_order.summary != x"));
    CHECK_EQUAL(1, total(technician, "work_order.scheduled_for : me"));
    CHECK_EQUAL(0, total(dispatcher, "work_order.margin > 3"));
    try {
      total(technician, "work_order.margin > 3");
      FAIL("accepted");
    } catch (const common::Error& error) {
      STRCMP_EQUAL("at character 1: Work order has no field \"margin\"",
                   error.violations().at(0).text.english().c_str());
    }
  }
}

/// The widest reach at the end of a path: in few brackets it is read, in many it is read or
/// refused.
TEST(Access, rights_on_what_references_lead_to_are_read_by_both_databases) {
  Tables tables(catalogue());
  for (auto dialect : {Dialect::sqlite, Dialect::postgres}) {
    auto connection = stores::open_empty(dialect);
    auto answer = [&](const RecordType& of, std::string filter, int brackets) -> std::string {
      for (int i = 0; i < brackets; ++i)
        filter = "version = 1" + std::string(i % 2 ? " AND " : " OR ") + "(" + filter + ")";
      Query query;
      query.type = &of;
      query.filter = filter;
      query.reading = access().reading(technician);
      auto reach = access().reach(technician, of, options::READ);
      try {
        run_query(*connection, catalogue(), tables.of(of), "t1", query, reach.condition,
                  context_of(technician, 0));
      } catch (const common::Error& error) {
        return error.reason().english();
      }
      return "read";
    };
    int followed = 0;
    for (auto& any : catalogue().types())
      for (auto& field : any->fields) {
        if (!field.is_reference() || field.list ||
            !access().may(technician, type(field.options->refers()), options::READ) ||
            !access().may_see_field(technician, *any, field))
          continue;
        ++followed;
        auto filter = field.name + ".id != x";
        STRCMP_EQUAL_TEXT("read", answer(*any, filter, 3).c_str(), any->name.c_str());
        auto deep = answer(*any, filter, Expression::max_depth - 1);
        if (deep != "read") STRCMP_CONTAINS("nested too deeply; use fewer brackets", deep.c_str());
      }
    CHECK(followed > 50);
  }
}
