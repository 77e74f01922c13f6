// The kinds of record that the product promises by name, under the paths where programs look.
#include <map>
#include <string>

#include "common/schema/schema.hpp"

#include <CppUTest/TestHarness.h>

namespace {

/// Customers, sales, money, projects, field work and people. Types whose path is not their name in
/// plural are the ones that somebody would rename by accident.
const std::map<std::string, std::string> promised{
    {"crm.Account", "accounts"},
    {"crm.Contact", "contacts"},
    {"crm.Interaction", "interactions"},
    {"sales.Deal", "deals"},
    {"sales.DealStage", "deal-stages"},
    {"billing.LineItem", "line-items"},
    {"billing.WorkOrderInvoice", "work-order-invoices"},
    {"billing.Payment", "payments"},
    {"ledger.LedgerAccount", "ledger-accounts"},
    {"ledger.JournalEntry", "journal-entries"},
    {"ledger.Expense", "expenses"},
    {"ledger.Budget", "budgets"},
    {"projects.Project", "projects"},
    {"projects.ProjectTemplate", "project-templates"},
    {"projects.TimeEntry", "time-entries"},
    {"field.WorkOrder", "work-orders"},
    {"field.DefaultWorkOrderItem", "default-work-order-items"},
    {"field.ScheduledEvent", "scheduled-events"},
    {"field.AppointmentRequest", "appointment-requests"},
    {"people.Technician", "technicians"},
    {"people.Certification", "certifications"},
    {"people.TechnicianCertification", "technician-certifications"},
    {"people.CoverageArea", "coverage-areas"},
    {"people.TechnicianAvailability", "technician-availability"},
    {"people.WorkOrderCertificationRequirement", "work-order-certification-requirements"}};

}  // namespace

TEST_GROUP(Kinds){};

TEST(Kinds, what_is_promised_by_name_is_there_under_its_path) {
  auto catalogue = common::schema::Catalogue::compiled();
  for (auto& [name, path] : promised) {
    auto type = catalogue.find(name);
    CHECK_TEXT(type, name.c_str());
    STRCMP_EQUAL(path.c_str(), type->path.c_str());
    POINTERS_EQUAL(type, catalogue.find_path(path));
  }
}
