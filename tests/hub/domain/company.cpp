#include "company.hpp"

#include "common/codec/values.hpp"
#include "common/ids/ids.hpp"
#include "hub/domain/ledger/posting_rules.hpp"
#include "hub/domain/ledger/trial_balance.hpp"
#include "proto/records/admin/branch.pb.h"
#include "proto/records/admin/role.pb.h"
#include "proto/records/admin/role_assignment.pb.h"
#include "proto/records/admin/tenant.pb.h"
#include "proto/records/billing/number_series.pb.h"
#include "proto/records/billing/tax_code.pb.h"
#include "proto/records/crm/account.pb.h"
#include "proto/records/crm/contact.pb.h"
#include "proto/records/crm/site.pb.h"
#include "proto/records/field/default_work_order_item.pb.h"
#include "proto/records/field/job_type.pb.h"
#include "proto/records/fleet/device.pb.h"
#include "proto/records/fleet/vehicle.pb.h"
#include "proto/records/ledger/ledger_account.pb.h"
#include "proto/records/ledger/legal_entity.pb.h"
#include "proto/records/marketing/form.pb.h"
#include "proto/records/people/certification.pb.h"
#include "proto/records/people/technician.pb.h"
#include "proto/records/people/technician_certification.pb.h"
#include "proto/records/projects/time_entry.pb.h"
#include "proto/records/sales/price_list.pb.h"
#include "proto/records/sales/price_list_price.pb.h"
#include "proto/records/sales/product.pb.h"
#include "proto/records/stock/stock_move.pb.h"
#include "proto/records/stock/warehouse.pb.h"
#include "tests/support/migrated.hpp"

using namespace truckroll;
using common::Instant;
using common::codec::money;
using common::codec::quantity;
using common::codec::to_timestamp;

namespace {

constexpr std::int64_t one = 1'000'000;

void add_mail(google::protobuf::RepeatedPtrField<Channel>& channels, const std::string& address) {
  auto& channel = *channels.Add();
  channel.set_line("mail");
  channel.set_kind(CHANNEL_MAIL);
  channel.set_value(address);
}

}  // namespace

Company::Company(const std::string& url)
    : clock(common::parse_instant("2026-11-20T06:00:00Z")),
      catalogue(common::schema::Catalogue::compiled()) {
  auto where = url.empty() ? support::copy_of_migrated(folder / "hub.db", catalogue) : url;
  store = std::make_unique<hub::store::Store>(hub::store::Store::Options{where}, catalogue,
                                              common::rules::RuleBook::registered(), clock);
  tenant = common::make_id(clock.now());
  make_office();
  make_books();
  make_catalogue();
  make_people();
  make_customer();
  make_job_type();
}

void Company::make_office() {
  admin::Tenant company;
  company.set_country("LI");
  company.set_zone("Europe/Vaduz");
  company.add_currencies("CHF");
  company.add_languages("en");
  company.mutable_header()->set_id(tenant);
  company.set_name("Rheintal Haustechnik AG");
  company.add_languages("en");
  save(company);
  for (auto use : {"work_order", "paperwork_document", "invoice", "journal_entry", "equipment",
                   "stock_transfer", "payment", "sales_order"}) {
    billing::NumberSeries series;
    series.set_use(use);
    series.set_pattern(std::string(use) == "work_order" ? "WO-{number:4}"
                       : std::string(use) == "invoice"  ? "INV-{number:5}"
                                                        : std::string(use) + "-{number}");
    save(series);
  }
  auto person = [&](const std::string& key, const std::string& login) {
    admin::Role role;
    role.set_key(key);
    role.set_name(key);
    auto role_id = save(role);
    admin::User user;
    user.set_login(login);
    user.mutable_name()->set_family(key);
    add_mail(*user.mutable_channels(), login);
    auto user_id = save(user);
    write([&](Transaction& t) {
      admin::RoleAssignment held;
      held.set_user(user_id);
      held.set_role(role_id);
      t.save(held);
      t.move(held, "approve");
      t.save(held);
    });
    hub::store::Actor actor;
    actor.tenant = tenant;
    actor.user = user_id;
    actor.name = key;
    actor.roles = {key};
    return actor;
  };
  dispatcher = person("dispatcher", "office@example.li");
  bookkeeper = person("bookkeeper", "books@example.li");
}

void Company::make_books() {
  ledger::LegalEntity firm;
  firm.set_name("Rheintal Haustechnik AG");
  firm.set_country("LI");
  entity = save(firm);
  admin::Branch place;
  place.set_name("Schaan");
  place.set_legal_entity(entity);
  place.set_zone("Europe/Vaduz");
  branch = save(place);
  using A = ledger::LedgerAccount;
  auto add = [&](const char* code, const char* name, A::Class group, A::Use use) {
    A made;
    made.set_legal_entity(entity);
    made.set_code(code);
    made.set_name(name);
    made.set_class_(group);
    made.set_use(use);
    write([&](Transaction& t) {
      t.save(made);
      t.move(made, "activate");
      t.save(made);
    });
    return made.header().id();
  };
  write([&](Transaction& t) { hub::domain::ledger::add_standard_posting_rules(t); });
  add("1000", "Cash", A::CLASS_ASSET, A::USE_CASH);
  add("1020", "Bank", A::CLASS_ASSET, A::USE_BANK);
  receivable = add("1100", "Receivables", A::CLASS_ASSET, A::USE_RECEIVABLE);
  add("1200", "Stock", A::CLASS_ASSET, A::USE_STOCK);
  auto tax = add("2200", "Tax due", A::CLASS_LIABILITY, A::USE_TAX);
  add("3000", "Service revenue", A::CLASS_REVENUE, A::USE_GENERAL);
  add("4000", "Cost of goods", A::CLASS_EXPENSE, A::USE_GENERAL);
  add("3805", "Written off", A::CLASS_EXPENSE, A::USE_WRITE_OFF);
  add("6949", "Exchange differences", A::CLASS_EXPENSE, A::USE_EXCHANGE_DIFFERENCE);
  billing::TaxCode code;
  code.set_code("N81");
  code.set_jurisdiction("LI");
  code.set_ledger_account(tax);
  auto& rate = *code.add_rates();
  rate.set_line("r1");
  rate.mutable_percent()->set_millionths(8'100'000);
  rate.mutable_from()->set_days(19700);
  auto& applies = *code.add_applies();
  applies.set_line("a1");
  applies.set_rank(1);
  applies.set_condition("product_tax_class = \"standard\" AND country = \"LI\"");
  save(code);
}

void Company::make_catalogue() {
  using P = sales::Product;
  auto add = [&](const char* code, const char* name, P::Kind kind, const char* unit,
                 std::int64_t cost) {
    P made;
    made.set_code(code);
    made.set_name(name);
    made.set_kind(kind);
    made.set_unit(unit);
    if (cost > 0) *made.mutable_standard_cost() = money(cost, "CHF");
    return save(made);
  };
  pump = add("P-100", "Circulation pump", P::KIND_PART, "H87", 12000);
  labour = add("L-1", "Labour heating", P::KIND_LABOUR, "HUR", 0);
  sales::PriceList list;
  list.set_code("STD");
  auto list_id = save(list);
  for (auto [product, unit, amount] : {std::tuple{pump, "H87", 21990}, {labour, "HUR", 12800}}) {
    sales::PriceListPrice price;
    price.set_price_list(list_id);
    price.set_product(product);
    price.set_unit(unit);
    *price.mutable_amount() = money(amount, "CHF");
    save(price);
  }
}

void Company::make_people() {
  people::Certification certification;
  certification.set_code("GAS");
  certification.set_name("Gas licence");
  certification.set_kind(people::Certification::KIND_LICENCE);
  gas = save(certification);
  auto place = [&](const char* code, const char* name, stock::Warehouse::Kind kind) {
    stock::Warehouse made;
    made.set_code(code);
    made.set_name(name);
    made.set_kind(kind);
    made.set_branch(branch);
    return save(made);
  };
  supplier_place = place("SUP", "Supplier", stock::Warehouse::KIND_SUPPLIER);
  customer_place = place("CUS", "Customer", stock::Warehouse::KIND_CUSTOMER);
  auto person = [&](const char* given, const char* family, const std::string& login,
                    std::string& van, hub::store::Actor& actor) {
    van = place((std::string("VAN-") + given).c_str(), (std::string("Van ") + given).c_str(),
                stock::Warehouse::KIND_VAN);
    fleet::Vehicle vehicle;
    vehicle.set_plate(std::string("FL ") + given);
    vehicle.set_branch(branch);
    vehicle.set_warehouse(van);
    auto vehicle_id = save(vehicle);
    admin::User user;
    user.set_login(login);
    user.mutable_name()->set_given(given);
    user.mutable_name()->set_family(family);
    user.set_language("en");
    add_mail(*user.mutable_channels(), login);
    people::Technician technician;
    technician.set_user(save(user));
    technician.mutable_name()->set_given(given);
    technician.mutable_name()->set_family(family);
    technician.set_branch(branch);
    technician.set_vehicle(vehicle_id);
    auto id = save(technician);
    fleet::Device device;
    device.set_serial(std::string("device-") + given);
    device.set_vehicle(vehicle_id);
    actor.device = save(device);
    actor.tenant = tenant;
    actor.user = technician.user();
    actor.technician = id;
    actor.roles = {"technician"};
    return id;
  };
  mara = person("Mara", "Keller", "mara@example.li", mara_van, mara_actor);
  nils = person("Nils", "Frick", "nils@example.li", nils_van, nils_actor);
  people::TechnicianCertification held;
  held.set_technician(mara);
  held.set_certification(gas);
  held.mutable_expires()->set_days(common::codec::parse_date("2026-12-31"));
  write([&](Transaction& t) {
    t.save(held);
    t.move(held, "grant");
    t.save(held);
  });
  gas_held = held.header().id();
  add_stock(pump, mara_van, 3);
  add_stock(pump, nils_van, 1);
}

void Company::make_customer() {
  crm::Account customer;
  customer.set_name("Alpenhotel Müller");
  account = save(customer);
  crm::Contact person;
  person.mutable_name()->set_given("Anna");
  person.mutable_name()->set_family("Müller");
  person.set_language("en");
  add_mail(*person.mutable_channels(), "anna@example.li");
  contact = save(person);
  crm::Site house;
  house.set_account(account);
  house.set_name("Hotel");
  house.set_branch(branch);
  house.mutable_address()->set_line1("Hotelstrasse 1");
  house.mutable_address()->set_postal_code("9497");
  house.mutable_address()->set_city("Triesenberg");
  house.mutable_address()->set_country("LI");
  auto& line = *house.add_contacts();
  line.set_line("c1");
  line.set_contact(contact);
  line.set_use(crm::Site::CONTACT_USE_ON_SITE);
  site = save(house);
  marketing::Form survey;
  survey.set_name("Satisfaction");
  survey.set_kind(marketing::Form::KIND_SURVEY);
  survey.set_language("en");
  auto& question = *survey.add_questions();
  question.set_line("q1");
  question.set_key("rating");
  question.set_kind(marketing::Form::QUESTION_KIND_RATING);
  question.set_text("How satisfied are you?");
  question.set_scale(5);
  write([&](Transaction& t) {
    t.save(survey);
    t.move(survey, "release");
    t.save(survey);
  });
  form = survey.header().id();
}

void Company::make_job_type() {
  field::JobType type;
  type.set_name("Boiler service");
  type.set_duration_minutes(120);
  type.set_priority(field::JobType::PRIORITY_HIGH);
  type.set_product(labour);
  auto& crew = *type.add_crew();
  crew.set_line("c1");
  crew.set_certification(gas);
  crew.set_count(1);
  job_type = save(type);
  int order = 1;
  for (auto [product, unit, millionths] :
       {std::tuple{pump, "H87", one}, {labour, "HUR", 2 * one}}) {
    field::DefaultWorkOrderItem item;
    item.set_job_type(job_type);
    item.set_product(product);
    *item.mutable_quantity() = quantity(millionths, unit);
    item.set_order_number(order++);
    save(item);
  }
}

Company::Done Company::act(const hub::store::Actor& who, const std::string& type,
                           const std::string& record, const std::string& action,
                           const google::protobuf::Message* input, bool fact, Instant when) {
  auto command = store->command(who);
  if (when != Instant{}) command.at = when;
  command.fact = fact;
  Done done;
  store->write(command, [&](Transaction& t) {
    auto result = common::rules::run_command(
        t, store->book(), common::rules::make_action(catalogue.type(type), record, action, input));
    done.id = result.record ? common::schema::header(*result.record).id() : std::string();
    done.answer = result.json.empty() ? nlohmann::json() : nlohmann::json::parse(result.json);
  });
  return done;
}

std::string Company::add_job(const std::string& summary) {
  WorkOrder job;
  job.set_summary(summary);
  job.set_site(site);
  job.set_job_type(job_type);
  store->write(store->command(dispatcher), [&](Transaction& t) { t.save(job); });
  return job.header().id();
}

Instant Company::at(int minutes, int day) {
  return common::parse_instant("2026-11-01T00:00:00+01:00") + std::chrono::hours(24 * (day - 1)) +
         std::chrono::minutes(minutes);
}

std::string Company::book(const std::string& job, const std::string& technician, int from, int to,
                          bool accept_shortage, int day) {
  wire::hub_field::Book input;
  input.set_work_order(job);
  input.set_technician(technician);
  *input.mutable_start() = to_timestamp(at(from, day));
  *input.mutable_end() = to_timestamp(at(to, day));
  input.set_accept_shortage(accept_shortage);
  return act(dispatcher, "field.ScheduledEvent", "", "book", &input).id;
}

void Company::on_my_way(const std::string& visit, bool fact, Instant when) {
  wire::field::OnMyWay input;
  *input.mutable_eta() =
      to_timestamp((when == Instant{} ? clock.now() : when) + std::chrono::minutes(20));
  act(mara_actor, "field.ScheduledEvent", visit, "on-my-way", &input, fact, when);
}

void Company::use_pump(const std::string& job, const hub::store::Actor& who,
                       const std::string& amount) {
  wire::stock::Use input;
  input.set_work_order(job);
  input.set_code("P-100");
  input.mutable_quantity()->set_millionths(common::codec::parse_scaled(amount, 6));
  act(who, "stock.StockMove", "", "use", &input);
}

void Company::complete(const std::string& visit, bool fact, bool part_done) {
  wire::field::Complete input;
  input.set_resolution("Pump replaced");
  if (part_done) {
    input.set_part_done(true);
    input.set_return_reason("The gasket is missing");
  }
  act(mara_actor, "field.ScheduledEvent", visit, "complete", &input, fact);
}

void Company::do_job(const std::string& job, const std::string& visit, int parts) {
  on_my_way(visit);
  clock.advance(std::chrono::minutes(20));
  act(mara_actor, "field.ScheduledEvent", visit, "arrive");
  projects::TimeEntry entry;
  entry.set_technician(mara);
  entry.set_work_order(job);
  *entry.mutable_start() = to_timestamp(clock.now());
  clock.advance(std::chrono::minutes(50));
  *entry.mutable_end() = to_timestamp(clock.now());
  save(entry);
  if (parts > 0) use_pump(job, mara_actor, std::to_string(parts));
  complete(visit);
}

void Company::add_stock(const std::string& product, const std::string& place, int amount) {
  stock::StockMove move;
  move.set_product(product);
  move.set_from(supplier_place);
  move.set_to(place);
  *move.mutable_quantity() = quantity(amount * one, "H87");
  move.set_kind(stock::StockMove::KIND_RECEIPT);
  save(move);
}

std::vector<workflow::NotificationLog> Company::logs(const std::string& purpose) {
  return where<workflow::NotificationLog>("purpose", purpose);
}

std::int64_t Company::count(const std::string& table) {
  return store->read_result([&](hub::store::Connection& c) {
    return c.integer("SELECT count(*) FROM " + table + " WHERE tenant = ?", {tenant});
  });
}

std::int64_t Company::jobs_of_kind(const std::string& kind) {
  return store->read_result([&](hub::store::Connection& c) {
    return c.integer("SELECT count(*) FROM job WHERE tenant = ? AND kind = ?", {tenant, kind});
  });
}

nlohmann::json Company::trial_balance() {
  return store->read_result([&](hub::store::Connection& c) {
    return hub::domain::ledger::trial_balance(c, tenant, entity, std::nullopt);
  });
}
