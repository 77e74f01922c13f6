#pragma once
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/codec/values.hpp"
#include "common/geo/geo.hpp"
#include "common/sync/delta.hpp"
#include "edge/store/store.hpp"
#include "proto/records/admin/branch.pb.h"
#include "proto/records/admin/reason.pb.h"
#include "proto/records/admin/tenant.pb.h"
#include "proto/records/admin/user.pb.h"
#include "proto/records/billing/line_item.pb.h"
#include "proto/records/billing/number_block.pb.h"
#include "proto/records/billing/number_series.pb.h"
#include "proto/records/content/paperwork_document.pb.h"
#include "proto/records/content/paperwork_template.pb.h"
#include "proto/records/crm/account.pb.h"
#include "proto/records/crm/contact.pb.h"
#include "proto/records/crm/note.pb.h"
#include "proto/records/crm/site.pb.h"
#include "proto/records/field/checklist_template.pb.h"
#include "proto/records/field/equipment.pb.h"
#include "proto/records/field/job_event.pb.h"
#include "proto/records/field/job_type.pb.h"
#include "proto/records/field/scheduled_event.pb.h"
#include "proto/records/field/work_order.pb.h"
#include "proto/records/fleet/device.pb.h"
#include "proto/records/fleet/vehicle.pb.h"
#include "proto/records/people/technician.pb.h"
#include "proto/records/sales/product.pb.h"
#include "proto/records/stock/stock_reservation.pb.h"
#include "proto/records/stock/warehouse.pb.h"
#include "proto/records/stock/warehouse_item.pb.h"

/// What the hub has sent to the van before the tests begin: a day of the demonstration company.
namespace van_test {

namespace wire = truckroll::wire;
using common::schema::Catalogue;

inline const Catalogue& catalogue() {
  static const auto all = Catalogue::compiled();
  return all;
}

inline std::string id(int n) {
  auto digits = std::to_string(n);
  return "01900000-0000-7000-8000-" + std::string(12 - digits.size(), '0') + digits;
}

// Ids by what they are.
inline const std::string tenant = id(1), branch = id(2), user = id(3), technician = id(4),
                         vehicle = id(5), device = id(6), van_stock = id(7), depot = id(8),
                         customers = id(9), account = id(10), contact = id(11), site = id(12),
                         job_type = id(13), safety_list = id(14), report = id(15), filter = id(16),
                         pump = id(17), job = id(18), visit = id(19), old_job = id(20),
                         boiler = id(21), reason = id(22), tomorrow_job = id(23),
                         tomorrow_visit = id(24), series = id(25), block = id(26), transit = id(27),
                         supplier_form = id(28), colleague = id(29);
inline constexpr common::geo::Position depot_place{47.1410, 9.5215}, site_place{47.1655, 9.5097};
inline const std::string day = "2026-11-16";

inline google::protobuf::Timestamp at(const std::string& time, const std::string& on = day) {
  return common::codec::to_timestamp(common::parse_instant(on + "T" + time + "Z"));
}

inline truckroll::Position position(common::geo::Position place) {
  auto e7 = common::geo::to_e7(place);
  truckroll::Position made;
  made.set_latitude_e7(e7.latitude);
  made.set_longitude_e7(e7.longitude);
  return made;
}

template <class T>
T make(const std::string& record, const std::string& state = {}) {
  T made;
  auto& header = *made.mutable_header();
  header.set_id(record);
  header.set_tenant(tenant);
  header.set_version(1);
  if (!state.empty()) header.set_state(state);
  *header.mutable_created_at() = at("06:00:00");
  header.set_created_by(user);
  return made;
}

/// All records, to be changed by a test before they are sent.
class Seed {
 public:
  Seed() {
    company();
    people();
    customer();
    templates();
    stock();
    work();
  }

  /// Stores them as the hub's word.
  void send(edge::store::Store& store,
            const std::string& scope = "technician:" + technician) const {
    wire::ChangeBatch batch;
    batch.set_scope(scope);
    batch.set_generation(1);
    batch.set_from(0);
    batch.set_to(1);
    for (auto& record : records_)
      *batch.add_records() = common::sync::make_state(catalogue().of(*record).name, *record);
    if (store.apply(batch) != common::sync::Applied::yes)
      throw std::runtime_error("the seed did not fit");
  }

  void add(const common::schema::Message& record) {
    records_.emplace_back(record.New());
    records_.back()->CopyFrom(record);
  }

  template <class T>
  T& get(const std::string& record) {
    for (auto& one : records_)
      if (common::schema::header(*one).id() == record) return static_cast<T&>(*one);
    throw std::runtime_error("no such record in the seed");
  }

 private:
  void company() {
    auto company = make<truckroll::admin::Tenant>(tenant, "active");
    company.set_name("Rheintal Haustechnik");
    add(company);
    auto place = make<truckroll::admin::Branch>(branch);
    place.set_name("Vaduz");
    place.set_zone("Europe/Vaduz");
    place.set_depot(depot);
    place.mutable_address()->set_line1("Landstrasse 1");
    place.mutable_address()->set_postal_code("9490");
    place.mutable_address()->set_city("Vaduz");
    add(place);
    auto cause = make<truckroll::admin::Reason>(reason);
    cause.set_use(truckroll::admin::Reason::USE_ADJUST);
    cause.set_label("Counted wrong");
    add(cause);
    auto numbers = make<truckroll::billing::NumberSeries>(series);
    numbers.set_use("paperwork_document");
    numbers.set_pattern("SR-{number:5}");
    add(numbers);
    auto lent = make<truckroll::billing::NumberBlock>(block, "leased");
    lent.set_number_series(series);
    lent.set_device(device);
    lent.set_first(101);
    lent.set_last(120);
    add(lent);
  }

  void people() {
    auto person = make<truckroll::admin::User>(user, "active");
    person.mutable_name()->set_given("Lena");
    person.mutable_name()->set_family("Frick");
    add(person);
    auto tech = make<truckroll::people::Technician>(technician, "active");
    tech.set_user(user);
    *tech.mutable_name() = person.name();
    tech.set_branch(branch);
    tech.set_vehicle(vehicle);
    add(tech);
    auto van = make<truckroll::fleet::Vehicle>(vehicle, "active");
    van.set_plate("FL 12345");
    van.set_branch(branch);
    van.set_warehouse(van_stock);
    auto& driver = *van.add_assignments();
    driver.set_line("d1");
    driver.set_technician(technician);
    *driver.mutable_from() = at("00:00:00", "2026-01-01");
    add(van);
    auto computer = make<truckroll::fleet::Device>(device, "active");
    computer.set_serial("van-07");
    computer.set_vehicle(vehicle);
    add(computer);
  }

  void customer() {
    auto customer = make<truckroll::crm::Account>(account, "customer");
    customer.set_name("Alpenhotel Vaduz");
    customer.set_branch(branch);
    add(customer);
    auto person = make<truckroll::crm::Contact>(contact);
    person.mutable_name()->set_given("Anna");
    person.mutable_name()->set_family("Müller");
    auto& phone = *person.add_channels();
    phone.set_line("c1");
    phone.set_kind(truckroll::CHANNEL_MOBILE);
    phone.set_value("+423 7654321");
    add(person);
    auto place = make<truckroll::crm::Site>(site, "active");
    place.set_account(account);
    place.set_name("Alpenhotel, boiler room");
    place.set_branch(branch);
    place.set_arrival_radius_m(100);
    place.set_access_notes("Key at the reception");
    place.set_hazards("Steep stairs");
    place.mutable_address()->set_line1("Bergstrasse 5");
    place.mutable_address()->set_postal_code("9494");
    place.mutable_address()->set_city("Schaan");
    *place.mutable_address()->mutable_position() = position(site_place);
    add(place);
    auto machine = make<truckroll::field::Equipment>(boiler, "installed");
    machine.set_number("EQ-1");
    machine.set_account(account);
    machine.set_site(site);
    machine.set_manufacturer("Hoval");
    machine.set_model("UltraGas 50");
    machine.set_serial("HG-77");
    machine.set_place("cellar");
    add(machine);
  }

  void templates() {
    using truckroll::field::ChecklistTemplate;
    auto list = make<ChecklistTemplate>(safety_list, "released");
    list.set_name("Boiler service");
    list.set_use(ChecklistTemplate::USE_JOB);
    list.set_root(safety_list);
    list.set_version_number(1);
    list.set_blocks_completion(true);
    auto question = [&](const std::string& key, ChecklistTemplate::Question::Kind kind,
                        const std::string& label, bool required) -> ChecklistTemplate::Question& {
      auto& made = *list.add_questions();
      made.set_line(key);
      made.set_key(key);
      made.set_kind(kind);
      made.set_label(label);
      made.set_required(required);
      return made;
    };
    question("power_off", ChecklistTemplate::Question::KIND_TICK, "Power is off", true);
    auto& pressure =
        question("pressure", ChecklistTemplate::Question::KIND_READING, "Pressure", true);
    pressure.set_unit("bar");
    pressure.mutable_low()->set_millionths(1'000'000);
    pressure.mutable_high()->set_millionths(2'000'000);
    auto& why = question("why_low", ChecklistTemplate::Question::KIND_TEXT, "Why is it low", true);
    why.set_condition("pressure < 1");
    question("picture", ChecklistTemplate::Question::KIND_PHOTO, "Type plate", false);
    add(list);

    using truckroll::content::PaperworkTemplate;
    auto paper = make<PaperworkTemplate>(report, "released");
    paper.set_name("Service report");
    paper.set_kind(PaperworkTemplate::KIND_JOB);
    paper.set_language("en");
    paper.set_root(report);
    paper.set_version_number(1);
    paper.set_form(PaperworkTemplate::FORM_PDF_FORM);
    auto& signature = *paper.add_signature_fields();
    signature.set_line("s1");
    signature.set_key("customer_signature");
    signature.set_role("customer");
    signature.set_order_number(1);
    add(paper);
    auto other = make<PaperworkTemplate>(supplier_form, "released");
    other.set_name("Maker's form");
    other.set_kind(PaperworkTemplate::KIND_JOB);
    other.set_language("en");
    other.set_root(supplier_form);
    other.set_version_number(1);
    other.set_form(PaperworkTemplate::FORM_PDF_FORM);
    other.set_form_blob(std::string(64, 'a'));
    add(other);
    auto type = make<truckroll::field::JobType>(job_type);
    type.set_name("Boiler service");
    type.set_duration_minutes(60);
    type.add_checklists(safety_list);
    type.add_paperwork(report);
    add(type);
  }

  void stock() {
    using truckroll::stock::Warehouse;
    auto place = [&](const std::string& record, Warehouse::Kind kind, const std::string& code) {
      auto made = make<Warehouse>(record);
      made.set_code(code);
      made.set_name(code);
      made.set_kind(kind);
      made.set_branch(branch);
      if (kind == Warehouse::KIND_VAN) made.set_vehicle(vehicle);
      add(made);
    };
    place(van_stock, Warehouse::KIND_VAN, "VAN-07");
    place(depot, Warehouse::KIND_DEPOT, "DEPOT");
    place(customers, Warehouse::KIND_CUSTOMER, "CUSTOMERS");
    place(transit, Warehouse::KIND_TRANSIT, "TRANSIT");
    auto product = [&](const std::string& record, const std::string& code, const std::string& name,
                       const std::string& barcode, std::int64_t on_hand) {
      auto made = make<truckroll::sales::Product>(record, "active");
      made.set_code(code);
      made.set_name(name);
      made.add_barcodes(barcode);
      made.set_kind(truckroll::sales::Product::KIND_PART);
      made.set_unit("H87");
      made.set_tracking(truckroll::sales::Product::TRACKING_NONE);
      made.set_tax_class("standard");
      add(made);
      auto item = make<truckroll::stock::WarehouseItem>(id(1000 + static_cast<int>(on_hand)));
      item.set_warehouse(van_stock);
      item.set_product(record);
      *item.mutable_on_hand() = common::codec::quantity(on_hand * 1'000'000, "H87");
      add(item);
    };
    product(filter, "FLT-20", "Filter 20 µm", "7610000000017", 3);
    product(pump, "PMP-1", "Circulation pump", "7610000000024", 1);
  }

  void work() {
    using truckroll::field::WorkOrder;
    auto order = make<WorkOrder>(job, "planned");
    order.set_number("WO-2041");
    order.set_summary("Service the boiler");
    order.set_job_type(job_type);
    order.set_account(account);
    order.set_site(site);
    order.set_contact(contact);
    order.add_equipment(boiler);
    order.set_priority(WorkOrder::PRIORITY_HIGH);
    order.add_scheduled_for(technician);
    add(order);
    auto old = make<WorkOrder>(old_job, "closed");
    old.set_number("WO-1007");
    old.set_summary("Boiler did not start");
    old.set_account(account);
    old.set_site(site);
    old.set_resolution("Igniter exchanged");
    *old.mutable_completed_at() = at("10:00:00", "2026-03-02");
    add(old);
    auto next = make<WorkOrder>(tomorrow_job, "planned");
    next.set_number("WO-2050");
    next.set_summary("Exchange the pump");
    next.set_account(account);
    next.set_site(site);
    next.add_scheduled_for(technician);
    add(next);
    auto line = make<truckroll::billing::LineItem>(id(30));
    line.set_work_order(job);
    line.set_kind(truckroll::billing::LineItem::KIND_PART);
    line.set_product(filter);
    line.mutable_planned_quantity()->set_millionths(2'000'000);
    line.set_unit("H87");
    add(line);
    auto kept = make<truckroll::stock::StockReservation>(id(31), "held");
    kept.set_product(filter);
    kept.set_warehouse(van_stock);
    kept.set_work_order(job);
    *kept.mutable_quantity() = common::codec::quantity(2'000'000, "H87");
    add(kept);
    auto note = make<truckroll::crm::Note>(id(32));
    *note.mutable_about() = common::codec::about("field.WorkOrder", job);
    note.set_text("Ask for Anna at the reception");
    add(note);
    visits();
  }

  void visits() {
    using truckroll::field::ScheduledEvent;
    auto booked = [&](const std::string& record, const std::string& order, const std::string& on) {
      auto made = make<ScheduledEvent>(record, "sent");
      made.set_work_order(order);
      *made.mutable_start() = at("08:00:00", on);
      *made.mutable_end() = at("09:00:00", on);
      made.set_zone("Europe/Vaduz");
      auto& line = *made.add_assignments();
      line.set_line("t1");
      line.set_technician(technician);
      line.set_role(ScheduledEvent::Assignment::ROLE_LEAD);
      line.set_answer(ScheduledEvent::Assignment::ANSWER_OPEN);
      add(made);
    };
    booked(visit, job, day);
    booked(tomorrow_visit, tomorrow_job, "2026-11-17");
  }

  std::vector<std::unique_ptr<common::schema::Message>> records_;
};

}  // namespace van_test
