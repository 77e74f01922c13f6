#include "common/codec/json.hpp"
#include "common/codec/values.hpp"
#include "common/ids/ids.hpp"
#include "company.hpp"
#include "hub/domain/marketing/survey.hpp"
#include "office.hpp"
#include "proto/records/admin/access_link.pb.h"
#include "proto/records/admin/reason.pb.h"
#include "proto/records/admin/setting.pb.h"
#include "proto/records/admin/tenant.pb.h"
#include "proto/records/admin/user.pb.h"
#include "proto/records/billing/line_item.pb.h"
#include "proto/records/billing/number_series.pb.h"
#include "proto/records/billing/work_order_invoice.pb.h"
#include "proto/records/content/paperwork_document.pb.h"
#include "proto/records/crm/consent.pb.h"
#include "proto/records/crm/contact.pb.h"
#include "proto/records/crm/interaction.pb.h"
#include "proto/records/fleet/sync_conflict.pb.h"
#include "proto/records/ledger/fiscal_period.pb.h"
#include "proto/records/ledger/journal_entry.pb.h"
#include "proto/records/ledger/ledger_account.pb.h"
#include "proto/records/marketing/form_response.pb.h"
#include "proto/records/workflow/notification.pb.h"
#include "proto/wire/actions/hub_billing.pb.h"
#include "proto/wire/actions/hub_ledger.pb.h"
#include "tests/support/postgres_server.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using namespace truckroll;

namespace {

billing::Invoice only_invoice(Company& company) {
  auto found = company.where<billing::Invoice>("account", company.account);
  return found.empty() ? billing::Invoice() : found.front();
}

billing::WorkOrderInvoice case_of(Company& company, const std::string& job) {
  auto found = company.where<billing::WorkOrderInvoice>("work_order", job);
  return found.empty() ? billing::WorkOrderInvoice() : found.front();
}

std::string hold_text(Company& company, const std::string& job) {
  auto held = case_of(company, job);
  return held.has_hold() ? company.load<admin::Reason>(held.hold()).label() : std::string();
}

void add_future_period(Company& company) {
  ledger::FiscalPeriod period;
  period.set_legal_entity(company.entity);
  period.set_year(2026);
  period.set_number(11);
  period.mutable_from()->set_days(common::codec::parse_date("2026-11-01"));
  period.mutable_to()->set_days(common::codec::parse_date("2026-11-30"));
  company.save(period);
}

void check_balanced(Company& company) {
  STRCMP_EQUAL("0.00", company.trial_balance()["difference"].get<std::string>().c_str());
}

std::string balance_of(Company& company, const std::string& code) {
  auto balance = company.trial_balance();
  for (auto& row : balance["rows"])
    if (row["code"] == code) return row["balance"];
  return "none";
}

int mails_to(const support::SmtpServer& server, const std::string& address,
             const std::string& subject) {
  int found = 0;
  for (auto& mail : server.mails())
    if (mail.recipients.front() == address &&
        mail.header("Subject").find(subject) != std::string::npos)
      ++found;
  return found;
}

}  // namespace

TEST_GROUP(JobDone) {
  Company company;
  std::string job, visit;
  void setup() override {
    job = company.add_job();
    visit = company.book(job, company.mara);
  }
};

TEST(JobDone, makes_a_posted_balanced_invoice_in_the_same_transaction) {
  company.do_job(job, visit, 1);

  auto invoice = only_invoice(company);
  STRCMP_EQUAL("posted", invoice.header().state().c_str());
  STRCMP_EQUAL("INV-00001", invoice.number().c_str());
  // One pump 219.90, 50 minutes are an hour begun: 128.00; 8.1 %.
  LONGS_EQUAL(34790, invoice.net().minor());
  LONGS_EQUAL(2818, invoice.tax().minor());
  LONGS_EQUAL(37608, invoice.total().minor());
  LONGS_EQUAL(37608, invoice.open().minor());
  LONGS_EQUAL(1, invoice.taxes_size());
  STRCMP_EQUAL("Alpenhotel Müller", invoice.bill_to_name().c_str());
  LONGS_EQUAL(invoice.date().days() + 30, invoice.due().days());
  LONGS_EQUAL(2, company.where<billing::LineItem>("invoice", invoice.header().id()).size());
  STRCMP_EQUAL("376.08", balance_of(company, "1100").c_str());
  STRCMP_EQUAL("-347.90", balance_of(company, "3000").c_str());
  STRCMP_EQUAL("-28.18", balance_of(company, "2200").c_str());
  STRCMP_EQUAL("120.00", balance_of(company, "4000").c_str());
  STRCMP_EQUAL("-120.00", balance_of(company, "1200").c_str());
  check_balanced(company);
  STRCMP_EQUAL("invoiced", case_of(company, job).header().state().c_str());
  auto done = company.load<field::WorkOrder>(job);
  STRCMP_EQUAL("closed", done.header().state().c_str());
  LONGS_EQUAL(12000, done.actual_cost().minor());
  LONGS_EQUAL(22790, done.margin().minor());
}

// features: X-46
TEST(JobDone, stands_or_falls_with_its_ledger_entries) {
  company.on_my_way(visit);
  company.act(company.mara_actor, "field.ScheduledEvent", visit, "arrive");
  company.use_pump(job, company.mara_actor);
  wire::field::Complete input;
  auto complete = [&](bool breaks) {
    company.store->write(company.store->command(company.mara_actor), [&](auto& t) {
      auto command = common::rules::make_action(company.catalogue.type("field.ScheduledEvent"),
                                                visit, "complete", &input);
      common::rules::run_command(t, company.store->book(), command);
      if (breaks) throw common::Error(common::ErrorCode::unavailable, "the power went");
    });
  };

  STRCMP_EQUAL("the power went", Company::refusal([&] { complete(true); }).c_str());
  STRCMP_EQUAL("in_progress", company.load<field::WorkOrder>(job).header().state().c_str());
  LONGS_EQUAL(0, company.count("invoice") + company.count("journal_entry") +
                     company.jobs_of_kind("invoice_pdf"));

  complete(false);
  STRCMP_EQUAL("closed", company.load<field::WorkOrder>(job).header().state().c_str());
  LONGS_EQUAL(2, company.count("journal_entry"));  // the invoice's and the goods'
  STRCMP_EQUAL("INV-00001", only_invoice(company).number().c_str());  // no number was lost
}

TEST(JobDone, a_second_completion_makes_nothing_new) {
  company.do_job(job, visit, 1);
  auto changes = [&] {
    return std::vector<std::int64_t>{company.count("invoice"), company.count("journal_entry"),
                                     company.count("notification_log"),
                                     company.count("interaction"), company.count("access_link")};
  };
  auto before = changes();

  company.complete(visit, true);
  auto invoice = only_invoice(company).header().id();
  company.write([&](auto& t) { t.enqueue("invoice_pdf", invoice, "{}", t.now()); });

  CHECK(before == changes());
  LONGS_EQUAL(1, company.jobs_of_kind("invoice_pdf"));
}

TEST(JobDone, books_the_visit_in_the_customers_timeline) {
  company.do_job(job, visit, 1);

  auto talks = company.where<crm::Interaction>("account", company.account);
  LONGS_EQUAL(1, talks.size());
  LONGS_EQUAL(50, talks[0].duration_minutes());
  STRCMP_EQUAL("Pump replaced", talks[0].notes().c_str());
}

TEST(JobDone, parts_taken_back_are_not_billed) {
  company.on_my_way(visit);
  company.act(company.mara_actor, "field.ScheduledEvent", visit, "arrive");
  wire::stock::Use input;
  input.set_work_order(job);
  input.set_code("P-100");
  auto used = company.act(company.mara_actor, "stock.StockMove", "", "use", &input).id;
  company.use_pump(job, company.mara_actor, "1");
  company.act(company.mara_actor, "stock.StockMove", used, "return");

  company.complete(visit);

  LONGS_EQUAL(21990, only_invoice(company).net().minor());
  STRCMP_EQUAL("120.00", balance_of(company, "4000").c_str());
}

TEST(JobDone, without_a_receivable_account_the_case_waits_and_the_work_is_kept) {
  company.act(company.bookkeeper, "ledger.LedgerAccount", company.receivable, "archive");

  company.do_job(job, visit, 1);

  STRCMP_EQUAL("done", company.load<field::WorkOrder>(job).header().state().c_str());
  STRCMP_EQUAL("held", case_of(company, job).header().state().c_str());
  STRCMP_CONTAINS("no active ledger account with use = receivable",
                  hold_text(company, job).c_str());
  LONGS_EQUAL(0, company.count("invoice"));
  LONGS_EQUAL(1, company.where<workflow::Notification>("user", company.bookkeeper.user).size());
  auto by_hand = Company::refusal([&] {
    company.act(company.bookkeeper, "billing.WorkOrderInvoice", case_of(company, job).header().id(),
                "release");
  });
  STRCMP_CONTAINS("no active ledger account with use = receivable", by_hand.c_str());

  company.act(company.bookkeeper, "ledger.LedgerAccount", company.receivable, "restore-use");
  company.act(company.bookkeeper, "billing.WorkOrderInvoice", case_of(company, job).header().id(),
              "release");

  STRCMP_EQUAL("posted", only_invoice(company).header().state().c_str());
  STRCMP_EQUAL("invoiced", case_of(company, job).header().state().c_str());
  STRCMP_EQUAL("closed", company.load<field::WorkOrder>(job).header().state().c_str());
  check_balanced(company);
}

TEST(JobDone, in_a_closed_period_nothing_is_posted) {
  add_future_period(company);

  company.do_job(job, visit, 1);

  STRCMP_CONTAINS("the fiscal period 2026/11 is \"Future\"", hold_text(company, job).c_str());
}

// features: A11Y-04
TEST(JobDone, why_it_is_held_is_kept_in_the_companys_language_and_told_in_the_readers) {
  add_future_period(company);
  auto firm = company.load<admin::Tenant>(company.tenant);
  firm.set_languages(0, "de-LI");
  company.save(firm);
  auto reader = company.load<admin::User>(company.bookkeeper.user);
  reader.set_language("en");
  company.save(reader);

  company.do_job(job, visit, 1);

  STRCMP_CONTAINS("die Buchungsperiode 2026/11 hat den Status „Zukünftig“",
                  hold_text(company, job).c_str());
  auto told = company.where<workflow::Notification>("user", company.bookkeeper.user);
  LONGS_EQUAL(1, told.size());
  STRCMP_EQUAL("Not billed: WO-0001 Boiler service", told[0].title().c_str());
  STRCMP_CONTAINS("the fiscal period 2026/11 is \"Future\"", told[0].text().c_str());
}

TEST(JobDone, with_an_open_conflict_waits_for_a_persons_decision) {
  // Cancelled by the office while it was done in the field.
  company.act(company.dispatcher, "field.WorkOrder", job, "cancel");

  company.on_my_way(visit, true);
  company.act(company.mara_actor, "field.ScheduledEvent", visit, "arrive", nullptr, true);
  company.use_pump(job, company.mara_actor, "1");
  company.complete(visit, true);

  STRCMP_EQUAL("done", company.load<field::WorkOrder>(job).header().state().c_str());
  STRCMP_EQUAL("held", case_of(company, job).header().state().c_str());
  STRCMP_CONTAINS("disagree", hold_text(company, job).c_str());
  LONGS_EQUAL(0, company.count("invoice"));

  company.act(company.bookkeeper, "billing.WorkOrderInvoice", case_of(company, job).header().id(),
              "release");
  LONGS_EQUAL(21990, only_invoice(company).net().minor());
}

TEST(JobDone, with_auto_post_off_leaves_a_draft_for_the_bookkeeper) {
  admin::Setting setting;
  setting.set_key("billing.auto_post");
  setting.set_value("false");
  company.save(setting);

  company.do_job(job, visit, 1);
  auto draft = only_invoice(company);
  STRCMP_EQUAL("draft", draft.header().state().c_str());
  CHECK(draft.number().empty());
  LONGS_EQUAL(37608, draft.total().minor());
  LONGS_EQUAL(0, company.count("journal_entry"));
  STRCMP_EQUAL("done", company.load<field::WorkOrder>(job).header().state().c_str());

  company.act(company.bookkeeper, "billing.Invoice", draft.header().id(), "post");
  STRCMP_EQUAL("INV-00001", only_invoice(company).number().c_str());
  STRCMP_EQUAL("closed", company.load<field::WorkOrder>(job).header().state().c_str());
  check_balanced(company);
}

TEST(JobDone, partly_goes_back_to_ready_and_tells_the_dispatchers) {
  company.on_my_way(visit);
  company.act(company.mara_actor, "field.ScheduledEvent", visit, "arrive");

  company.complete(visit, false, true);

  STRCMP_EQUAL("ready", company.load<field::WorkOrder>(job).header().state().c_str());
  LONGS_EQUAL(0, company.count("work_order_invoice"));
  auto told = company.where<workflow::Notification>("user", company.dispatcher.user);
  LONGS_EQUAL(1, told.size());
  STRCMP_CONTAINS("needs another visit", told[0].title().c_str());
  auto again = company.book(job, company.mara, 14 * 60, 15 * 60);
  company.clock.set_wall(Company::at(14 * 60));
  company.do_job(job, again, 1);
  LONGS_EQUAL(1, company.count("invoice"));
}

TEST_GROUP(Credit) {
  Company company;
  billing::Invoice invoice;
  void setup() override {
    auto job = company.add_job();
    company.do_job(job, company.book(job, company.mara), 1);
    invoice = only_invoice(company);
  }
  std::string credit() {
    wire::hub_billing::Credit input;
    input.set_reason("Wrong pump");
    return company
        .act(company.bookkeeper, "billing.Invoice", invoice.header().id(), "credit", &input)
        .answer["credit"];
  }
};

TEST(Credit, takes_the_invoice_back_in_full_with_a_mirrored_entry) {
  auto made = company.load<billing::Invoice>(credit());

  auto original = company.load<billing::Invoice>(invoice.header().id());
  LONGS_EQUAL(billing::Invoice::KIND_CREDIT, made.kind());
  STRCMP_EQUAL("posted", made.header().state().c_str());
  STRCMP_EQUAL("INV-00002", made.number().c_str());
  LONGS_EQUAL(37608, made.total().minor());
  LONGS_EQUAL(0, made.open().minor());
  LONGS_EQUAL(37608, original.credited().minor());
  LONGS_EQUAL(0, original.open().minor());
  STRCMP_EQUAL("void", original.header().state().c_str());
  STRCMP_EQUAL("0.00", balance_of(company, "1100").c_str());
  STRCMP_EQUAL("0.00", balance_of(company, "3000").c_str());
  STRCMP_EQUAL("0.00", balance_of(company, "2200").c_str());
  check_balanced(company);
}

TEST(Credit, happens_once) {
  credit();

  STRCMP_CONTAINS("has been credited already", Company::refusal([&] { credit(); }).c_str());
  LONGS_EQUAL(2, company.count("invoice"));
}

TEST(Credit, a_posted_invoice_and_its_lines_are_never_edited) {
  auto edit = Company::refusal([&] {
    company.write([&](auto& t) {
      auto posted = t.template load<billing::Invoice>(invoice.header().id());
      posted.set_bill_to_name("Somebody else");
      t.save_as_system(posted);
    });
  });
  auto line = Company::refusal([&] {
    company.write([&](auto& t) {
      auto one = t.template where<billing::LineItem>("invoice", invoice.header().id()).front();
      one.mutable_quantity()->set_millionths(1);
      t.save_as_system(one);
    });
  });

  STRCMP_CONTAINS("never changed", edit.c_str());
  STRCMP_CONTAINS("correct it by a credit", line.c_str());
}

TEST(Credit, lines_leave_a_draft_with_its_totals_and_a_posted_invoice_never) {
  billing::Invoice draft;
  draft.set_account(company.account);
  draft.set_legal_entity(company.entity);
  auto id = company.save(draft);
  for (auto price : {10000, 5000}) {
    billing::LineItem line;
    line.set_invoice(id);
    line.set_kind(billing::LineItem::KIND_LABOUR);
    line.set_product(company.labour);
    *line.mutable_unit_price() = common::codec::money(price, "CHF");
    company.save(line);
  }
  auto remove_first = [&](const std::string& of) {
    company.write(
        [&](auto& t) { t.remove(t.template where<billing::LineItem>("invoice", of).front()); });
  };

  remove_first(id);
  auto left = company.where<billing::LineItem>("invoice", id);
  LONGS_EQUAL(1, left.size());
  LONGS_EQUAL(left[0].unit_price().minor(), company.load<billing::Invoice>(id).net().minor());
  STRCMP_EQUAL("Line belongs to: Invoice, which is \"Posted\" and can no longer be deleted",
               Company::refusal([&] { remove_first(invoice.header().id()); }).c_str());
}

TEST_GROUP(Ledger) {
  Company company;
  ledger::JournalEntry entry(std::int64_t debit, std::int64_t credit) {
    ledger::JournalEntry made;
    made.set_legal_entity(company.entity);
    company.write([&](auto& t) { made.set_number_series(series(t)); });
    made.mutable_date()->set_days(common::codec::parse_date("2026-11-20"));
    made.set_text("By hand");
    auto& a = *made.add_lines();
    a.set_ledger_account(company.receivable);
    *a.mutable_debit() = common::codec::money(debit, "CHF");
    auto& b = *made.add_lines();
    b.set_ledger_account(company.receivable);
    *b.mutable_credit() = common::codec::money(credit, "CHF");
    return made;
  }
  static std::string series(hub::store::Transaction & t) {
    return t.find_where<billing::NumberSeries>("use", "journal_entry")->header().id();
  }
};

TEST(Ledger, an_unbalanced_entry_is_impossible) {
  auto text = Company::refusal([&] { company.save(entry(10000, 9999)); });

  STRCMP_EQUAL("debit and credit differ by 0.01 CHF", text.c_str());
}

TEST(Ledger, an_entry_by_hand_is_in_the_base_currency) {
  auto made = entry(100, 100);
  for (auto& line : *made.mutable_lines())
    (line.has_debit() ? line.mutable_debit() : line.mutable_credit())->set_currency("EUR");

  STRCMP_EQUAL("the books of Rheintal Haustechnik AG are kept in CHF; enter the amount in CHF",
               Company::refusal([&] { company.save(made); }).c_str());
  LONGS_EQUAL(0, company.count("journal_entry"));
}

TEST(Ledger, an_inactive_account_takes_no_entry) {
  auto made = entry(100, 100);
  company.act(company.bookkeeper, "ledger.LedgerAccount", company.receivable, "archive");

  STRCMP_CONTAINS("1100 Receivables is not active",
                  Company::refusal([&] { company.save(made); }).c_str());
}

TEST(Ledger, a_posted_entry_is_reversed_by_a_mirrored_one_and_never_changed) {
  auto id = company.save(entry(100, 100));
  for (auto action : {"submit", "approve", "post"})
    company.act(company.bookkeeper, "ledger.JournalEntry", id, action);
  STRCMP_EQUAL("journal_entry-1", company.load<ledger::JournalEntry>(id).number().c_str());
  auto text = Company::refusal([&] {
    company.write([&](auto& t) {
      auto posted = t.template load<ledger::JournalEntry>(id);
      posted.set_text("Changed");
      t.save_as_system(posted);
    });
  });
  STRCMP_CONTAINS("never changed", text.c_str());

  wire::hub_ledger::Reverse input;
  input.set_reason("Mistake");
  auto mirror =
      company.act(company.bookkeeper, "ledger.JournalEntry", id, "reverse", &input).answer["entry"];

  STRCMP_EQUAL("reversed", company.load<ledger::JournalEntry>(id).header().state().c_str());
  LONGS_EQUAL(100, company.load<ledger::JournalEntry>(mirror).lines(0).credit().minor());
  CHECK(!Company::refusal([&] {
           company.act(company.bookkeeper, "ledger.JournalEntry", id, "reverse", &input);
         }).empty());
  check_balanced(company);
}

TEST_GROUP(Mails) {
  Company company;
  Office office{company};
  std::string job, visit;
  void setup() override {
    job = company.add_job();
    visit = company.book(job, company.mara);
  }
};

TEST(Mails, each_goes_out_once_with_what_belongs_to_it) {
  company.on_my_way(visit);
  office.send_mails();
  company.clock.advance(std::chrono::minutes(20));
  company.act(company.mara_actor, "field.ScheduledEvent", visit, "arrive");
  company.use_pump(job, company.mara_actor);
  company.complete(visit);
  for (int i = 0; i < 2; ++i) {  // every job may run twice
    office.make_papers();
    office.send_mails();
  }

  LONGS_EQUAL(1, mails_to(office.smtp, "mara@example.li", "New job: WO-0001 Boiler service"));
  LONGS_EQUAL(1, mails_to(office.smtp, "anna@example.li", "We are on our way"));
  LONGS_EQUAL(1, mails_to(office.smtp, "anna@example.li", "Invoice INV-00001"));
  LONGS_EQUAL(1, mails_to(office.smtp, "anna@example.li", "How was our visit?"));
  LONGS_EQUAL(4, office.smtp.mails().size());
  for (auto& mail : office.smtp.mails())
    if (mail.header("Subject").find("Invoice") == 0)
      STRCMP_CONTAINS("INV-00001.pdf", mail.data.c_str());
  auto paper = company.load<content::PaperworkDocument>(only_invoice(company).document());
  STRCMP_EQUAL("issued", paper.header().state().c_str());
  for (auto purpose : {"visit_assigned", "on_my_way", "invoice", "survey"}) {
    auto logs = company.logs(purpose);
    LONGS_EQUAL(1, logs.size());
    STRCMP_EQUAL("sent", logs[0].header().state().c_str());
    LONGS_EQUAL(1, logs[0].attempts_size());
  }
}

TEST(Mails, a_restored_hub_does_not_send_again) {
  auto mail = office.jobs("mail").front();
  auto id = company.logs("visit_assigned").front().header().id();
  office.journal.add("mail|" + id);  // the journal remembers, the database does not

  hub::domain::send_notification(*company.store, office.senders(), office.journal, mail);

  LONGS_EQUAL(0, office.smtp.mails().size());
  STRCMP_EQUAL("sent", company.logs("visit_assigned").front().header().state().c_str());
}

// features: NOTI-04
TEST(Mails, failures_are_logged_retried_and_end_as_failed) {
  office.smtp.refuse("RCPT", "451 try later");
  hub::work::Jobs jobs(*company.store, 1);
  jobs.handle("mail", [&](const hub::work::Job& job) {
    return hub::domain::send_notification(*company.store, office.senders(), office.journal, job);
  });
  jobs.start();
  auto log_of = [&] { return company.logs("visit_assigned").front(); };
  auto waiting = [&] {  // in the queue: the worker notes the attempt in the log first
    return company.store->read_result([&](hub::store::Connection& c) {
      return c.integer("SELECT count(*) FROM job WHERE kind = 'mail' AND state = 'waiting'");
    });
  };
  std::chrono::seconds delay(5);
  for (int attempt = 1; attempt < hub::work::Jobs::attempts_max; ++attempt, delay *= 2) {
    jobs.wake();
    CHECK(
        support::wait_until([&] { return log_of().attempts_size() == attempt && waiting() == 1; }));
    auto next = common::codec::from_timestamp(log_of().next_at());
    CHECK(next == company.clock.now() + delay);
    STRCMP_EQUAL("queued", log_of().header().state().c_str());
    company.clock.advance(delay);
  }
  jobs.wake();
  CHECK(support::wait_until([&] { return log_of().header().state() == "failed"; }));
  jobs.stop();

  auto log = company.logs("visit_assigned").front();
  STRCMP_EQUAL("failed", log.header().state().c_str());
  LONGS_EQUAL(hub::work::Jobs::attempts_max, log.attempts_size());
  CHECK(log.attempts(0).has_at());
  LONGS_EQUAL(workflow::NotificationLog::CHANNEL_MAIL, log.channel());
  STRCMP_EQUAL("mara@example.li", log.address().c_str());
  STRCMP_CONTAINS("451", log.attempts(hub::work::Jobs::attempts_max - 1).error().c_str());
  CHECK(!log.has_next_at());
}

TEST(Mails, on_my_way_that_came_too_late_is_not_sent_and_says_why) {
  company.clock.set_wall(common::parse_instant("2026-11-20T10:40:00Z"));

  company.on_my_way(visit, true, common::parse_instant("2026-11-20T07:12:00Z"));

  auto log = company.logs("on_my_way").front();
  STRCMP_EQUAL("expired", log.header().state().c_str());
  STRCMP_EQUAL("came too late: recorded 08:12, reached us 11:40", log.attempts(0).error().c_str());
  LONGS_EQUAL(1, office.jobs("mail").size());  // the technician's own
}

TEST(Mails, on_my_way_that_waited_too_long_at_the_hub_expires) {
  company.on_my_way(visit);
  company.clock.advance(std::chrono::minutes(31));

  office.send_mails();

  STRCMP_EQUAL("expired", company.logs("on_my_way").front().header().state().c_str());
  LONGS_EQUAL(0, mails_to(office.smtp, "anna@example.li", ""));
}

TEST(Mails, pressed_by_mistake_is_not_sent_or_corrected) {
  company.on_my_way(visit);
  company.act(company.mara_actor, "field.ScheduledEvent", visit, "turn-back");
  office.send_mails();
  LONGS_EQUAL(0, mails_to(office.smtp, "anna@example.li", ""));
  STRCMP_EQUAL("taken back before it was sent",
               company.logs("on_my_way").front().attempts(0).error().c_str());

  company.clock.advance(std::chrono::minutes(5));
  company.on_my_way(visit);
  office.send_mails();
  company.act(company.mara_actor, "field.ScheduledEvent", visit, "turn-back");
  office.send_mails();

  LONGS_EQUAL(1, mails_to(office.smtp, "anna@example.li", "We are on our way"));
  LONGS_EQUAL(1, mails_to(office.smtp, "anna@example.li", "not on our way yet"));
}

TEST(Mails, taken_back_while_the_mail_is_on_the_wire_is_corrected_once) {
  office.send_mails();
  company.on_my_way(visit);
  office.smtp.before_next_answer(
      [&] { company.act(company.mara_actor, "field.ScheduledEvent", visit, "turn-back"); });

  office.send_mails();
  auto told = company.logs("on_my_way").front();
  office.send_mails();
  office.send_mails();

  STRCMP_EQUAL("sent", told.header().state().c_str());
  STRCMP_EQUAL("taken back before it was sent", told.attempts(0).error().c_str());
  STRCMP_EQUAL("sent", told.attempts(1).result().c_str());
  LONGS_EQUAL(1, mails_to(office.smtp, "anna@example.li", "We are on our way"));
  LONGS_EQUAL(1, mails_to(office.smtp, "anna@example.li", "not on our way yet"));
}

TEST(Mails, a_customer_without_address_is_logged_and_not_mailed) {
  company.write([&](auto& t) {
    auto person = t.template load<crm::Contact>(company.contact);
    person.clear_channels();
    t.save(person);
  });

  company.do_job(job, visit, 1);
  office.make_papers();
  office.send_mails();

  for (auto purpose : {"on_my_way", "invoice", "survey"}) {
    auto log = company.logs(purpose).front();
    STRCMP_EQUAL("suppressed", log.header().state().c_str());
    STRCMP_EQUAL("no e-mail address known", log.attempts(0).error().c_str());
  }
  LONGS_EQUAL(1, office.smtp.mails().size());  // the technician's
  CHECK(only_invoice(company).has_document());
}

// features: IDEN-09
TEST(Mails, consent_taken_back_stops_what_has_not_left_yet_at_once) {
  auto say = [&](bool given, std::chrono::minutes after) {
    crm::Consent consent;
    consent.set_contact(company.contact);
    consent.set_purpose(crm::Consent::PURPOSE_MAIL);
    consent.set_given(given);
    *consent.mutable_at() = common::codec::to_timestamp(company.clock.now() + after);
    consent.set_source("a call");
    company.save(consent);
  };
  say(true, std::chrono::minutes(0));
  company.do_job(job, visit, 1);
  STRCMP_EQUAL("queued", company.logs("survey").front().header().state().c_str());
  say(false, std::chrono::minutes(1));
  office.make_papers();
  office.send_mails();
  auto log = company.logs("survey").front();
  STRCMP_EQUAL("suppressed", log.header().state().c_str());
  STRCMP_EQUAL("the recipient has taken his consent back", log.attempts(0).error().c_str());
  // A bill is owed by contract.
  STRCMP_EQUAL("sent", company.logs("invoice").front().header().state().c_str());
  LONGS_EQUAL(1, mails_to(office.smtp, "anna@example.li", ""));
}

TEST(Mails, german_customers_read_german) {
  company.write([&](auto& t) {
    auto person = t.template load<crm::Contact>(company.contact);
    person.set_language("de-LI");
    t.save(person);
  });

  company.do_job(job, visit, 1);
  office.make_papers();
  office.send_mails();

  LONGS_EQUAL(1, mails_to(office.smtp, "anna@example.li", "Rechnung INV-00001"));
}

TEST(Mails, the_surveys_link_works_once) {
  company.do_job(job, visit, 1);
  office.send_mails();
  std::string token;
  for (auto& mail : office.smtp.mails()) {
    auto at = mail.data.find("\r\n\r\n", mail.data.find("text/plain"));
    if (mail.header("Subject").find("How was") == std::string::npos || at == std::string::npos)
      continue;
    auto body = mail.data.substr(at + 4, mail.data.find("\r\n--", at) - at - 4);
    std::string packed;
    for (char c : body)
      if (c != '\r' && c != '\n') packed += c;
    auto text = common::from_base64(packed);
    auto link = text.find("https://hub.example.li/survey#");
    token = text.substr(link + 30, 43);
  }
  auto answer = [&](const std::string& with, int rating) {
    std::string id;
    company.write(
        [&](auto& t) { id = hub::domain::marketing::submit_survey(t, with, rating, "Late"); });
    return id;
  };
  STRCMP_CONTAINS("from 1 to 5", Company::refusal([&] { answer(token, 6); }).c_str());

  auto id = answer(token, 1);

  auto response = company.load<marketing::FormResponse>(id);
  LONGS_EQUAL(1'000'000, response.rating().millionths());
  STRCMP_EQUAL(job.c_str(), response.about().id().c_str());
  STRCMP_CONTAINS("used already", Company::refusal([&] { answer(token, 5); }).c_str());
  STRCMP_CONTAINS("used already", Company::refusal([&] { answer("x", 5); }).c_str());
  LONGS_EQUAL(1, company.where<workflow::Notification>("user", company.dispatcher.user).size());
}

TEST_GROUP(OnPostgres){};

TEST(OnPostgres, a_job_goes_from_booking_to_a_balanced_invoice_and_its_credit) {
  support::PostgresServer server;
  Company company(server.make_database());
  auto job = company.add_job();

  company.do_job(job, company.book(job, company.mara), 2);

  auto invoice = only_invoice(company);
  LONGS_EQUAL(56780, invoice.net().minor());
  wire::hub_billing::Credit input;
  input.set_reason("Wrong pump");
  company.act(company.bookkeeper, "billing.Invoice", invoice.header().id(), "credit", &input);
  check_balanced(company);
  STRCMP_EQUAL("0.00", balance_of(company, "1100").c_str());
}
